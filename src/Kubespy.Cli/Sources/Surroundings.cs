using System.Threading.Channels;
using Kubespy.Client;
using Kubespy.Client.Watching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// Adds to what a source tells of a workload what acts on it from beside its tree: the Services that select its Pods, with their EndpointSlices, the
/// autoscaler that scales it, the budget that guards it. For who records it: a story is not whole without them.
/// </summary>
internal sealed class Surroundings(ClusterClient client, GroupVersionKind kind, string ns, string name, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source)
{
    private const string ServiceName = "kubernetes.io/service-name";

    private static readonly (GroupVersionResource Resource, string Kind)[] Beside =
    [
        (new("", "v1", "services"), "Service"),
        (new("discovery.k8s.io", "v1", "endpointslices"), "EndpointSlice"),
        (new("autoscaling", "v2", "horizontalpodautoscalers"), "HorizontalPodAutoscaler"),
        (new("policy", "v1", "poddisruptionbudgets"), "PodDisruptionBudget"),
    ];

    private readonly TaskCompletionSource _isKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _services = new(StringComparer.Ordinal);

    /// <summary>Slices may come before their Service.</summary>
    private readonly Dictionary<string, SourceEvent.ObjectChanged> _slices = new(StringComparer.Ordinal);

    private volatile MapValue _labels = MapValue.Empty;

    /// <summary>Whether the kind has Pods that others act on.</summary>
    public static bool Has(GroupVersionKind kind) => kind is { Group: "apps", Kind: "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" } or { Group: "", Kind: "Pod" };

    /// <exception cref="ClusterException">As the source throws it.</exception>
    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = FollowAsync(output, stop.Token);
        try
        {
            await Relay.RunAsync(source, output, See, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await following;
        }
    }

    private void See(SourceEvent news)
    {
        if (news is SourceEvent.ObjectChanged { Type: not ChangeType.Deleted } change && change.Object.Gvk == kind && change.Object.Name == name)
        {
            _labels = kind.Kind == "Pod" ? change.Object.Labels : change.Object.Root.MapAt("spec", "template", "metadata", "labels") ?? MapValue.Empty;
            _isKnown.TrySetResult();
        }
    }

    private async Task FollowAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        try
        {
            await _isKnown.Task.WaitAsync(cancellation);
            var watches = new WatchSet(client, cancellation);
            foreach (var (resource, what) in Beside)
            {
                watches.Start(new WatchTarget(resource, what, ns));
            }

            await foreach (var (_, news) in watches.ReadAsync())
            {
                foreach (var told in news is SourceEvent.ObjectChanged change ? Concerning(change) : news is SourceEvent.Forbidden ? [news] : Array.Empty<SourceEvent>())
                {
                    await output.WriteAsync(told, cancellation);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The trace is over.
        }
        catch (ClusterException)
        {
            // The watches of the tree say what is wrong.
        }
    }

    private SourceEvent[] Concerning(SourceEvent.ObjectChanged change)
    {
        var obj = change.Object;
        if (obj.Kind == "EndpointSlice")
        {
            return Slice(change);
        }

        if (!_told.Contains(obj.Uid) && !Concerns(obj))
        {
            return [];
        }

        _told.Add(obj.Uid);
        if (obj.Kind != "Service" || !_services.Add(obj.Name))
        {
            return [change];
        }

        var slices = _slices.Values.Where(s => s.Object.Labels.StringAt(ServiceName) == obj.Name).ToArray();
        foreach (var slice in slices)
        {
            _slices.Remove(slice.Object.Uid);
        }

        return [change, .. slices];
    }

    private SourceEvent[] Slice(SourceEvent.ObjectChanged change)
    {
        if (_services.Contains(change.Object.Labels.StringAt(ServiceName) ?? ""))
        {
            return [change];
        }

        if (change.Type == ChangeType.Deleted)
        {
            _slices.Remove(change.Object.Uid);
        }
        else
        {
            _slices[change.Object.Uid] = change;
        }

        return [];
    }

    private bool Concerns(KubeObject obj) => obj.Kind switch
    {
        "Service" => obj.Root.MapAt("spec", "selector") is { Count: > 0 } selector && selector.All(l => _labels[l.Key] == l.Value),
        "PodDisruptionBudget" => LabelSelector.OfValue(obj.Root.At("spec", "selector")).Matches(_labels),
        _ => obj.Root.StringAt("spec", "scaleTargetRef", "kind") == kind.Kind && obj.Root.StringAt("spec", "scaleTargetRef", "name") == name,
    };
}
