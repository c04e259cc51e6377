using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// A claim is not bound, or a volume cannot be attached or mounted (pkg/controller/volume, pkg/kubelet/volumemanager):
/// docs/causes/volume.md.
/// </summary>
public sealed class VolumeDoesNotMount : ICause
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Id => "volume";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is { Kind: "PersistentVolumeClaim", IsBeingDeleted: false } self && Unbound(situation, self) is { } unbound)
        {
            yield return unbound with { Subjects = [situation.Subject] };
        }

        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted && !PodView.Of(p).IsTerminal))
        {
            var finding = PodView.Of(pod).NodeName.Length == 0 ? Waiting(situation, pod)
                : ContainerStatus.Of(pod).Any(ConfigurationMissing.IsBeingCreated) ? Unmounted(situation, pod)
                : null;
            if (finding is not null)
            {
                yield return finding;
            }
        }
    }

    /// <summary>It is not scheduled, and the scheduler says that a claim is why.</summary>
    private Finding? Waiting(Situation situation, KubeObject pod)
    {
        var condition = pod.Condition("PodScheduled");
        var message = condition.StringAt("status") == "False" ? condition.StringAt("message") ?? "" : "";
        message = message.Length > 0 ? message : situation.EventOf(pod, e => e.Reason == "FailedScheduling")?.Message ?? "";
        var scheduler = new Evidence(Timestamp.Parse(condition.StringAt("lastTransitionTime")), message, "Pod condition PodScheduled");
        const string mark = "persistentvolumeclaim \"";
        if (message.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
        {
            var name = message[(at + mark.Length)..].Split('"')[0];
            return Of(pod, $"claim {name} {(message.Contains("being deleted", StringComparison.Ordinal) ? "is being deleted" : "does not exist")}", [scheduler], $"create the claim, or correct claimName: kubectl get pvc{situation.Scope}") with
            {
                IsFinal = situation.Now - (pod.CreationTimestamp ?? situation.Now) >= Patience,
            };
        }

        if (!message.Contains("unbound immediate PersistentVolumeClaims", StringComparison.Ordinal) && !message.Contains("persistent volumes to bind", StringComparison.Ordinal))
        {
            return null;
        }

        var claims = Claims(situation, pod).Select(c => situation.Find("PersistentVolumeClaim", c)).OfType<KubeObject>().Select(c => Unbound(situation, c)).OfType<Finding>().ToArray();
        return claims.Length > 0
            ? claims[0] with { Subjects = [$"pod/{pod.Name}"], Evidence = [.. claims.SelectMany(c => c.Evidence), scheduler] }
            : Of(pod, "a claim is not bound to a volume", [scheduler], $"see why: kubectl describe pvc{situation.Scope}");
    }

    /// <summary>A claim that waits, with what its own Events say; null where it is bound.</summary>
    private Finding? Unbound(Situation situation, KubeObject claim)
    {
        if (claim.Status.StringAt("phase") is not { } phase || phase == "Bound")
        {
            return null;
        }

        var storageClass = claim.Root.StringAt("spec", "storageClassName");
        var told = situation.EventOf(claim, e => e.Reason is "ProvisioningFailed" or "FailedBinding" or "WaitForFirstConsumer" or "ExternalProvisioning" or "WaitForPodScheduled");
        var status = new Evidence(claim.CreationTimestamp, $"phase {phase}, StorageClass {storageClass ?? "none named"}", $"PersistentVolumeClaim {claim.Name}");
        var (words, remedy) = WhyUnbound(situation, claim, told, phase);
        return new Finding
        {
            Cause = Id,
            Subjects = [Situation.SubjectOf(claim)],
            Summary = $"claim {claim.Name} is {(phase == "Lost" ? "lost" : "not bound")}: {words}",
            Evidence = told is null ? [status] : [status, told.ToEvidence()],
            Remedy = remedy,
            IsFinal = phase == "Lost" || words.StartsWith("StorageClass", StringComparison.Ordinal),
            IsByDesign = told?.Reason == "WaitForFirstConsumer" && situation.Workload?.Uid == claim.Uid,
        };
    }

    private static (string Words, string Remedy) WhyUnbound(Situation situation, KubeObject claim, ObservedEvent? told, string phase)
    {
        var storageClass = claim.Root.StringAt("spec", "storageClassName");
        return told switch
        {
            { Reason: "ProvisioningFailed" } when told.Message.StartsWith("storageclass.", StringComparison.Ordinal) => ($"StorageClass {storageClass} does not exist", "create the StorageClass, or correct storageClassName: kubectl get storageclass"),
            { Reason: "ProvisioningFailed" } => ($"no volume can be provisioned: {told.Message}", "see to what the provisioner says"),
            { Reason: "FailedBinding" } => ("no volume matches, and it names no StorageClass", "create a PersistentVolume that matches, or name a StorageClass"),
            { Reason: "ExternalProvisioning" } => ("its provisioner has made no volume yet", "see whether the provisioner runs"),
            { Reason: "WaitForFirstConsumer" or "WaitForPodScheduled" } => ("it waits for a Pod to be scheduled", ""),
            _ when phase == "Lost" => ("its volume is gone", "restore the data, and the volume"),
            _ => ("no Event tells why", $"see: kubectl describe pvc {claim.Name}{situation.Scope}"),
        };
    }

    /// <summary>It has a node, its containers wait, and the kubelet or the attach-detach controller says why.</summary>
    private Finding? Unmounted(Situation situation, KubeObject pod)
    {
        if (situation.EventOf(pod, e => e.Reason is "FailedAttachVolume" or "FailedMapVolume" || (e.Reason == "FailedMount" && MissingReference.Of(e.Message) is null)) is not { } told)
        {
            return null;
        }

        // The kubelet's summary of all volumes says less than what was said of the one.
        var one = situation.EventOf(pod, e => e.Reason is "FailedAttachVolume" or "FailedMapVolume" or "FailedMount" && e.Message.Contains("for volume \"", StringComparison.Ordinal) && MissingReference.Of(e.Message) is null) ?? told;
        var volume = one.Message.Split("for volume \"") is [_, var rest, ..] ? rest.Split('"')[0] : Unmounted(one.Message);
        var what = one.Reason == "FailedAttachVolume" ? "attached" : "mounted";
        return Of(
            pod,
            $"volume {volume} cannot be {what}: {Useful(one.Message)}",
            [one.ToEvidence(), .. ReferenceEquals(one, told) ? Array.Empty<Evidence>() : [told.ToEvidence()]],
            "see to what refuses the volume");
    }

    private static string Unmounted(string message) =>
        message.Split("unmounted volumes=[") is [_, var rest, ..] ? rest.Split(']')[0] : "of its spec";

    private static string Useful(string message)
    {
        var mark = message.LastIndexOf("desc = ", StringComparison.Ordinal);
        var after = message.Split("\" : ", 2);
        return mark >= 0 ? message[(mark + "desc = ".Length)..] : message.Contains("timed out waiting", StringComparison.Ordinal) || message.Contains("deadline exceeded", StringComparison.Ordinal) ? "it takes too long" : after.Length > 1 ? after[1] : message;
    }

    /// <summary>As its spec names them; where that was not read, as a StatefulSet names those of its templates.</summary>
    private static IEnumerable<string> Claims(Situation situation, KubeObject pod) => pod.Root.ListAt("spec", "volumes") is { Count: > 0 } volumes
        ? volumes.Select(v => v.StringAt("persistentVolumeClaim", "claimName")).OfType<string>()
        : situation.Workload is { Kind: "StatefulSet" } set ? set.Root.ListAt("spec", "volumeClaimTemplates").Select(t => $"{t.StringAt("metadata", "name")}-{pod.Name}") : [];

    private Finding Of(KubeObject pod, string summary, IReadOnlyList<Evidence> evidence, string remedy) => new()
    {
        Cause = Id,
        Subjects = [$"pod/{pod.Name}"],
        Summary = summary,
        Evidence = evidence,
        Waiting = "it is tried again by itself",
        Remedy = remedy,
        IsFinal = false,
    };
}
