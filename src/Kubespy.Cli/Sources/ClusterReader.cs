using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Client.Inventories;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Ownership;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// Reads what is needed from a cluster once, by lists in pages, several at a time. What may not be read is remembered, and the rest goes on.
/// </summary>
internal sealed class ClusterReader(ClusterClient client, long toleratedRestarts)
{
    private readonly ObjectStore _store = new();
    private readonly List<KubeObject> _events = [];
    private readonly HashSet<Need> _met = [];
    private readonly HashSet<string> _forbidden = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), IReadOnlyList<string>> _logs = [];

    /// <summary>Resources that may not be read (403).</summary>
    public IReadOnlyCollection<string> Forbidden => _forbidden;

    public void Add(KubeObject obj) => _store.Apply(ChangeType.Added, obj);

    /// <summary>What was read, and which needs were met.</summary>
    public Known Known => new(_store, _met);

    /// <summary>Lists what has not been listed yet; false where that is nothing.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or fails.</exception>
    public Task<bool> ReadAsync(IEnumerable<Need> needs, CancellationToken cancellation) => ReadAsync(needs, _ => true, cancellation);

    private async Task<bool> ReadAsync(IEnumerable<Need> needs, Func<KubeObject, bool> isWanted, CancellationToken cancellation)
    {
        Need[] open = [.. needs.Where(_met.Add)];
        var lists = await Task.WhenAll(open.Select(n => ListAsync(n, cancellation)));
        foreach (var (need, objects) in open.Zip(lists))
        {
            if (objects is null)
            {
                _forbidden.Add(need.Resource.Resource);
                continue;
            }

            foreach (var obj in objects.Where(isWanted))
            {
                Take(obj);
            }
        }

        return open.Length > 0;
    }

    /// <summary>
    /// All that an object owns, directly and not: found by listing the metadata of every kind, then read by the kinds that turn up. Kinds that may not be listed are
    /// remembered.
    /// </summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or fails.</exception>
    public async Task ReadTreeAsync(KubeObject root, RestMapper mapper, CancellationToken cancellation)
    {
        var kinds = MetadataLister.Kinds(await mapper.ServedAsync(cancellation), root.Namespace.Length > 0);
        var inventory = await new MetadataLister(client).ListAsync(kinds, root.Namespace, cancellation);
        _forbidden.UnionWith(inventory.Forbidden.Select(f => f.Resource.Resource));
        var below = OwnershipTree.Below(root.Uid, inventory.Objects);
        var (uids, found) = (below.Select(o => o.Uid).ToHashSet(StringComparer.Ordinal), below.Select(o => (o.ApiVersion, o.Kind)).ToHashSet());
        var needs = kinds.Where(k => found.Contains((k.Resource.ApiVersion, k.Kind)))
            .Select(k => new Need(k.Resource, k.Kind, k.IsNamespaced ? root.Namespace : "") { Projection = k is { Kind: "Pod", Group: "" } ? Projection.All : TracedFields.Owned });
        await ReadAsync(needs, o => uids.Contains(o.Uid), cancellation);
    }

    /// <summary>The last lines of the containers of these Pods that are not well; of the instance before where that one has ended.</summary>
    public async Task ReadLogsAsync(IEnumerable<KubeObject> pods, int lines, CancellationToken cancellation)
    {
        var wanted = pods.SelectMany(p => ContainerStatus.Of(p).Where(ContainerLog.IsWorthReading).Select(c => (Pod: p, Container: c))).ToArray();
        var logs = await Task.WhenAll(wanted.Select(w => ContainerLog.ReadAsync(client, w.Pod, w.Container, lines, cancellation)));
        foreach (var (which, read) in wanted.Zip(logs))
        {
            _logs[(which.Pod.Uid, which.Container.Name)] = read;
        }
    }

    /// <summary>What is known, around that object; the Events about what was read among it.</summary>
    public TraceWorld World(KubeObject? root)
    {
        var events = new EventIndex();
        foreach (var change in _events.Where(e => _store.Get(e.Root.StringAt("involvedObject", "uid") ?? "") is not null).OrderBy(e => ObservedEvent.Of(e).Last))
        {
            events.Apply(ChangeType.Added, change);
        }

        return new TraceWorld(client.Clock.GetUtcNow(), root, _store, events, toleratedRestarts)
        {
            Forbidden = _forbidden,
            LogOf = (uid, container) => _logs.TryGetValue((uid, container), out var lines) ? lines : [],
        };
    }

    private void Take(KubeObject obj)
    {
        if (obj.Kind == "Event")
        {
            _events.Add(obj);
        }
        else if (_store.Get(obj.Uid) is null)
        {
            // What was read whole before, as the object that is asked about, stays whole.
            _store.Apply(ChangeType.Added, obj);
        }
    }

    /// <summary>All of it in pages; null where it may not be read. What the cluster does not serve is empty.</summary>
    private async Task<IReadOnlyList<KubeObject>?> ListAsync(Need need, CancellationToken cancellation)
    {
        var target = new Client.Watching.WatchTarget(need.Resource, need.Kind, need.Namespace) { LabelSelector = need.LabelSelector, FieldSelector = need.FieldSelector };
        try
        {
            var (items, _) = await new PagedList(client, need.Projection).ReadAsync(q => target.Query(q), cancellation);
            return [.. items.Select(i => Typed(i, need))];
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.Forbidden)
        {
            return null;
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.NotFound)
        {
            return [];
        }
    }

    /// <summary>Items of a list do not say their kind.</summary>
    private static KubeObject Typed(MapValue item, Need need) => new(item["kind"] is null
        ? new MapBuilder().Set("kind", need.Kind).Set("apiVersion", need.Resource.ApiVersion).SetAll(item).ToMap()
        : item);
}
