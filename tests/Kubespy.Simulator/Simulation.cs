using System.Globalization;
using System.Security.Cryptography;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers;
using Kubespy.Core.Watching;
using Kubespy.Simulator.Invariants;
using Kubespy.Simulator.Kept;

namespace Kubespy.Simulator;

/// <summary>
/// One seed: a cluster, a Deployment drawn by chance, operations and faults drawn by chance at times drawn by chance; then the faults stop,
/// the Deployment is mended and left alone until nothing is under way. The invariants are asked after each write, and once more at the end.
/// </summary>
internal sealed class Simulation : IDisposable
{
    /// <summary>Long enough for image pulls to back off, for the progress deadline to pass, for evictions.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    /// <summary>So many steps suffice to come to rest, by far.</summary>
    private const long MostSteps = 10_000;

    private readonly ChanceFaults _faults;
    private readonly Subject _subject;
    private readonly InputLog _inputs;
    private readonly Operations _operations;
    private readonly Judge _judge;
    private readonly KeptProcess? _kept;
    private readonly IncrementalHash _log;
    private readonly Chance _chance;
    private readonly int _seed;
    private readonly FaultKinds _kinds;
    private List<WatchWitness> _witnesses;
    private Action<EmbeddedCluster> _look = _ => { };

    private Simulation(int seed, Chance chance, FaultKinds faults, ControllerManager? manager = null)
    {
        (_seed, _chance, _kinds) = (seed, chance, faults);
        _faults = new ChanceFaults(seed, faults);
        _subject = new Subject(NewCluster(seed, _faults, manager));
        _inputs = new InputLog(_subject);
        _operations = new Operations(_subject, seed, chance, _inputs);
        _judge = new Judge(_subject, chance, _inputs);
        _log = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Digest(_log, Cluster);
        _witnesses = Witnesses(Cluster, seed, faults, _judge.Broken);
        _kept = chance.IsKept ? new KeptProcess(_subject, seed, _judge.Broken) : null;
    }

    private EmbeddedCluster Cluster => _subject.Cluster;

    /// <param name="seed">Everything drawn by chance follows from it.</param>
    /// <param name="chance">What may happen.</param>
    /// <param name="extent">How much of it happens: less may show the same.</param>
    /// <param name="manager">Whose controllers run: those of a real cluster, or some that are wrong.</param>
    /// <param name="seen">Is told of each write.</param>
    public static Outcome Run(int seed, Chance chance, Extent? extent = null, ControllerManager? manager = null, Action<SourceEvent>? seen = null)
    {
        extent ??= Extent.Whole;
        using var simulation = new Simulation(seed, chance, extent.Faults, manager);
        if (seen is not null)
        {
            simulation._look = cluster => SimulationRecording.Write(cluster, seen);
            simulation._look(simulation.Cluster);
        }

        var (steps, operations) = simulation.Run(extent);
        return new Outcome(simulation._judge.Broken, Text(simulation._log), steps, simulation._judge.Overshoot, operations, simulation._operations.Story);
    }

    /// <summary>The digests of a run, and of another cluster to which the log of its inputs alone came.</summary>
    public static (string First, string Replayed) Replay(int seed)
    {
        using var simulation = new Simulation(seed, new Chance(IsPeaceful: false, HasFaults: false), FaultKinds.None);
        simulation.Run(Extent.Whole);
        var other = NewCluster(seed, new ChanceFaults(seed, FaultKinds.None), manager: null);
        using var log = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Digest(log, other);
        // The witnesses' caches take steps of their own.
        _ = Witnesses(other, seed, FaultKinds.None, []);
        simulation._inputs.Replay(other);
        return (Text(simulation._log), Text(log));
    }

    public void Dispose()
    {
        _kept?.Dispose();
        _log.Dispose();
    }

    private static EmbeddedCluster NewCluster(int seed, ChanceFaults faults, ControllerManager? manager) =>
        new(new ClusterOptions { Seed = seed, Faults = faults, NodesAreContended = false, ControllerManager = manager ?? new ControllerManager() });

    /// <summary>Their watches lag, too, by a chance of their own: that somebody looks on changes nothing.</summary>
    private static List<WatchWitness> Witnesses(EmbeddedCluster cluster, int seed, FaultKinds faults, List<string> broken) =>
        WatchWitness.OfAll(cluster, new ChanceFaults(seed + 1, faults) { AreOn = true }.Delay, broken);

    private static void Digest(IncrementalHash hash, EmbeddedCluster cluster)
    {
        foreach (var resource in Resources.All)
        {
            cluster.Store.Subscribe(resource, change => hash.AppendData(change.Object.Json.Span));
        }
    }

    private static string Text(IncrementalHash hash) => Convert.ToHexString(hash.GetCurrentHash());

    private (long Steps, int Operations) Run(Extent extent)
    {
        Cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        _operations.Begin();
        Cluster.Loop.Advance(TimeSpan.FromSeconds(30));
        _judge.IsFloorDue = true;
        _faults.AreOn = _chance.HasFaults;
        var drawn = _operations.Draw();
        foreach (var operation in drawn)
        {
            Cluster.Loop.Advance(operation.Pause);
            _judge.CheckPause();
            if (extent.Does(operation.Number))
            {
                operation.Act();
                Restart(_kept?.MayDie(operation.Number));
            }
        }

        _judge.IsFloorDue = false;
        _faults.AreOn = false;
        _operations.Repair();
        _operations.Mend();
        return (ComeToRest(), drawn.Count);
    }

    /// <summary>The process has died, and the cluster of another one goes on from what was kept.</summary>
    private void Restart((string Story, long Revision)? death)
    {
        if (death is not var (story, revision))
        {
            return;
        }

        _operations.Restarted(story);
        _judge.Restarted(Cluster, revision);
        Digest(_log, Cluster);
        _witnesses.ForEach(w => w.CheckUntilNow());
        _witnesses = Witnesses(Cluster, _seed, _kinds, _judge.Broken);
        _look(Cluster);
    }

    private long ComeToRest()
    {
        var steps = Cluster.Loop.Steps;
        if (!Cluster.Loop.RunUntil(() => Cluster.IsStable || Cluster.Loop.Steps - steps > MostSteps, Longest) || !Cluster.IsStable)
        {
            _judge.Broken.Add(string.Create(CultureInfo.InvariantCulture, $"seed {_seed}: not at rest {Cluster.Loop.Steps - steps} steps after the last operation"));
        }

        _kept?.Acknowledge();
        _judge.CheckEnd();
        _witnesses.ForEach(w => w.CheckEnd());
        return Cluster.Loop.Steps - steps;
    }
}
