using System.Security.Cryptography;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;

namespace Kubespy.Simulator;

/// <summary>
/// One seed: a cluster, a Deployment drawn by chance, operations drawn by chance at times drawn by chance, then mended and left alone
/// until nothing is under way. The invariants are asked after each write, and once more at the end.
/// </summary>
internal sealed class Simulation
{
    /// <summary>Long enough for image pulls to back off and for the progress deadline to pass.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private readonly EmbeddedCluster _cluster;
    private readonly Operations _operations;
    private readonly Invariants _invariants;
    private readonly IncrementalHash _log = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private Simulation(int seed, bool isPeaceful)
    {
        _cluster = new EmbeddedCluster(new ClusterOptions { Seed = seed });
        _operations = new Operations(_cluster, new Random(seed), isPeaceful);
        _invariants = new Invariants(_cluster, isPeaceful);
        foreach (var resource in Resources.All)
        {
            _cluster.Store.Subscribe(resource, change =>
            {
                _log.AppendData(change.Object.Json.Span);
                _invariants.Check(resource, change);
            });
        }
    }

    /// <summary>What was broken, and the digest of every write's bytes.</summary>
    /// <param name="seed">Everything drawn by chance follows from it.</param>
    /// <param name="isPeaceful">Only changes that a rollout must carry without an outage: the floor holds all the time.</param>
    public static (IReadOnlyList<string> Broken, string Digest) Run(int seed, bool isPeaceful)
    {
        var simulation = new Simulation(seed, isPeaceful);
        simulation.Run();
        return (simulation._invariants.Broken, Convert.ToHexString(simulation._log.GetHashAndReset()));
    }

    private void Run()
    {
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        _operations.Begin();
        _cluster.Loop.Advance(TimeSpan.FromSeconds(30));
        _invariants.IsFloorDue = true;
        foreach (var (pause, act) in _operations.Draw())
        {
            _cluster.Loop.Advance(pause);
            act();
        }

        _invariants.IsFloorDue = false;
        _operations.Mend();
        if (!_cluster.Loop.RunUntil(() => _cluster.IsStable, Longest))
        {
            _invariants.Broken.Add($"not stable {Longest.TotalHours} hours after the last operation");
        }

        _invariants.CheckEnd();
    }
}
