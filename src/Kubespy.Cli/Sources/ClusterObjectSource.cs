using System.Threading.Channels;
using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Client.Watching;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// One object of a cluster with what its kind needs: the object by name, then, as it becomes known, what else has to be watched
/// (<see cref="IKindTrace.Needs"/>). What may not be watched is told, and the rest goes on.
/// </summary>
internal sealed class ClusterObjectSource(ClusterClient client, ApiResource resource, string ns, string name, IKindTrace kind)
{
    private readonly ObjectStore _store = new();
    private readonly HashSet<Need> _met = [];
    private readonly Dictionary<WatchTarget, Need> _needs = [];
    private KubeObject? _root;

    /// <summary>Objects are told whole, and all Events: they are recorded.</summary>
    public bool IsWhole { get; init; }

    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses the object itself.</exception>
    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watches = new WatchSet(client, stop.Token) { IsWhole = IsWhole };
        var root = Need.Named(resource.Resource, resource.Kind, ns, name) with { LeadsOn = true };
        Start(watches, root, isEssential: true);
        var isCaughtUp = false;
        await foreach (var (target, news) in watches.ReadAsync())
        {
            // What is followed by name after it left a selector belongs to no need of its own.
            var need = _needs.GetValueOrDefault(target);
            if (news is SourceEvent.Forbidden forbidden && need == root)
            {
                throw new ClusterException(ClusterProblem.Forbidden, forbidden.Message, $"ask for get, list and watch on {resource.Resource.GroupResource}");
            }

            if (need is { FollowsReleased: true } && news is SourceEvent.ObjectChanged followed && watches.Watches(WatchSet.ByName(target, followed.Object.Name)))
            {
                // Two watches of one object are not ordered: the one by name tells of it.
                continue;
            }

            var told = news is SourceEvent.ObjectChanged { Type: ChangeType.Deleted } gone && need is { FollowsReleased: true } ? await watches.FollowAsync(target, gone) : news;
            await output.WriteAsync(told, stop.Token);
            if (Learn(told, need, isRoot: need == root))
            {
                StartNeeded(watches);
            }

            if (!isCaughtUp && _needs.Values.All(_met.Contains))
            {
                isCaughtUp = true;
                await output.WriteAsync(new SourceEvent.CaughtUp(news.Time), stop.Token);
            }
        }
    }

    /// <summary>True where other watches may be needed now.</summary>
    private bool Learn(SourceEvent news, Need? need, bool isRoot)
    {
        switch (news)
        {
            case SourceEvent.Synced or SourceEvent.Forbidden when need is not null:
                return _met.Add(need);
            case SourceEvent.ObjectChanged change when need is { LeadsOn: true }:
                _store.Apply(change.Type, change.Object);
                if (isRoot)
                {
                    _root = change.Type != ChangeType.Deleted ? change.Object : _root?.Uid == change.Object.Uid ? null : _root;
                }

                return true;
            default:
                return false;
        }
    }

    private void StartNeeded(WatchSet watches)
    {
        if (_root is null)
        {
            return;
        }

        foreach (var need in kind.Needs(_root, new Known(_store, _met)))
        {
            Start(watches, need);
        }
    }

    private void Start(WatchSet watches, Need need, bool isEssential = false)
    {
        var target = new WatchTarget(need.Resource, need.Kind, need.Namespace)
        {
            LabelSelector = need.LabelSelector,
            FieldSelector = need.FieldSelector,
            Projection = need.Projection,
        };
        if (_needs.TryAdd(target, need) && !watches.Start(target, isEssential))
        {
            _met.Add(need);
        }
    }
}
