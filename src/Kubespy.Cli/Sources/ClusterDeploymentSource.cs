using System.Collections.Concurrent;
using System.Threading.Channels;
using Kubespy.Client;
using Kubespy.Client.Watching;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// One Deployment of a cluster with all that belongs to it, by watches as narrow as its selector. A Pod that leaves the selector
/// arrives as deleted: it is looked up by name, and followed by name from then on where it still lives.
/// </summary>
internal sealed class ClusterDeploymentSource(ClusterClient client, string ns, string name)
{
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    private static readonly GroupVersionResource ReplicaSets = new("apps", "v1", "replicasets");
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly GroupVersionResource Events = new("", "v1", "events");

    /// <summary>Of all Pods of a namespace, what tells which ones were released.</summary>
    private static readonly Projection Candidates = Projection.Of("metadata", "items.metadata.name", "items.metadata.ownerReferences");

    private readonly Random _random = new();
    private readonly ConcurrentDictionary<string, bool> _followed = new(StringComparer.Ordinal);
    private readonly Channel<SourceEvent> _inner = Channel.CreateBounded<SourceEvent>(10_000);
    private readonly List<Task> _watches = [];

    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses what a trace needs.</exception>
    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Start(new WatchTarget(Deployments, "Deployment", ns) { FieldSelector = "metadata.name=" + name }, stop.Token);
        var watchedSelector = "";
        await foreach (var news in ReadAsync(stop.Token))
        {
            if (news is SourceEvent.ObjectChanged { Type: ChangeType.Deleted, Object.Kind: "Pod" } gone)
            {
                await output.WriteAsync(await LookUpAsync(gone, stop.Token), stop.Token);
                continue;
            }

            if (news is SourceEvent.Forbidden { Resource.Resource: "deployments" } forbidden)
            {
                throw new ClusterException(ClusterProblem.Forbidden, forbidden.Message, "ask for get, list and watch on deployments, replicasets and pods");
            }

            await output.WriteAsync(news, stop.Token);
            if (news is SourceEvent.Synced { Resource.Resource: "pods" })
            {
                await output.WriteAsync(new SourceEvent.CaughtUp(news.Time), stop.Token);
            }

            if (news is SourceEvent.ObjectChanged { Type: not ChangeType.Deleted, Object.Kind: "Deployment" } deployment
                && LabelSelector.OfValue(deployment.Object.Root.At("spec", "selector")).ToString() is { Length: > 0 } selector && selector != watchedSelector)
            {
                watchedSelector = selector;
                Start(new WatchTarget(ReplicaSets, "ReplicaSet", ns) { LabelSelector = selector }, stop.Token);
                Start(new WatchTarget(Pods, "Pod", ns) { LabelSelector = selector, Projection = TracedFields.Pod }, stop.Token);
                Start(new WatchTarget(Events, "Event", ns) { FieldSelector = "type=Warning" }, stop.Token);
                await FindReleasedAsync(stop.Token);
            }
        }
    }

    private async IAsyncEnumerable<SourceEvent> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            SourceEvent news;
            try
            {
                news = await _inner.Reader.ReadAsync(cancellation);
            }
            catch (ChannelClosedException e) when (e.InnerException is not null)
            {
                // A watch was refused for good: its reason is what the user needs.
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
                throw;
            }

            yield return news;
        }
    }

    private void Start(WatchTarget target, CancellationToken cancellation)
    {
        var watch = new ResourceWatch(client, target, _inner.Writer, _random);
        _watches.Add(Task.Run(
            async () =>
            {
                try
                {
                    await watch.RunAsync(cancellation);
                }
                catch (ClusterException e)
                {
                    _inner.Writer.TryComplete(e);
                }
                catch (OperationCanceledException)
                {
                    // The trace is over.
                }
            },
            cancellation));
    }

    /// <summary>Deleted, or only gone from the selector: the same UID under the same name tells.</summary>
    private async Task<SourceEvent> LookUpAsync(SourceEvent.ObjectChanged gone, CancellationToken cancellation)
    {
        var live = await client.FindAsync(Pods, ns, gone.Object.Name, cancellation);
        if (live is null || live.Uid != gone.Object.Uid)
        {
            return gone;
        }

        Follow(live.Name, cancellation);
        return gone with { Type = ChangeType.Modified, Object = live };
    }

    private void Follow(string pod, CancellationToken cancellation)
    {
        if (_followed.TryAdd(pod, true))
        {
            Start(new WatchTarget(Pods, "Pod", ns) { FieldSelector = "metadata.name=" + pod, Projection = TracedFields.Pod }, cancellation);
        }
    }

    /// <summary>Pods that a ReplicaSet of this Deployment released before the trace began: without a controller, and of its name.</summary>
    private async Task FindReleasedAsync(CancellationToken cancellation)
    {
        var next = "";
        do
        {
            var page = await client.GetAsync(
                new WatchTarget(Pods, "Pod", ns).Query(next.Length == 0 ? ["limit=500"] : ["limit=500", "continue=" + Uri.EscapeDataString(next)]),
                Candidates,
                cancellation);
            foreach (var pod in page.ListAt("items").OfType<MapValue>().Select(i => new KubeObject(i)))
            {
                if (pod.ControllerRef is null && pod.Name.StartsWith(name + "-", StringComparison.Ordinal))
                {
                    Follow(pod.Name, cancellation);
                }
            }

            next = page.StringAt("metadata", "continue") ?? "";
        }
        while (next.Length > 0);
    }
}
