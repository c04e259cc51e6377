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

    [Fact]
    public void A_ReplicaSet_controller_that_ranks_its_Pods_backwards_is_seen() => ShouldFall("04", new Mutant { RanksBackwards = true });

    /// <summary>With a watch that lags, one that does not wait for what it asked for asks again; the real one's expectations hold.</summary>
    [Fact]
    public void A_ReplicaSet_controller_that_ignores_its_expectations_is_seen()
    {
        Play("01", new Mutant(), new LateWatch()).Score.ShouldBeGreaterThanOrEqualTo(FidelityLedger.Read()["01"].Score);
        Play("01", new Mutant { IsHasty = true }, new LateWatch()).Score.ShouldBeLessThan(FidelityLedger.Read()["01"].Score);
    }

    [Fact]
    public void A_controller_manager_that_is_not_wrong_is_as_good_as_the_cluster_s_own()
    {
        Falls("02", new Mutant()).ShouldBeFalse();
        Falls("04", new Mutant()).ShouldBeFalse();
        Falls("10", new Mutant()).ShouldBeFalse();
    }

    private static MapValue Rolling(MapValue strategy, string bound, string value) =>
        strategy.With("rollingUpdate", strategy.MapAt("rollingUpdate")!.With(bound, value));

    private static void ShouldFall(string scenario, Mutant mutant) => Falls(scenario, mutant).ShouldBeTrue();

    /// <summary>Which Pod of several goes is seen by how long it lived, where all of them end alike: the gaps are asked, too.</summary>
    private static bool Falls(string scenario, Mutant mutant)
    {
        var (result, floors) = (Play(scenario, mutant, Faults.None), FidelityLedger.Read()[scenario]);
        return result.Score < floors.Score || result.Pods.Share < floors.Pods || result.Writes.Share < floors.Writes;
    }

    private static Result Play(string scenario, Mutant mutant, Faults faults) => Result.Of(
        scenario, Scenarios.Seeds.Select(seed => Scenarios.All[scenario].Run(seed, options: new ClusterOptions { ControllerManager = mutant, Faults = faults })));

    /// <summary>Pods reach the controller manager a tenth of a second late.</summary>
    private sealed class LateWatch : Faults
    {
        public override TimeSpan WatchDelay(string component, Resource resource) =>
            component == ControlPlane.Controllers.ControllerManager.Name && resource == Resources.Pods ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero;
    }
}
