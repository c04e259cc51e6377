using System.Threading.Channels;
using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Client.Inventories;
using Kubespy.Client.Watching;
using Kubespy.Core.Objects;
using Kubespy.Core.Ownership;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// An object of any kind with all that it owns, directly and not: owners are found by listing the metadata of every kind, then only the kinds
/// that turn up in the tree are watched. Kinds turn up later: after changes of the tree the rest is listed anew, ever more rarely while
/// nothing is found.
/// </summary>
internal sealed class ClusterTreeSource(ClusterClient client, RestMapper mapper, ApiResource resource, string ns, string name)
{
    private static readonly (string ApiVersion, string Kind)[] PodMakers =
        [("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"), ("batch/v1", "Job"), ("batch/v1", "CronJob")];

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly MetadataLister _lister = new(client);
    private readonly OwnershipTree _tree = new();
    private readonly HashSet<WatchTarget> _unmet = [];
    private readonly HashSet<string> _forbidden = new(StringComparer.Ordinal);
    private readonly HashSet<(string ApiVersion, string Kind)> _watched = [];
    private readonly Queue<SourceEvent> _told = new();
    private TimeSpan _pause;
    private DateTimeOffset _listedAt;
    private long _generation;
    private bool _isListingDue;
    private bool _hasListed;
    private bool _isCaughtUp;

    /// <summary>The rest is not listed more often than this.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromSeconds(5);

    private DateTimeOffset Now => client.Clock.GetUtcNow();

    /// <summary>Objects are told whole, and all Events: they are recorded.</summary>
    public bool IsWhole { get; init; }

    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses the object itself.</exception>
    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watches = new WatchSet(client, stop.Token) { IsWhole = IsWhole };
        var root = new WatchTarget(resource.Resource, resource.Kind, ns) { FieldSelector = "metadata.name=" + name };
        watches.Start(root, isEssential: true);
        _unmet.Add(root);
        var next = watches.NextAsync();
        while (true)
        {
            if (_isListingDue && !await ComesBeforeAsync(next, _listedAt + _pause, stop.Token))
            {
                await ListAsync(watches, stop.Token);
            }
            else
            {
                var (target, news) = await next;
                next = watches.NextAsync();
                Take(watches, root, target, news);
            }

            if (!_isCaughtUp && _unmet.Count == 0 && (_hasListed || _tree.RootUid.Length == 0))
            {
                _isCaughtUp = true;
                Tell(new SourceEvent.CaughtUp(Now));
            }

            while (_told.TryDequeue(out var told))
            {
                await output.WriteAsync(told, stop.Token);
            }
        }
    }

    /// <summary>Whether there is news before that moment.</summary>
    private async Task<bool> ComesBeforeAsync(Task news, DateTimeOffset moment, CancellationToken cancellation)
    {
        var left = moment - Now;
        return news.IsCompleted || (left > TimeSpan.Zero && await Task.WhenAny(news, Task.Delay(left, client.Clock, cancellation)) == news);
    }

    private void Take(WatchSet watches, WatchTarget root, WatchTarget target, SourceEvent news)
    {
        switch (news)
        {
            case SourceEvent.Forbidden forbidden when target == root:
                throw new ClusterException(ClusterProblem.Forbidden, forbidden.Message, $"ask for get, list and watch on {resource.Resource.GroupResource}");
            case SourceEvent.Synced or SourceEvent.Forbidden:
                _unmet.Remove(target);
                Tell(news);
                break;
            case SourceEvent.ObjectChanged { Object.Kind: "Event" }:
                // It may tell of a child that is not known yet.
                Tell(news);
                _isListingDue |= _isCaughtUp;
                break;
            case SourceEvent.ObjectChanged change when target == root:
                TakeRoot(watches, change);
                break;
            case SourceEvent.ObjectChanged change:
                TakeChild(change);
                break;
            default:
                Tell(news);
                break;
        }
    }

    private void TakeRoot(WatchSet watches, SourceEvent.ObjectChanged change)
    {
        Tell(change);
        var obj = change.Object;
        if (change.Type == ChangeType.Deleted)
        {
            return;
        }

        if (_tree.RootUid != obj.Uid)
        {
            Tell(change, _tree.Plant(obj.Uid));
            (_listedAt, _pause) = (default, Shortest);
            watches.Start(TargetOf(Need.EventsAbout(obj)));
            if (obj.Namespace.Length > 0)
            {
                watches.Start(TargetOf(Need.Warnings(obj.Namespace)));
            }
        }

        if (_generation != obj.Generation)
        {
            (_generation, _pause) = (obj.Generation, Shortest);
        }

        _isListingDue = true;
    }

    private void TakeChild(SourceEvent.ObjectChanged change)
    {
        if (change.Object.Uid == _tree.RootUid)
        {
            // The root is told by its own watch.
            return;
        }

        var (isNews, attached) = _tree.Apply(change.Type, change.Object);
        if (isNews)
        {
            Tell(change);
            if (!change.IsInitial)
            {
                // Whatever changed it may have made something, too.
                _isListingDue = true;
                _pause = change.Type == ChangeType.Added ? Shortest : _pause;
            }
        }

        Tell(change, attached);
    }

    /// <summary>Finds which kinds the tree has, and watches those that are new to it.</summary>
    private async Task ListAsync(WatchSet watches, CancellationToken cancellation)
    {
        _isListingDue = false;
        _listedAt = Now;
        var found = 0;
        try
        {
            var kinds = MetadataLister.Kinds(await mapper.ServedAsync(cancellation), resource.IsNamespaced);
            var inventory = await _lister.ListAsync(kinds, ns, cancellation);
            NameForbidden(inventory.Forbidden);
            var turnedUp = OwnershipTree.Below(_tree.RootUid, inventory.Objects).Select(o => (o.ApiVersion, o.Kind)).ToHashSet();
            foreach (var kind in kinds.Where(k => IsOrWillBe(turnedUp, (k.Resource.ApiVersion, k.Kind))))
            {
                found += _watched.Add((kind.Resource.ApiVersion, kind.Kind)) && Start(watches, kind) ? 1 : 0;
            }

            _hasListed = true;
        }
        catch (ClusterException) when (_isCaughtUp)
        {
            // The watches say what is wrong; it is listed again, ever more rarely.
            _isListingDue = true;
        }

        _pause = found > 0 || !_isCaughtUp ? Shortest : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, Longest.Ticks));
        if (found > 0 && _isCaughtUp)
        {
            // A definition may have come with them.
            mapper.Forget();
        }

        // What is new may own something that was not there yet.
        _isListingDue |= found > 0;
    }

    /// <summary>It has turned up, or will: what the built-in controllers make of what has.</summary>
    private static bool IsOrWillBe(HashSet<(string ApiVersion, string Kind)> turnedUp, (string ApiVersion, string Kind) kind) => turnedUp.Contains(kind) || kind switch
    {
        ("v1", "Pod") => PodMakers.Any(turnedUp.Contains),
        ("apps/v1", "ReplicaSet") => turnedUp.Contains(("apps/v1", "Deployment")),
        ("batch/v1", "Job") => turnedUp.Contains(("batch/v1", "CronJob")),
        _ => false,
    };

    private bool Start(WatchSet watches, ApiResource kind)
    {
        var target = new WatchTarget(kind.Resource, kind.Kind, kind.IsNamespaced ? ns : "")
        {
            Projection = kind is { Kind: "Pod", Group: "" } ? TracedFields.Pod : TracedFields.Owned,
        };
        if (!watches.Start(target))
        {
            return false;
        }

        _unmet.Add(target);
        return true;
    }

    /// <summary>Each once; the first time all in one line.</summary>
    private void NameForbidden(IReadOnlyList<ApiResource> kinds)
    {
        var named = kinds.Where(k => _forbidden.Add(k.Resource.GroupResource)).ToArray();
        for (var i = 0; i < named.Length; i++)
        {
            var message = i > 0 ? "" : $"may not be listed, so what of these it owns is not shown: {string.Join(", ", named.Select(k => k.Resource.GroupResource))}";
            Tell(new SourceEvent.Forbidden(Now, named[i].Resource, message));
        }
    }

    private static WatchTarget TargetOf(Need need) => new(need.Resource, need.Kind, need.Namespace) { FieldSelector = need.FieldSelector };

    private void Tell(SourceEvent news) => _told.Enqueue(news);

    private void Tell(SourceEvent.ObjectChanged because, IEnumerable<KubeObject> attached)
    {
        foreach (var obj in attached)
        {
            Tell(new SourceEvent.ObjectChanged(because.Time, ChangeType.Added, obj, because.IsInitial));
        }
    }
}
