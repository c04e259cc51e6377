using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>What a folder holds: the state to go on from (null in a new one), where the log goes on, and what had to be said.</summary>
/// <param name="State">What was kept.</param>
/// <param name="LogFile">The log to append to.</param>
/// <param name="LogLength">How much of it is whole.</param>
/// <param name="Batch">The newest group commit in it.</param>
/// <param name="SnapshotBytes">How large the snapshot is.</param>
/// <param name="Notices">What the user is to know: a torn tail that was cut off.</param>
public sealed record Recovery(StoredState? State, string LogFile, long LogLength, long Batch, long SnapshotBytes, IReadOnlyList<string> Notices)
{
    /// <summary>Reads a folder. Nothing is written.</summary>
    /// <exception cref="FolderException">Something that was acknowledged cannot be read any more.</exception>
    public static Recovery Of(IDurableFolder folder, int windowLength = EventLog.DefaultLength)
    {
        var snapshots = folder.Files.Where(f => FileNames.IsSnapshot(f, out _)).Order(StringComparer.Ordinal).ToArray();
        var logs = folder.Files.Where(f => FileNames.IsLog(f, out _)).Order(StringComparer.Ordinal).ToArray();
        if (snapshots.Length == 0)
        {
            // The first snapshot is there before anything is served: without it nothing was ever promised.
            return logs.Length == 0 ? new Recovery(null, "", 0, 0, 0, []) : throw new FolderException(
                $"the folder {folder.Name} has a log but no snapshot: put the snapshot-* file back, or name another folder");
        }

        var state = new StoredState(windowLength);
        var snapshotBytes = LoadSnapshot(folder, snapshots[^1], state);
        var reading = new Recovery(state, FileNames.Log(state.Revision + 1), 0, 0, snapshotBytes, []);
        foreach (var log in logs)
        {
            reading = reading.ReadLog(folder, log, isLast: log == logs[^1]);
        }

        return reading;
    }

    private static long LoadSnapshot(IDurableFolder folder, string file, StoredState state)
    {
        var bytes = folder.Read(file);
        var rest = HeaderOf(bytes) ? bytes.AsSpan(FileNames.Header.Length) : [];
        var records = new List<StoreRecord>();
        while (RecordFrame.TryRead(rest, out var record, out var length, out _, out _))
        {
            records.Add(record);
            rest = rest[length..];
        }

        // It got its name only once it was whole and synced.
        if (!rest.IsEmpty || records.Count < 2 || records[0].Type != StoreRecordType.SnapshotBegin
            || records[^1].Type != StoreRecordType.SnapshotEnd || records[^1].Revision != records.Count - 2)
        {
            throw new FolderException($"{folder.Name}/{file} is damaged, or of another version of kubespy: put a copy of the folder back, or name another");
        }

        state.Load(records[0].Revision, records[0].Time, records[0].Object.Root, records.Skip(1).SkipLast(1));
        return bytes.Length;
    }

    private Recovery ReadLog(IDurableFolder folder, string file, bool isLast)
    {
        var bytes = folder.Read(file);
        if (!HeaderOf(bytes) && bytes.Length >= FileNames.Header.Length && bytes.AsSpan(0, FileNames.Header.Length).ContainsAnyExcept((byte)0))
        {
            throw new FolderException($"{folder.Name}/{file} is damaged, or of another version of kubespy: put a copy of the folder back, or name another");
        }

        var at = HeaderOf(bytes) ? FileNames.Header.Length : 0;
        var (newest, remaining) = (Batch, 0);
        while (at > 0 && RecordFrame.TryRead(bytes.AsSpan(at), out var record, out var length, out var batch, out var left))
        {
            if (!State!.Apply(record))
            {
                throw new FolderException(
                    $"{folder.Name}/{file}: after revision {State.Revision} comes {record.Revision}; a log is missing: put a copy of the folder back, or name another");
            }

            (newest, remaining) = (batch, left);
            at += length;
        }

        var tail = bytes.AsSpan(at);
        if (tail.IsEmpty)
        {
            return this with { LogFile = file, LogLength = at, Batch = newest };
        }

        // A group commit is begun only when the one before it is durable: what has a later one behind it was acknowledged.
        var torn = remaining > 0 ? newest : newest + 1;
        if (!isLast || RecordFrame.NewestBatchIn(tail) > torn)
        {
            throw new FolderException(
                $"{folder.Name}/{file} is damaged at byte {at}, after revision {State!.Revision}, amid what was acknowledged: put a copy of the folder back; "
                + $"to go on without what came after, truncate -s {at} {folder.Name}/{file} and remove the logs after it");
        }

        var notice = $"cut {tail.Length} bytes off the end of {folder.Name}/{file}: a write that was under way when the cluster ended, never acknowledged; revision {State!.Revision} is the newest";
        return this with { LogFile = file, LogLength = at, Batch = torn, Notices = [.. Notices, notice] };
    }

    private static bool HeaderOf(byte[] bytes) => bytes.AsSpan().StartsWith(FileNames.Header);
}
