using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>
/// Which nodes of a DaemonSet lack a Pod and which Pods are too many, whatever the revision (podsShouldBeOnNode in pkg/controller/daemon). Pure.
/// </summary>
/// <param name="set">The DaemonSet.</param>
/// <param name="byNode">Its Pods by the node that they are on, or for.</param>
/// <param name="hash">The revision of the present template.</param>
/// <param name="now">When availability is judged.</param>
internal sealed class DaemonPlacement(KubeObject set, IReadOnlyDictionary<string, List<KubeObject>> byNode, string hash, DateTimeOffset now)
{
    private readonly DaemonSetView _view = DaemonSetView.Of(set);
    private readonly List<string> _nodes = [];
    private readonly List<KubeObject> _doomed = [];

    /// <summary>Pods that have ended, failed or not, with their nodes: they are deleted, the failed ones not too often.</summary>
    public List<(KubeObject Pod, string Node)> Ended { get; } = [];

    public DaemonPlan Calculate(IReadOnlyCollection<KubeObject> nodes)
    {
        foreach (var node in nodes)
        {
            Judge(node);
        }

        var known = nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        // A Pod that waits for a node that is no more would wait for ever.
        _doomed.AddRange(byNode.Where(n => !known.Contains(n.Key)).SelectMany(n => n.Value).Where(p => PodView.Of(p).NodeName.Length == 0));
        return new DaemonPlan(_nodes, _doomed);
    }

    private void Judge(KubeObject node)
    {
        var fit = NodeFit.Of(node, set);
        var isThere = byNode.TryGetValue(node.Name, out var pods);
        if (fit.ShouldRun && !isThere)
        {
            _nodes.Add(node.Name);
        }
        else if (fit.MayContinue)
        {
            Keep(node.Name, fit, [.. (pods ?? []).Where(p => !p.IsBeingDeleted)]);
        }
        else if (isThere)
        {
            _doomed.AddRange(pods!.Where(p => !p.IsBeingDeleted));
        }
    }

    private void Keep(string node, NodeFit fit, List<KubeObject> pods)
    {
        Ended.AddRange(pods.Where(p => PodView.Of(p).IsTerminal).Select(p => (p, node)));
        var running = DaemonPod.InOrder(pods.Where(p => !PodView.Of(p).IsTerminal)).ToList();
        if (!_view.AllowsSurge)
        {
            _doomed.AddRange(running.Skip(1));
        }
        else if (running.Count == 0 && fit.ShouldRun)
        {
            _nodes.Add(node);
        }
        else if (running.Count > 1)
        {
            KeepOneOfEach(running);
        }
    }

    /// <summary>The oldest of the present revision and the oldest of another, until the new one is available, or the old one is not ready.</summary>
    private void KeepOneOfEach(List<KubeObject> running)
    {
        var newest = running.Find(p => p.Label(DaemonPod.RevisionLabel) == hash);
        var old = running.Find(p => p.Label(DaemonPod.RevisionLabel) != hash);
        _doomed.AddRange(running.Where(p => !ReferenceEquals(p, newest) && !ReferenceEquals(p, old)));
        if (newest is not null && old is not null
            && (!PodView.Of(old).IsReady || PodView.Of(newest).IsAvailable(_view.MinReadySeconds, now)))
        {
            _doomed.Add(old);
        }
    }
}
