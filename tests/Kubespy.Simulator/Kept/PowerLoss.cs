using System.Globalization;
using Kubespy.ControlPlane.Storage;
using Kubespy.ControlPlane.Tests.Persistence;

namespace Kubespy.Simulator.Kept;

/// <summary>
/// What a disk has after its machine lost power: of the log all that was acknowledged, as much of the rest as chance leaves, amid a record or followed
/// by zeros, as file systems leave it; and of a snapshot that was being written, a part.
/// </summary>
internal static class PowerLoss
{
    private const int HeaderBytes = 8;

    public static string LogOf(MemoryFolder folder) => folder.Files.Last(f => f.StartsWith("log-", StringComparison.Ordinal));

    /// <summary>The revision of the newest snapshot.</summary>
    public static long SnapshotOf(MemoryFolder folder) => long.Parse(
        folder.Files.Last(f => f.StartsWith("snapshot-", StringComparison.Ordinal) && !f.EndsWith(".tmp", StringComparison.Ordinal))["snapshot-".Length..],
        NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The folder as it is then, and the newest revision in it.</summary>
    public static (MemoryFolder Folder, long Revision) Of(MemoryFolder folder, long acknowledged, Random random)
    {
        var log = folder.Read(LogOf(folder));
        var (ends, revisions, run) = Ends(log, SnapshotOf(folder));
        var least = Math.Max(run, revisions.FindLastIndex(r => r <= acknowledged));
        var kept = random.Next(3) == 0 ? ends.Count - 1 : random.Next(least, ends.Count);
        var next = kept + 1 < ends.Count ? ends[kept + 1] : ends[kept];
        // Not the whole of the next record: that would be kept, too.
        var torn = ends[kept] + random.Next(Math.Max(1, next - ends[kept]));
        byte[] bytes = [.. log.AsSpan(0, torn), .. new byte[random.Next(3) == 0 ? random.Next(1, 5000) : 0]];
        var after = new MemoryFolder();
        foreach (var file in folder.Files)
        {
            after.Put(file, file == LogOf(folder) ? bytes : folder.Read(file));
        }

        if (random.Next(3) == 0)
        {
            var whole = folder.Read(folder.Files.First(f => f.StartsWith("snapshot-", StringComparison.Ordinal)));
            after.Put(string.Create(CultureInfo.InvariantCulture, $"snapshot-{revisions[kept]:x16}.tmp"), [.. whole.AsSpan(0, random.Next(whole.Length))]);
        }

        return (after, revisions[kept]);
    }

    /// <summary>Where each record ends, the newest revision by then, and which record says which run it is: that one was durable before anything was served.</summary>
    private static (List<int> Ends, List<long> Revisions, int Run) Ends(byte[] log, long snapshot)
    {
        var (ends, revisions, at, revision, run) = (new List<int>(), new List<long>(), HeaderBytes, snapshot, 0);
        while (RecordFrame.TryRead(log.AsSpan(at), out var record, out var length, out _, out _))
        {
            at += length;
            revision = Math.Max(revision, record.Revision);
            run = record.Type == StoreRecordType.Run ? ends.Count : run;
            ends.Add(at);
            revisions.Add(revision);
        }

        return (ends, revisions, run);
    }
}
