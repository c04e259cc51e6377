using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A HorizontalPodAutoscaler (autoscaling/v2): each metric beside its target, the bounds, its conditions, and what it scales.</summary>
public sealed class AutoscalerKind : IKindTrace
{
    /// <summary>What it may scale besides what has a scale subresource of its own.</summary>
    private static readonly Dictionary<string, string> Targets = new(StringComparer.Ordinal)
    {
        ["Deployment"] = "deployments",
        ["ReplicaSet"] = "replicasets",
        ["StatefulSet"] = "statefulsets",
    };

    public string Group => "autoscaling";

    public string Kind => "HorizontalPodAutoscaler";

    public string ShortKind => "hpa";

    public IEnumerable<Need> Needs(KubeObject root, Known known)
    {
        yield return Need.EventsAbout(root);
        if (Target(root) is var (kind, name) && Targets.TryGetValue(kind, out var resource) && root.Spec.StringAt("scaleTargetRef", "apiVersion") == "apps/v1")
        {
            yield return Need.Named(new GroupVersionResource("apps", "v1", resource), kind, root.Namespace, name);
        }
    }

    public bool IsPart(KubeObject obj, TraceWorld world) => world.Root is { } root && Target(root) == (obj.Kind, obj.Name);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var (current, desired) = (Workload.Count(root, "currentReplicas"), Workload.Count(root, "desiredReplicas"));
        var findings = Diagnosis.Of(world.SituationOf(root, [], []));
        var (verdict, reason) = Judge(root, findings, current, desired);
        var isReady = verdict is Verdict.Ready or Verdict.Scaling;
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts = [[
                new TraceFact(string.Create(CultureInfo.InvariantCulture, $"replicas {current}, wants {desired}"), Health.Ready, IsCount: true),
                new TraceFact(string.Create(CultureInfo.InvariantCulture, $"between {root.Spec.Int64At("minReplicas") ?? 1} and {root.Spec.Int64At("maxReplicas") ?? 0}"))]],
            Sections =
            [
                new TraceSection("scales", "", [TargetRow(root, world)]),
                new TraceSection("metrics", "", [.. AutoscalerMetrics.Rows(root)]),
                new TraceSection("conditions", "", [.. root.Status.ListAt("conditions").Take(ConditionRows.Most).Select(c => ConditionRows.Of(c, isBadWhenTrue: c.StringAt("type") == "ScalingLimited", Bad(c)))]),
            ],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(isReady, verdict == Verdict.Ready, []),
        };
    }

    private static (Verdict Verdict, string Reason) Judge(KubeObject root, IReadOnlyList<Finding> findings, long current, long desired)
    {
        var (active, able, limited) = (root.Condition("ScalingActive"), root.Condition("AbleToScale"), root.Condition("ScalingLimited"));
        if (able.StringAt("status") == "False")
        {
            return (Verdict.Unavailable, findings is [var unable, ..] ? unable.Summary : $"{able.StringAt("reason")}: {able.StringAt("message")}");
        }

        if (active.StringAt("status") == "False")
        {
            return active.StringAt("reason") == "ScalingDisabled"
                ? (Verdict.Paused, "its target has 0 replicas: it does not scale from there")
                : (Verdict.Unavailable, findings is [var inactive, ..] ? inactive.Summary : $"{active.StringAt("reason")}: {active.StringAt("message")}");
        }

        return active is null && able is null ? (Verdict.Progressing, "its controller has not looked at it yet")
            : current != desired ? (Verdict.Scaling, string.Create(CultureInfo.InvariantCulture, $"{current} → {desired}"))
            : (Verdict.Ready, limited.StringAt("status") != "True" ? ""
                : limited.StringAt("reason") switch { "TooManyReplicas" => "at its maximum: it would scale further", "TooFewReplicas" => "at its minimum", var other => other ?? "" });
    }

    private static Health Bad(Value condition) => condition.StringAt("type") == "ScalingLimited" ? Health.Aside : Health.Failing;

    private static (string Kind, string Name) Target(KubeObject root) =>
        (root.Spec.StringAt("scaleTargetRef", "kind") ?? "", root.Spec.StringAt("scaleTargetRef", "name") ?? "");

    private static TraceRow TargetRow(KubeObject root, TraceWorld world)
    {
        var (kind, name) = Target(root);
        var row = TraceRow.Of($"{ShortNames.Of(kind)}/{name}", Health.Aside, "not looked at");
        if (!Targets.ContainsKey(kind))
        {
            return row;
        }

        return world.Store.Find(kind, root.Namespace, name) is not { } target
            ? world.Forbidden.Count > 0 ? row : row with { Health = Health.Failing, Word = "does not exist" }
            : row with
            {
                Health = Workload.Count(target, "readyReplicas") >= Workload.Replicas(target) ? Health.Ready : Health.Coming,
                Word = string.Create(CultureInfo.InvariantCulture, $"{Workload.Count(target, "readyReplicas")} of {Workload.Replicas(target)} Ready"),
                CreatedAt = target.CreationTimestamp,
            };
    }
}
