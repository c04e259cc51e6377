using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// What holds up a rollout that is not the fault of a Pod: paused, its deadline, its bounds, ready seconds, a strategy that waits for
/// people: docs/causes/rollout.md. Bounds and deadline are symptoms: where a cause is found, it is told instead.
/// </summary>
public sealed class RolloutCannotProceed : ICause
{
    /// <summary>A Pod may take so long to become Ready before it is said to hold a rollout up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Id => "rollout";

    public IEnumerable<Finding> Find(Situation situation)
    {
        return situation.Workload switch
        {
            { IsBeingDeleted: true } or null => [],
            { Kind: "Deployment" } deployment => OfDeployment(situation, deployment),
            { Kind: "StatefulSet" } set => OfStatefulSet(situation, set),
            { Kind: "DaemonSet" } set => OnDelete(situation, set, "updatedNumberScheduled", "desiredNumberScheduled"),
            _ => [],
        };
    }

    private IEnumerable<Finding> OfDeployment(Situation situation, KubeObject deployment)
    {
        var replicas = deployment.Root.Int64At("spec", "replicas") ?? 1;
        var updated = deployment.Status.Int64At("updatedReplicas") ?? 0;
        var total = deployment.Status.Int64At("replicas") ?? 0;
        var available = deployment.Status.Int64At("availableReplicas") ?? 0;
        if (deployment.Root.BoolAt("spec", "paused") == true)
        {
            yield return Finding.Of(
                Id,
                situation,
                updated < replicas ? "its newest template waits to be resumed" : "no change waits",
                [new Evidence(Timestamp.Parse(deployment.Condition("Progressing").StringAt("lastTransitionTime")), "spec.paused is true", "Deployment spec")],
                $"kubectl rollout resume{situation.Target}") with
            { IsByDesign = true, Waiting = "nothing happens until it is resumed" };
            yield break;
        }

        if (updated >= replicas && total <= replicas && available >= replicas)
        {
            yield break;
        }

        var progress = deployment.Condition("Progressing");
        if (progress.StringAt("reason") == "ProgressDeadlineExceeded")
        {
            yield return Finding.Of(
                Id,
                situation,
                "no progress within the deadline",
                [new Evidence(Timestamp.Parse(progress.StringAt("lastTransitionTime")), Invariant($"ProgressDeadlineExceeded after {deployment.Root.Int64At("spec", "progressDeadlineSeconds") ?? 600}s: {progress.StringAt("message")}"), "Deployment condition Progressing")],
                situation.WayBack is { Length: > 0 } back ? $"see its Pods, or: {back}" : "see its Pods: kubespy trace" + situation.Target) with
            { IsFinal = true, IsSymptom = true };
        }

        if (Waiting(situation, deployment) is { } waiting)
        {
            yield return waiting;
        }

        if (updated < replicas && Bounded(situation, deployment, (int)replicas, total, available) is { } bounded)
        {
            yield return bounded;
        }
    }

    /// <summary>Pods that are Ready but do not count yet.</summary>
    private Finding? Waiting(Situation situation, KubeObject deployment)
    {
        if (deployment.Root.Int64At("spec", "minReadySeconds") is not (> 0 and var seconds))
        {
            return null;
        }

        var since = (situation.OfKind("Pod") ?? []).Concat(situation.Pods)
            .Where(p => situation.Makers.Any(m => m.Uid == p.ControllerRef?.Uid) && PodView.Of(p) is { IsReady: true } view && !view.IsAvailable(seconds, situation.Now))
            .Select(p => PodView.Of(p).ReadySince).Max();
        return since is not { } ready
            ? null
            : Finding.Of(
                Id,
                situation,
                Invariant($"each new Pod has to stay Ready for {seconds}s before it counts"),
                [new Evidence(ready, "the youngest became Ready", "Pod condition Ready"), new Evidence(null, Invariant($"minReadySeconds {seconds}"), "Deployment spec")],
                "") with
            { IsByDesign = true, Outlook = $"the next counts in {HumanDuration.Format(ready.AddSeconds(seconds) - situation.Now)}" };
    }

    /// <summary>No step is allowed: none may be missing, and what may be surplus is taken by a Pod that does not become Ready.</summary>
    private Finding? Bounded(Situation situation, KubeObject deployment, int replicas, long total, long available)
    {
        if (deployment.Root.StringAt("spec", "strategy", "type") == "Recreate")
        {
            return null;
        }

        var strategy = deployment.Root.MapAt("spec", "strategy", "rollingUpdate");
        var bounds = RollingUpdate.Of(strategy, replicas);
        var waiting = situation.Pods.Where(p => !p.IsBeingDeleted && !PodView.Of(p).IsTerminal && situation.Now - PodView.Of(p).CreatedAt > Patience).ToArray();
        if (waiting.Length == 0 || total < replicas + bounds.MaxSurge || available > replicas - bounds.MaxUnavailable)
        {
            return null;
        }

        var asked = Invariant($"maxUnavailable {Asked(strategy, "maxUnavailable")} of {replicas} is {bounds.MaxUnavailable}, maxSurge {Asked(strategy, "maxSurge")} is {bounds.MaxSurge}");
        return Finding.Of(
            Id,
            situation,
            Invariant($"no further step is allowed: {bounds.MaxUnavailable} of {replicas} may be missing, {bounds.MaxSurge} may be surplus, and {waiting.Length} {(waiting.Length == 1 ? "Pod does" : "Pods do")} not become Ready"),
            [new Evidence(null, asked, "Deployment spec"), .. waiting.Take(3).Select(p => new Evidence(PodView.Of(p).CreatedAt, $"{p.Name} {PodStatusText.Of(p)} since it was created", "Pod status"))],
            "see why that Pod is not Ready: kubespy why pod/" + waiting[0].Name + situation.Scope) with
        { IsSymptom = true, Outlook = Deadline(situation, deployment) };
    }

    private static string Asked(MapValue? strategy, string field) => strategy?[field] is { } value ? value.AsString() ?? value.ToString() : "25%";

    private static string Deadline(Situation situation, KubeObject deployment)
    {
        var progress = deployment.Condition("Progressing");
        return progress.StringAt("status") == "True" && progress.StringAt("reason") != "NewReplicaSetAvailable"
            && deployment.Root.Int64At("spec", "progressDeadlineSeconds") is { } seconds and < int.MaxValue && Timestamp.Parse(progress.StringAt("lastUpdateTime")) is { } since
            && since.AddSeconds(seconds) - situation.Now is var left && left > TimeSpan.Zero
            ? $"Kubernetes will call this failed in {HumanDuration.Format(left)}"
            : "";
    }

    private IEnumerable<Finding> OfStatefulSet(Situation situation, KubeObject set)
    {
        foreach (var finding in OnDelete(situation, set, "updatedReplicas", "replicas"))
        {
            yield return finding;
        }

        var partition = set.Root.Int64At("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var replicas = set.Root.Int64At("spec", "replicas") ?? 1;
        if (partition > 0 && set.Status.StringAt("currentRevision") != set.Status.StringAt("updateRevision"))
        {
            yield return Finding.Of(Id, situation, Invariant($"Pods below ordinal {partition} keep the old revision (partition)"), [new Evidence(null, Invariant($"updateStrategy.rollingUpdate.partition {partition} of {replicas} replicas"), "StatefulSet spec")], "lower the partition to go on") with { IsByDesign = true };
        }

        var isOrdered = set.Root.StringAt("spec", "podManagementPolicy") is null or "OrderedReady";
        var blocking = situation.Pods.FirstOrDefault(p => situation.Now - PodView.Of(p).CreatedAt > Patience && !PodView.Of(p).IsReady);
        if (isOrdered && blocking is not null && (set.Status.Int64At("replicas") ?? 0) < replicas)
        {
            yield return Finding.Of(Id, situation, $"no further Pod is made until {blocking.Name} is Ready (OrderedReady)", [new Evidence(PodView.Of(blocking).CreatedAt, $"{blocking.Name} {PodStatusText.Of(blocking)}", "Pod status")], "see why it is not Ready: kubespy why pod/" + blocking.Name + situation.Scope) with { IsSymptom = true };
        }
    }

    private IEnumerable<Finding> OnDelete(Situation situation, KubeObject set, string updatedField, string wantedField)
    {
        var (updated, wanted) = (set.Status.Int64At(updatedField) ?? 0, set.Status.Int64At(wantedField) ?? 0);
        if (set.Root.StringAt("spec", "updateStrategy", "type") == "OnDelete" && updated < wanted)
        {
            yield return Finding.Of(Id, situation, Invariant($"{wanted - updated} Pods keep the old template until they are deleted (OnDelete)"), [new Evidence(null, "updateStrategy OnDelete", $"{set.Kind} spec")], "delete the Pods that are to be replaced") with { IsByDesign = true };
        }
    }
}
