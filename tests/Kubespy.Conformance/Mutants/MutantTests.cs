using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Values;

namespace Kubespy.Conformance.Mutants;

/// <summary>Controllers that are wrong fall below the floors of the ledger: a rollout's score means something.</summary>
public sealed class MutantTests
{
    [Fact]
    public void A_Deployment_controller_without_a_floor_is_seen() => ShouldFall("02", new Mutant { Strategy = s => Rolling(s, "maxUnavailable", "100%") });

    [Fact]
    public void A_Deployment_controller_without_a_ceiling_is_seen() => ShouldFall("02", new Mutant { Strategy = s => Rolling(s, "maxSurge", "100%") });

    [Fact]
    public void A_Deployment_controller_that_rolls_where_it_is_to_recreate_is_seen() => ShouldFall("10", new Mutant
    {
        Strategy = _ => (MapValue)ValueReader.Read("""{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1,"maxUnavailable":0}}"""),
    });

    [Fact]
    public void A_ReplicaSet_controller_that_never_releases_a_Pod_is_seen() => ShouldFall("04", new Mutant { NeverReleases = true });

    /// <summary>With a seed whose Pods become Ready in an order that makes the relabelled one the wrong one to go.</summary>
    [Fact]
    public void A_ReplicaSet_controller_that_ranks_its_Pods_backwards_is_seen() => ShouldFall("04", new Mutant { RanksBackwards = true }, seed: 4);

    /// <summary>With a watch that lags, one that does not wait for what it asked for asks again; the real one's expectations hold.</summary>
    [Fact]
    public void A_ReplicaSet_controller_that_ignores_its_expectations_is_seen()
    {
        Score("01", new Mutant(), new LateWatch()).ShouldBeGreaterThanOrEqualTo(FidelityLedger.Read()["01"].Score);
        Score("01", new Mutant { IsHasty = true }, new LateWatch()).ShouldBeLessThan(FidelityLedger.Read()["01"].Score);
    }

    [Fact]
    public void A_controller_manager_that_is_not_wrong_is_as_good_as_the_cluster_s_own() =>
        Score("02", new Mutant(), Faults.None).ShouldBeGreaterThanOrEqualTo(FidelityLedger.Read()["02"].Score);

    private static MapValue Rolling(MapValue strategy, string bound, string value) =>
        strategy.With("rollingUpdate", strategy.MapAt("rollingUpdate")!.With(bound, value));

    private static void ShouldFall(string scenario, Mutant mutant, int seed = 1) =>
        Score(scenario, mutant, Faults.None, seed).ShouldBeLessThan(FidelityLedger.Read()[scenario].Score);

    private static double Score(string scenario, Mutant mutant, Faults faults, int seed = 1) =>
        Result.Of(scenario, [Scenarios.All[scenario].Run(seed, options: new ClusterOptions { ControllerManager = mutant, Faults = faults })]).Score;

    /// <summary>Pods reach the controller manager a tenth of a second late.</summary>
    private sealed class LateWatch : Faults
    {
        public override TimeSpan WatchDelay(string component, Resource resource) =>
            component == ControlPlane.Controllers.ControllerManager.Name && resource == Resources.Pods ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero;
    }
}
