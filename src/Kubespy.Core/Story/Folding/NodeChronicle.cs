using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells when the story's node, or nodes with Pods of the story on them, were not Ready; where nodes were not recorded, what Events about Pods tell of that.</summary>
internal sealed class NodeChronicle(Cast cast, Pages pages)
{
    private readonly Dictionary<string, long> _lost = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cordoned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _notReady = new(StringComparer.Ordinal);

    public bool IsLost(string node) => (_lost.TryGetValue(node, out var id) && pages.IsGoingOn(id)) || (cast.Node(node) is { } known && !IsReady(known));

    /// <summary>Whether the Pod was called not Ready for its node.</summary>
    public bool WasNotReady(PodLife life) => _notReady.ContainsKey(life.Uid);

    public DateTimeOffset? NotReadySince(PodLife life) => _notReady.TryGetValue(life.Uid, out var since) ? since : null;

    public void Changed(DateTimeOffset time, KubeObject? old, KubeObject? node)
    {
        if (node is null)
        {
            if (old is not null && _lost.TryGetValue(old.Name, out var gone))
            {
                pages.Update<Happening.NodeLost>(gone, n => n with { Evidence = [.. n.Evidence, new Evidence(time, "deleted", $"Node {old.Name}")] });
                pages.Close(gone, time, StoryOutcome.Deleted);
            }

            return;
        }

        TellCordon(time, old, node);
        var ready = node.Condition("Ready");
        if (!IsReady(node) && (old is null || IsReady(old)))
        {
            Lose(time, node.Name, new Evidence(Timestamp.Parse(ready.StringAt("lastTransitionTime")), $"Ready {ready.StringAt("status")}: {ready.StringAt("message")}", $"Node {node.Name} condition"));
        }
        else if (IsReady(node) && _lost.Remove(node.Name, out var id))
        {
            pages.Update<Happening.NodeLost>(id, n => n with { Evidence = [.. n.Evidence, new Evidence(time, "Ready again", $"Node {node.Name} condition")] });
            pages.Close(id, time, StoryOutcome.Complete);
        }
    }

    /// <summary>The node controller called a Pod not Ready (Event NodeNotReady).</summary>
    public void PodNotReady(DateTimeOffset time, PodLife life)
    {
        _notReady.TryAdd(life.Uid, time);
        if (cast.Node(life.State.Node) is null && life.State.Node.Length > 0)
        {
            Lose(time, life.State.Node, new Evidence(time, "NodeNotReady: Node is not ready", $"Event of pod/{life.Name}"));
        }
    }

    /// <summary>A Pod on it has become not Ready, without another reason.</summary>
    public void PodUnready(DateTimeOffset time, PodLife life)
    {
        _notReady.TryAdd(life.Uid, time);
        if (!_lost.ContainsKey(life.State.Node))
        {
            Lose(time, life.State.Node, new Evidence(time, $"{life.Name} not Ready with its node", "Pod condition Ready"));
        }
    }

    /// <summary>A Pod on a node of which nothing else is known ends there, or is Ready again: the node answers.</summary>
    public void PodAnswers(DateTimeOffset time, PodLife life)
    {
        _notReady.Remove(life.Uid);
        if (cast.Node(life.State.Node) is null && _lost.Remove(life.State.Node, out var id))
        {
            pages.Update<Happening.NodeLost>(id, n => n with { Evidence = [.. n.Evidence, new Evidence(time, $"{life.Name} is told of by its kubelet again", "Pod status")] });
            pages.Close(id, time, StoryOutcome.Complete);
        }
    }

    /// <summary>Nothing new is placed on it, as before a drain.</summary>
    private void TellCordon(DateTimeOffset time, KubeObject? old, KubeObject node)
    {
        var (was, now) = (old?.Root.BoolAt("spec", "unschedulable") == true, node.Root.BoolAt("spec", "unschedulable") == true);
        if (old is not null && was != now && (cast.IsRoot(node) || cast.Pods.All.Any(p => p.GoneAt is null && p.State.Node == node.Name) || (!now && _cordoned.Contains(node.Name))))
        {
            _ = now ? _cordoned.Add(node.Name) : _cordoned.Remove(node.Name);
            pages.Tell(new Happening.Setting($"node/{node.Name}", time, [now ? "cordoned" : "uncordoned"])
            {
                Author = Writers.OfChange(old, node, ".spec.unschedulable"),
                Evidence = [new Evidence(time, now ? "spec.unschedulable true" : "spec.unschedulable no longer set", $"Node {node.Name}")],
            });
        }
    }

    private void Lose(DateTimeOffset time, string node, Evidence evidence)
    {
        var isRoot = cast.Kind == "Node" && cast.Name == node;
        string[] pods = isRoot
            ? [.. cast.Store.OfKind("Pod").Where(p => p.Root.StringAt("spec", "nodeName") == node && p.Status.StringAt("phase") is not ("Succeeded" or "Failed")).Select(p => p.Name)]
            : [.. cast.Pods.All.Where(p => p.GoneAt is null && p.State.Node == node && !p.State.IsTerminal).Select(p => p.ShortName)];
        if ((isRoot || pods.Length > 0) && !(_lost.TryGetValue(node, out var open) && pages.IsGoingOn(open)))
        {
            _lost[node] = pages.Open(new Happening.NodeLost(cast.Subject, time, node, pods) { Author = new Author("node-lifecycle-controller", evidence.Source), Evidence = [evidence] });
        }
    }

    private static bool IsReady(KubeObject node) => node.Condition("Ready").StringAt("status") is "True" or null;
}
