using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>The node of a Pod is not ready: its Pods count as not ready, and are evicted when their toleration ends (pkg/controller/nodelifecycle, tainteviction): docs/causes/node-lost.md.</summary>
public sealed class NodeLost : ICause
{
    public string Id => "node-lost";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is { Kind: "Node" } self && IsLost(self))
        {
            yield return OfNode(situation, self);
            yield break;
        }

        foreach (var pod in situation.Pods.Where(p => !PodView.Of(p).IsTerminal && PodView.Of(p).NodeName.Length > 0))
        {
            var name = PodView.Of(pod).NodeName;
            var node = situation.Find("Node", name);
            if (node is not null && IsLost(node))
            {
                yield return Of(situation, node, pod);
            }
            else if (node is null && !pod.IsBeingDeleted && Told(situation, pod) is { } told)
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = $"{name} NotReady",
                    Evidence = [told.ToEvidence()],
                    Outlook = "when it evicts its Pods is not known: the node was not read",
                    Remedy = $"kubectl describe node {name}",
                    IsFinal = false,
                };
            }
        }
    }

    internal static bool IsLost(KubeObject node) => node.Condition("Ready") is { } ready && ready.StringAt("status") != "True";

    /// <summary>The node controller said it after the Pod was last Ready.</summary>
    private static ObservedEvent? Told(Situation situation, KubeObject pod) =>
        PodView.Of(pod) is { IsReady: false } view ? situation.EventOf(pod, e => e.Reason == "NodeNotReady" && e.Last >= view.ReadySince) : null;

    private Finding Of(Situation situation, KubeObject node, KubeObject pod)
    {
        var evicted = EvictedAt(node, pod);
        var evidence = EvidenceOf(node).ToList();
        if (evicted is { At: var at } && at != DateTimeOffset.MaxValue)
        {
            evidence.Add(new Evidence(at, Invariant($"its toleration of {(long)(at - evicted.Value.Since).TotalSeconds}s ends"), "Pod tolerations, Node taint"));
        }

        return new Finding
        {
            Cause = Id,
            Subjects = [$"pod/{pod.Name}"],
            Summary = $"{node.Name} NotReady",
            Evidence = evidence,
            Outlook = Outlook(situation, pod, evicted),
            Remedy = $"see to the node: kubectl describe node {node.Name}; its Pods come back with it",
            IsFinal = false,
        };
    }

    private static string Outlook(Situation situation, KubeObject pod, (DateTimeOffset At, DateTimeOffset Since)? evicted) =>
        pod.IsBeingDeleted ? "its Pods are evicted, and end when it is back"
        : evicted is not { At: var at } ? "when its Pods are evicted is not known"
        : at == DateTimeOffset.MaxValue ? "its Pods stay: they tolerate it for ever"
        : at <= situation.Now ? "evicts its Pods any moment"
        : $"evicts its Pods in {HumanDuration.Format(at - situation.Now)}";

    private static IEnumerable<Evidence> EvidenceOf(KubeObject node)
    {
        var ready = node.Condition("Ready");
        yield return new Evidence(
            Timestamp.Parse(ready.StringAt("lastTransitionTime")), $"Ready {ready.StringAt("status")}: {ready.StringAt("message") ?? ready.StringAt("reason")}", $"Node condition, {node.Name}");
        if (Timestamp.Parse(ready.StringAt("lastHeartbeatTime")) is { } heartbeat)
        {
            yield return new Evidence(heartbeat, "its kubelet last reported", $"Node condition, {node.Name}");
        }
    }

    /// <summary>When the taint manager deletes the Pod: never where it tolerates the taint for ever; null where the taint or the tolerations are not known.</summary>
    private static (DateTimeOffset At, DateTimeOffset Since)? EvictedAt(KubeObject node, KubeObject pod)
    {
        var taint = node.Root.ListAt("spec", "taints").FirstOrDefault(t =>
            t.StringAt("effect") == "NoExecute" && t.StringAt("key") is "node.kubernetes.io/unreachable" or "node.kubernetes.io/not-ready");
        if (taint is null || Timestamp.Parse(taint.StringAt("timeAdded")) is not { } since || pod.Root.At("spec", "tolerations") is not ListValue tolerations)
        {
            return null;
        }

        var tolerated = tolerations.Where(t => Tolerates(t, taint)).ToArray();
        if (tolerated.Length == 0)
        {
            return (since, since);
        }

        var seconds = tolerated.Min(t => t.Int64At("tolerationSeconds") ?? long.MaxValue);
        return (seconds == long.MaxValue ? DateTimeOffset.MaxValue : since.AddSeconds(Math.Max(0, seconds)), since);
    }

    private static bool Tolerates(Value toleration, Value taint)
    {
        var key = toleration.StringAt("key") ?? "";
        var matchesKey = key.Length == 0 ? toleration.StringAt("operator") == "Exists" : key == taint.StringAt("key");
        return matchesKey && toleration.StringAt("effect") is null or "" or "NoExecute"
            && (toleration.StringAt("operator") == "Exists" || (toleration.StringAt("value") ?? "") == (taint.StringAt("value") ?? ""));
    }

    private Finding OfNode(Situation situation, KubeObject node)
    {
        var evicted = (situation.OfKind("Pod") ?? []).Where(p => PodView.Of(p).NodeName == node.Name && !p.IsBeingDeleted).Select(p => EvictedAt(node, p)?.At).Where(a => a > situation.Now && a != DateTimeOffset.MaxValue).Min();
        return new Finding
        {
            Cause = Id,
            Subjects = [situation.Subject],
            Summary = $"{node.Name} NotReady: {node.Condition("Ready").StringAt("message") ?? node.Condition("Ready").StringAt("reason")}",
            Evidence = [.. EvidenceOf(node)],
            Outlook = evicted is { } at ? $"evicts its Pods in {HumanDuration.Format(at - situation.Now)}" : "",
            Remedy = "see to its kubelet, its network and its power: what the API server knows is what the kubelet last told it",
            IsFinal = false,
        };
    }
}
