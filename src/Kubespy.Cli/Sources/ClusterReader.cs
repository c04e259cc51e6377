using Kubespy.Client;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
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
    public async Task<bool> ReadAsync(IEnumerable<Need> needs, CancellationToken cancellation)
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

            foreach (var obj in objects)
            {
                Take(obj);
            }
        }

        return open.Length > 0;
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
