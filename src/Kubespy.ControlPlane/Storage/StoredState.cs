using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Storage;

/// <summary>
/// What was kept of earlier runs, put together again from a snapshot and the records after it. Watches resume from any revision that
/// the records reach back to; older ones get 410, as after a compaction.
/// </summary>
public sealed class StoredState(int windowLength = EventLog.DefaultLength)
{
    private readonly Dictionary<string, EventLog> _logs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private ResourceTable _start = ResourceTable.Empty;

    /// <summary>It is a part of what a cluster has: what every cluster has is made where it lacks.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The newest revision that was kept.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>The cluster's time at the newest record.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>How many runs there have been, the next one not counted.</summary>
    public int Run { get; private set; }

    /// <summary>The settings of the newest run.</summary>
    public MapValue Settings { get; private set; } = MapValue.Empty;

    /// <summary>Takes a snapshot over, whose objects come in the order of their keys or in any.</summary>
    public void Load(long revision, DateTimeOffset time, MapValue settings, IEnumerable<StoreRecord> objects)
    {
        (Revision, Time, Settings) = (revision, time, settings);
        Run = (int)(settings.Int64At("run") ?? 0);
        _start = ResourceTable.Empty with { Revision = revision };
        foreach (var group in objects.GroupBy(o => o.Resource))
        {
            var table = _start.Objects.AddRange(group.Select(o => KeyValuePair.Create(o.Object.Key, o.Object.Shared())));
            _logs[group.Key] = new EventLog(windowLength, new ResourceTable(table, revision));
        }
    }

    /// <summary>Takes the next record over; those that the snapshot has already are passed over. False where one is missing before it.</summary>
    public bool Apply(StoreRecord record)
    {
        if (record.Type == StoreRecordType.Run)
        {
            Settings = record.Object.Root;
            Run = Math.Max(Run, (int)(Settings.Int64At("run") ?? 0));
            Time = record.Time > Time ? record.Time : Time;
            return true;
        }

        if (record.Revision <= Revision)
        {
            return true;
        }

        if (record.Revision != Revision + 1)
        {
            return false;
        }

        Revision = record.Revision;
        Time = record.Time > Time ? record.Time : Time;
        var log = LogOf(record.Resource);
        var previous = log.Current.Objects.GetValueOrDefault(record.Object.Key);
        var type = record.Type switch
        {
            StoreRecordType.Added => StoreEventType.Added,
            StoreRecordType.Deleted => StoreEventType.Deleted,
            _ => StoreEventType.Modified,
        };
        var obj = record.Object.Shared(previous);
        var objects = type == StoreEventType.Deleted
            ? log.Current.Objects.Remove(obj.Key)
            : log.Current.Objects.SetItem(obj.Key, obj);
        log.Append(new StoreEvent(record.Revision, type, obj, previous), new ResourceTable(objects, record.Revision));
        if (type == StoreEventType.Deleted && record.Resource == "customresourcedefinitions.apiextensions.k8s.io")
        {
            // What comes under that name later is another resource: its watches begin anew.
            _logs[record.Object.Name] = new EventLog(windowLength, ResourceTable.Empty with { Revision = record.Revision });
        }

        return true;
    }

    /// <summary>The namespaces that objects are in.</summary>
    public IEnumerable<string> Namespaces => _logs.Values.SelectMany(l => l.Current.Objects.Keys).Select(k => k.Namespace).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary>All objects of a resource, <c>deployments.apps</c>.</summary>
    public IEnumerable<KubeObject> ObjectsOf(string resource) => _logs.TryGetValue(resource, out var log) ? log.Current.Objects.Values : [];

    /// <summary>The resource's objects and changes, handed over once: what is made of it then lives on.</summary>
    internal EventLog? Take(string resource) => _taken.Add(resource) ? LogOf(resource) : null;

    private EventLog LogOf(string resource)
    {
        if (!_logs.TryGetValue(resource, out var log))
        {
            _logs[resource] = log = new EventLog(windowLength, _start);
        }

        return log;
    }
}
