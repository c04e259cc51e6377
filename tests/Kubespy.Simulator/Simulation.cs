using System.Globalization;
using System.Security.Cryptography;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;

namespace Kubespy.Simulator;

/// <summary>
/// One seed: a cluster, a Deployment drawn by chance, operations and faults drawn by chance at times drawn by chance; then the faults stop,
/// the Deployment is mended and left alone until nothing is under way. The invariants are asked after each write, and once more at the end.
/// </summary>
internal sealed class Simulation
{
    /// <summary>Long enough for image pulls to back off, for the progress deadline to pass, for evictions.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    /// <summary>So many steps suffice to come to rest, by far.</summary>
    private const long MostSteps = 60_000;

    private readonly ChanceFaults _faults;
    private readonly EmbeddedCluster _cluster;
    private readonly InputLog _inputs;
    private readonly Operations _operations;
    private readonly Invariants _invariants;
    private readonly List<WatchWitness> _witnesses;
    private readonly IncrementalHash _log;
    private readonly int _seed;

    private Simulation(int seed, Chance chance)
    {
        _seed = seed;
        _faults = new ChanceFaults(seed);
        _cluster = NewCluster(seed, _faults);
        _inputs = new InputLog(_cluster);
        _operations = new Operations(_cluster, new Random(seed), chance, _inputs);
        _invariants = new Invariants(_cluster, chance);
        _log = Digest(_cluster);
        foreach (var resource in Resources.All)
        {
            _cluster.Store.Subscribe(resource, change => _invariants.Check(resource, change));
        }

        _witnesses = [.. new[] { Resources.Pods, Resources.ReplicaSets, Resources.Deployments }.Select(r => new WatchWitness(_cluster, r, _faults, _invariants.Broken))];
    }

    /// <param name="seed">Everything drawn by chance follows from it.</param>
    /// <param name="chance">What may happen.</param>
    /// <param name="operations">At most so many operations: fewer of them may show the same.</param>
    public static Outcome Run(int seed, Chance chance, int operations = int.MaxValue)
    {
        var simulation = new Simulation(seed, chance);
        var steps = simulation.Run(operations);
        return new Outcome(simulation._invariants.Broken, Text(simulation._log), steps, simulation._invariants.Overshoot);
    }

    /// <summary>The digests of a run, and of another cluster to which the log of its inputs alone came.</summary>
    public static (string First, string Replayed) Replay(int seed)
    {
        var simulation = new Simulation(seed, new Chance(IsPeaceful: false, HasFaults: false));
        simulation.Run(int.MaxValue);
        var other = NewCluster(seed, new ChanceFaults(seed));
        var log = Digest(other);
        // The witnesses' caches take steps of their own.
        _ = new[] { Resources.Pods, Resources.ReplicaSets, Resources.Deployments }.Select(r => new WatchWitness(other, r, new ChanceFaults(seed), [])).ToList();
        simulation._inputs.Replay(other);
        return (Text(simulation._log), Text(log));
    }

    private static EmbeddedCluster NewCluster(int seed, ChanceFaults faults) =>
        new(new ClusterOptions { Seed = seed, Faults = faults, NodesAreContended = false });

    private static IncrementalHash Digest(EmbeddedCluster cluster)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in Resources.All)
        {
            cluster.Store.Subscribe(resource, change => hash.AppendData(change.Object.Json.Span));
        }

        return hash;
    }

    private static string Text(IncrementalHash hash) => Convert.ToHexString(hash.GetCurrentHash());

    private long Run(int operations)
    {
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        _operations.Begin();
        _cluster.Loop.Advance(TimeSpan.FromSeconds(30));
        _invariants.IsFloorDue = true;
        _faults.AreOn = _invariants.Chance.HasFaults;
        foreach (var (pause, act) in _operations.Draw().Take(operations))
        {
            _cluster.Loop.Advance(pause);
            act();
        }

        _invariants.IsFloorDue = false;
        _faults.AreOn = false;
        _operations.Repair();
        _operations.Mend();
        var steps = _cluster.Loop.Steps;
        if (!_cluster.Loop.RunUntil(() => _cluster.IsStable || _cluster.Loop.Steps - steps > MostSteps, Longest) || !_cluster.IsStable)
        {
            _invariants.Broken.Add(string.Create(CultureInfo.InvariantCulture, $"seed {_seed}: not at rest {_cluster.Loop.Steps - steps} steps after the last operation"));
        }

        _invariants.CheckEnd();
        _witnesses.ForEach(w => w.CheckEnd());
        return _cluster.Loop.Steps - steps;
    }
}
