using System.Buffers;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>Writes all objects at one revision into a file that has its name only once it is whole and durable; then what came before it goes.</summary>
internal static class SnapshotWriter
{
    private const int ChunkBytes = 1024 * 1024;
    private static readonly KubeObject NoObject = new(MapValue.Empty);

    /// <summary>How many bytes it takes.</summary>
    public static long Write(IDurableFolder folder, IReadOnlyDictionary<string, ResourceTable> tables, long revision, DateTimeOffset time, MapValue settings)
    {
        var name = FileNames.Snapshot(revision);
        var buffer = new ArrayBufferWriter<byte>();
        var (written, count) = (0L, 0L);
        using (var file = folder.Open(name + FileNames.Unfinished, 0))
        {
            buffer.Write(FileNames.Header);
            RecordFrame.Write(buffer, new StoreRecord(StoreRecordType.SnapshotBegin, revision, time, "", new KubeObject(settings)), 0, 0);
            foreach (var (resource, table) in tables.OrderBy(t => t.Key, StringComparer.Ordinal))
            {
                foreach (var obj in table.Objects.Values)
                {
                    RecordFrame.Write(buffer, new StoreRecord(StoreRecordType.Added, revision, time, resource, obj), 0, 0);
                    count++;
                    if (buffer.WrittenCount > ChunkBytes)
                    {
                        Flush();
                    }
                }
            }

            RecordFrame.Write(buffer, new StoreRecord(StoreRecordType.SnapshotEnd, count, time, "", NoObject), 0, 0);
            Flush();
            file.Sync();

            void Flush()
            {
                file.Append(buffer.WrittenSpan);
                written += buffer.WrittenCount;
                buffer.ResetWrittenCount();
            }
        }

        folder.Rename(name + FileNames.Unfinished, name);
        folder.Sync();
        foreach (var old in folder.Files)
        {
            if ((FileNames.IsSnapshot(old, out var at) && at < revision) || (FileNames.IsLog(old, out var from) && from <= revision))
            {
                folder.Delete(old);
            }
        }

        return written;
    }
}
