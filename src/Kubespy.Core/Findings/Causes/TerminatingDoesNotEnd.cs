using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// Something is being deleted and stays: a finalizer holds it, its node is dead, or its grace time is long over:
/// docs/causes/terminating.md.
/// </summary>
public sealed class TerminatingDoesNotEnd : ICause
{
    /// <summary>So long after the end of the grace time, or after a deletion that only finalizers hold up, it is called stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public string Id => "terminating";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is { IsBeingDeleted: true } self && self.Kind != "Pod" && Held(situation, self) is { } held)
        {
            yield return held;
        }

        foreach (var pod in situation.Pods.Where(p => p.IsBeingDeleted))
        {
            if (Stuck(situation, pod) is { } stuck)
            {
                yield return stuck;
            }
        }
    }

    private Finding? Stuck(Situation situation, KubeObject pod)
    {
        // For a Pod the deletion timestamp is the end of its grace time.
        if (pod.DeletionTimestamp is not { } end || situation.Now - end < Patience)
        {
            return null;
        }

        var grace = new Evidence(end, "its grace time ended", $"Pod metadata, {pod.Name}");
        var finalizers = pod.Finalizers.ToArray();
        var hasStopped = PodView.Of(pod).IsTerminal || PodView.Of(pod).NodeName.Length == 0 || pod.Metadata.Int64At("deletionGracePeriodSeconds") == 0;
        if (finalizers.Length > 0 && hasStopped)
        {
            return Of(situation, pod, $"does not end: finalizer {string.Join(", ", finalizers)} holds it", [grace, Finalizers(pod)], Owner(finalizers));
        }

        if (situation.Find("Node", PodView.Of(pod).NodeName) is { } node && NodeLost.IsLost(node))
        {
            return Of(situation, pod, $"does not end: {node.Name} NotReady, no kubelet confirms that it stopped", [grace, NodeEvidence(node)], $"bring {node.Name} back; or, if it is off for good: kubectl delete pod {pod.Name} --force{situation.Scope}") with
            {
                Waiting = "it ends when its node is back, or is deleted",
            };
        }

        return Of(
            situation,
            pod,
            "does not end although its grace time is over, and nothing known holds it",
            [grace],
            $"look at its node's kubelet: kubectl describe pod {pod.Name}{situation.Scope}");
    }

    private Finding? Held(Situation situation, KubeObject obj)
    {
        if (situation.Now - (obj.DeletionTimestamp ?? situation.Now) < Patience)
        {
            return null;
        }

        var asked = new Evidence(obj.DeletionTimestamp, "its deletion was asked for", $"{obj.Kind} metadata");
        if (obj.Kind == "Namespace")
        {
            return Namespace(situation, obj, asked);
        }

        var finalizers = obj.Finalizers.ToArray();
        return finalizers.Length == 0 ? null : Of(situation, obj, $"does not end: {Reason(finalizers)}", [asked, Finalizers(obj)], Owner(finalizers));
    }

    private Finding Namespace(Situation situation, KubeObject ns, Evidence asked)
    {
        var conditions = ns.Root.ListAt("status", "conditions").Where(c => c.StringAt("status") == "True").ToArray();
        var remaining = conditions.FirstOrDefault(c => c.StringAt("type") == "NamespaceFinalizersRemaining")
            ?? conditions.FirstOrDefault(c => c.StringAt("type") is "NamespaceDeletionDiscoveryFailure" or "NamespaceDeletionGroupVersionParsingFailure" or "NamespaceDeletionContentFailure")
            ?? conditions.FirstOrDefault(c => c.StringAt("type") == "NamespaceContentRemaining");
        var message = remaining.StringAt("message") ?? "";
        string[] own = [.. ns.Root.ListAt("spec", "finalizers").Select(f => f.AsString() ?? "").Where(f => f != "kubernetes"), .. ns.Finalizers];
        var what = message.Length == 0 ? own.Length > 0 ? $"finalizer {string.Join(", ", own)} of its own holds it" : "what holds it is not known" : message.Split(": ", 2) is [_, var rest] && message.StartsWith("Some ", StringComparison.Ordinal) ? rest : message;
        return Of(
            situation,
            ns,
            $"does not end: {what}",
            [asked, .. conditions.Select(c => new Evidence(Timestamp.Parse(c.StringAt("lastTransitionTime")), c.StringAt("message") ?? "", $"Namespace condition {c.StringAt("type")}"))],
            remaining.StringAt("type") switch
            {
                null when own.Length > 0 => "bring back the controller that owns the finalizer: it removes it when it has cleaned up",
                "NamespaceFinalizersRemaining" => "bring back the controller that owns the finalizer: it removes it when it has cleaned up",
                "NamespaceDeletionDiscoveryFailure" => "bring back, or delete, the APIService that does not answer: kubectl get apiservices",
                _ => "see what is left in it, and why it stays: kubespy why -n " + ns.Name,
            });
    }

    private static string Reason(string[] finalizers) => finalizers[0] switch
    {
        "foregroundDeletion" => "what it owns is deleted first",
        "kubernetes.io/pvc-protection" => "a Pod still uses the claim (finalizer kubernetes.io/pvc-protection)",
        "kubernetes.io/pv-protection" => "a claim is still bound to the volume (finalizer kubernetes.io/pv-protection)",
        _ => $"finalizer {string.Join(", ", finalizers)} holds it",
    };

    private static string Owner(string[] finalizers) => finalizers[0] switch
    {
        "foregroundDeletion" => "see what of its dependents stays",
        "kubernetes.io/pvc-protection" => "stop the Pods that use it",
        "kubernetes.io/pv-protection" => "delete the claim first",
        _ => "bring back the controller that owns the finalizer: it removes it when it has cleaned up",
    };

    private static Evidence Finalizers(KubeObject obj) => new(null, $"finalizers {string.Join(", ", obj.Finalizers)}", $"{obj.Kind} metadata");

    private static Evidence NodeEvidence(KubeObject node) => new(
        Timestamp.Parse(node.Condition("Ready").StringAt("lastTransitionTime")), $"Ready {node.Condition("Ready").StringAt("status")}", $"Node condition, {node.Name}");

    /// <summary>A Pod that is replaced meanwhile holds nothing up; one whose name is needed again does.</summary>
    private Finding Of(Situation situation, KubeObject obj, string summary, IReadOnlyList<Evidence> evidence, string remedy) => new()
    {
        Cause = Id,
        Subjects = [Situation.SubjectOf(obj)],
        Summary = summary,
        Evidence = evidence,
        Remedy = remedy,
        IsFinal = situation.Workload?.Kind == "StatefulSet" || situation.Workload?.Uid == obj.Uid,
    };
}
