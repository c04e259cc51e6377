using System.Globalization;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Server.Persistence;
using Kubespy.ControlPlane.Tests.Persistence;
using Kubespy.Core.Values;

namespace Kubespy.Simulator.Kept;

/// <summary>A cluster that is kept on a disk in memory, the clients that hear of it, and the moments at which its process dies.</summary>
internal sealed class KeptProcess : IDisposable
{
    private static readonly long[] LeastLogBytes = [32 * 1024, 256 * 1024, long.MaxValue];

    private readonly Subject _subject;
    private readonly int _seed;
    private readonly List<string> _broken;
    private readonly KeptHistory _history;
    private readonly List<ReturningClient> _clients;
    private MemoryFolder _folder = new();
    private Journal _journal;
    private long _snapshot;
    private long _acknowledged;
    private long _run;

    public KeptProcess(Subject subject, int seed, List<string> broken)
    {
        (_subject, _seed, _broken) = (subject, seed, broken);
        _history = new KeptHistory(subject.Cluster, broken);
        _clients = [.. Resources.All.Select(r => new ReturningClient(r, subject.Cluster.Store.Revision, _history, broken))];
        _journal = Begin(Recovery.Of(_folder));
    }

    /// <summary>Whether the process dies amid what that operation began; if so, the next one is there already, and what happened is told.</summary>
    public (string Story, long Revision)? MayDie(int operation)
    {
        var random = new Random((_seed * 1_000) + operation);
        if (random.Next(2) == 0)
        {
            Acknowledge();
        }

        if (random.Next(3) > 0)
        {
            return null;
        }

        for (var more = random.Next(60); more > 0 && _subject.Cluster.Loop.RunNext(); more--)
        {
        }

        return Restart(random);
    }

    /// <summary>Everything that was written is durable, and clients are told of it.</summary>
    public void Acknowledge()
    {
        _acknowledged = _subject.Cluster.Store.Revision;
        _clients.ForEach(c => c.Read(_subject.Cluster, _snapshot));
    }

    public void Dispose() => _journal.Dispose();

    private (string Story, long Revision) Restart(Random random)
    {
        var dead = _subject.Cluster;
        var newest = dead.Store.Revision;
        dead.Store.Journal = null;
        _journal.Dispose();
        (_folder, var revision) = PowerLoss.Of(_folder, _acknowledged, random);
        _snapshot = PowerLoss.SnapshotOf(_folder);
        var recovery = Recovery.Of(_folder);
        // Sometimes for longer than a node may be silent.
        var away = TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(120) : random.Next(5));
        _subject.Cluster = new EmbeddedCluster(dead.Options with { State = recovery.State, Start = dead.Loop.Now + away });
        if (revision < _acknowledged)
        {
            _broken.Add($"revision {revision} is the newest after the restart, {_acknowledged} was acknowledged");
        }

        _history.Restarted(_subject.Cluster, revision);
        _journal = Begin(recovery);
        return (string.Create(CultureInfo.InvariantCulture, $"the process dies, {newest - revision} writes are lost; another goes on after {away.TotalSeconds:0} s"), revision);
    }

    private Journal Begin(Recovery recovery)
    {
        var cluster = _subject.Cluster;
        var journal = new Journal(
            _folder, recovery, cluster.Store, cluster.Loop.Clock, MapValue.Of(("run", ++_run)), LeastLogBytes[_seed % LeastLogBytes.Length]);
        cluster.Store.Journal = new SteppedJournal(journal, _folder);
        return journal;
    }
}
