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

    private static readonly GroupVersionResource Services = new("", "v1", "services");
    private static readonly GroupVersionResource Slices = new("discovery.k8s.io", "v1", "endpointslices");

    /// <summary>Of all Pods of a namespace, what tells which ones were released.</summary>
    private static readonly Projection Candidates = Projection.Of("metadata.name", "metadata.ownerReferences");

    /// <summary>Objects are told whole, and all Events: they are recorded.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The namespace's Services and their EndpointSlices are watched, too: what is asserted of traffic is judged from them.</summary>
    public bool WatchesEndpoints { get; init; }

    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses what a trace needs.</exception>
    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watches = new WatchSet(client, stop.Token) { IsWhole = IsWhole };
        watches.Start(new WatchTarget(Deployments, "Deployment", ns) { FieldSelector = "metadata.name=" + name }, isEssential: true);
        var watchedSelector = "";
        HashSet<string> unmet = ["deployments", "replicasets", "pods"];
        if (WatchesEndpoints)
        {
            unmet.UnionWith(["services", "endpointslices"]);
            watches.Start(new WatchTarget(Services, "Service", ns));
            watches.Start(new WatchTarget(Slices, "EndpointSlice", ns));
        }

        await foreach (var (target, news) in watches.ReadAsync())
        {
            if (target.LabelSelector.Length > 0 && news is SourceEvent.ObjectChanged { Object.Kind: "Pod" } pod && watches.Watches(WatchSet.ByName(target, pod.Object.Name)))
            {
                // It is followed by name: two watches of one Pod are not ordered, and the older news would undo the newer.
                continue;
            }

            if (news is SourceEvent.ObjectChanged { Type: ChangeType.Deleted, Object.Kind: "Pod" } gone)
            {
                await output.WriteAsync(await watches.FollowAsync(target, gone), stop.Token);
                continue;
            }

            if (news is SourceEvent.Forbidden { Resource.Resource: "deployments" } forbidden)
            {
                throw new ClusterException(ClusterProblem.Forbidden, forbidden.Message, "ask for get, list and watch on deployments, replicasets and pods");
            }

            await output.WriteAsync(news, stop.Token);
            if (Met(news) is { } met && unmet.Remove(met) && unmet.Count == 0)
            {
                await output.WriteAsync(new SourceEvent.CaughtUp(news.Time), stop.Token);
            }

            if (news is SourceEvent.ObjectChanged { Type: not ChangeType.Deleted, Object.Kind: "Deployment" } deployment
                && LabelSelector.OfValue(deployment.Object.Root.At("spec", "selector")).ToString() is { Length: > 0 } selector && selector != watchedSelector)
            {
                watchedSelector = selector;
                watches.Start(new WatchTarget(ReplicaSets, "ReplicaSet", ns) { LabelSelector = selector });
                watches.Start(AllPods with { LabelSelector = selector });
                watches.Start(new WatchTarget(Events, "Event", ns) { FieldSelector = "type=Warning" });
                await FindReleasedAsync(watches, stop.Token);
            }
        }
    }

    /// <summary>The resource of which all is known now that may be known.</summary>
    private static string? Met(SourceEvent news) => news switch
    {
        SourceEvent.Synced synced => synced.Resource.Resource,
        SourceEvent.Forbidden forbidden => forbidden.Resource.Resource,
        _ => null,
    };

    private WatchTarget AllPods => new(Pods, "Pod", ns) { Projection = TracedFields.Pod };

    /// <summary>Pods that a ReplicaSet of this Deployment released before the trace began: without a controller, and of its name.</summary>
    private async Task FindReleasedAsync(WatchSet watches, CancellationToken cancellation)
    {
        IReadOnlyList<MapValue> pods;
        try
        {
            (pods, _) = await new PagedList(client, Candidates).ReadAsync(q => AllPods.Query(q), cancellation);
        }
        catch (ClusterException)
        {
            // The watch of Pods says what is wrong. Those that are released from here on are seen by it.
            return;
        }

        foreach (var pod in pods.Select(p => new KubeObject(p)).Where(p => p.ControllerRef is null && p.Name.StartsWith(name + "-", StringComparison.Ordinal)))
        {
            watches.Start(WatchSet.ByName(AllPods, pod.Name));
        }
    }
}
