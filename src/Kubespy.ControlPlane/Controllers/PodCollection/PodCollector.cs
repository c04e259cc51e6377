using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.PodCollection;

/// <summary>
/// Removes Pods that no kubelet will ever end (pkg/controller/podgc): those of nodes that no longer exist, those being deleted that never
/// had a node, and those on a node that somebody has declared out of service.
/// </summary>
public sealed class PodCollector : Controller
{
    private const string OutOfService = "node.kubernetes.io/out-of-service";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    /// <summary>A node may only have been missed by the cache.</summary>
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);

    private readonly ApiClient _client;
    private readonly Informer _pods;
    private readonly Informer _nodes;
    private readonly SortedDictionary<string, DateTimeOffset> _missing = new(StringComparer.Ordinal);

    public PodCollector(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, workers: 1)
    {
        _client = client;
        _pods = informers.For(Resources.Pods);
        _nodes = informers.For(Resources.Nodes);
        Look();
    }

    /// <summary>Removes the Pod of that key, if it still is to be removed.</summary>
    protected override async Task SyncAsync(string key)
    {
        if (_pods.Get(key) is { } pod && IsLost(pod, out var isOrphan))
        {
            await RemoveAsync(pod, isOrphan);
        }
    }

    private void Look()
    {
        if (Queue.IsStopped)
        {
            return;
        }

        Loop.After(Period, Look, periodic: true);
        foreach (var name in _pods.All.Select(p => PodView.Of(p).NodeName).Where(n => n.Length > 0 && !Exists(n)))
        {
            _missing.TryAdd(name, Loop.Now);
        }

        foreach (var name in _missing.Keys.Where(Exists).ToArray())
        {
            _missing.Remove(name);
        }

        foreach (var pod in _pods.All.Where(p => IsLost(p, out _)))
        {
            Queue.Add(pod);
        }
    }

    private bool IsLost(KubeObject pod, out bool isOrphan)
    {
        var name = PodView.Of(pod).NodeName;
        isOrphan = _missing.TryGetValue(name, out var since) && Loop.Now >= since + Quarantine && !Exists(name);
        return isOrphan || (pod.IsBeingDeleted && (name.Length == 0 || IsOutOfService(name)));
    }

    private async Task RemoveAsync(KubeObject pod, bool isOrphan)
    {
        try
        {
            if (!PodView.Of(pod).IsTerminal)
            {
                await _client.PatchAsync(Resources.Pods, pod.Key, live => live.Uid == pod.Uid ? Failed(live, isOrphan) : live, "status");
            }

            await _client.DeleteAsync(Resources.Pods, pod.Key, new DeleteOptions { GracePeriodSeconds = 0, PreconditionUid = pod.Uid });
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // It is gone already.
        }
    }

    private KubeObject Failed(KubeObject pod, bool isOrphan)
    {
        var status = pod.Status!.With("phase", "Failed").With("observedGeneration", pod.Generation);
        if (!isOrphan)
        {
            return pod.With("status", status);
        }

        var condition = MapValue.Of(
            ("type", "DisruptionTarget"),
            ("observedGeneration", pod.Generation),
            ("status", "True"),
            ("lastTransitionTime", Timestamp.Format(Loop.Now)),
            ("reason", "DeletionByPodGC"),
            ("message", "PodGC: node no longer exists"));
        return pod.With("status", status.With("conditions", Conditions.Without(pod.Root.ListAt("status", "conditions"), "DisruptionTarget").Add(condition)));
    }

    private bool Exists(string node) => _nodes.Get(new ObjectKey("", node)) is not null;

    private bool IsOutOfService(string name) =>
        _nodes.Get(new ObjectKey("", name)) is { } node
        && node.Condition("Ready").StringAt("status") != "True"
        && node.Root.ListAt("spec", "taints").Any(t => t.StringAt("key") == OutOfService);
}
