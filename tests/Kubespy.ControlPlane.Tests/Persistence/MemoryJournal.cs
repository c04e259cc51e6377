using System.Buffers;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Persistence;

/// <summary>Keeps a cluster's writes as the bytes that a log has of them, and makes another cluster of nothing but these.</summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private EmbeddedCluster _cluster;
    private long _run;

    public MemoryJournal(EmbeddedCluster cluster)
    {
        _cluster = cluster;
        foreach (var (resource, table) in cluster.Store.Capture())
        {
            foreach (var obj in table.Objects.Values)
            {
                Write(StoreRecordType.Added, cluster.Store.Revision, resource, obj);
            }
        }

        Write(StoreRecordType.SnapshotEnd, cluster.Store.Revision, "", new KubeObject(MapValue.Empty));
        cluster.Store.Journal = this;
    }

    public void Append(Resource resource, StoreEvent change) => Write(
        change.Type switch
        {
            StoreEventType.Added => StoreRecordType.Added,
            StoreEventType.Deleted => StoreRecordType.Deleted,
            _ => StoreRecordType.Modified,
        },
        change.Revision, resource.GroupResource, change.Object);

    public Task WhenDurableAsync() => Task.CompletedTask;

    /// <summary>The cluster is gone; its successor.</summary>
    public EmbeddedCluster Restart()
    {
        _cluster.Store.Journal = null;
        Write(StoreRecordType.Run, 0, "", new KubeObject(MapValue.Of(("run", ++_run))));
        _cluster = new EmbeddedCluster(_cluster.Options with { State = Read(), Start = _cluster.Loop.Now });
        _cluster.Store.Journal = this;
        return _cluster;
    }

    private StoredState Read()
    {
        var state = new StoredState();
        var snapshot = new List<StoreRecord>();
        var isLoaded = false;
        var rest = _bytes.WrittenSpan;
        while (RecordFrame.TryRead(rest, out var record, out var length, out _, out _))
        {
            rest = rest[length..];
            if (isLoaded)
            {
                state.Apply(record).ShouldBeTrue();
            }
            else if (record.Type == StoreRecordType.SnapshotEnd)
            {
                state.Load(record.Revision, record.Time, record.Object.Root, snapshot);
                isLoaded = true;
            }
            else
            {
                snapshot.Add(record);
            }
        }

        rest.Length.ShouldBe(0);
        return state;
    }

    private void Write(StoreRecordType type, long revision, string resource, KubeObject obj) =>
        RecordFrame.Write(_bytes, new StoreRecord(type, revision, _cluster.Loop.Now, resource, obj), 1, 0);
}
