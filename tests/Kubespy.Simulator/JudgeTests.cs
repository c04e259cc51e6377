using Kubespy.Conformance.Mutants;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Simulator.Invariants;

namespace Kubespy.Simulator;

/// <summary>The invariants are seen to be broken: by controllers that are wrong, and by hand.</summary>
public sealed class JudgeTests
{
    private static readonly WriteContext Hand = new("somebody", "hand");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { NodesAreContended = false });
    private readonly Judge _judge;

    public JudgeTests() => _judge = new Judge(new Subject(_cluster), new Chance(IsPeaceful: false, HasFaults: false), new InputLog(new Subject(_cluster)));

    [Fact]
    public void A_Deployment_controller_without_a_ceiling_is_seen() =>
        ShouldBeSeen(new Mutant { Strategy = s => Rolling(s, "maxSurge", "100%") }, "the ceiling is");

    [Fact]
    public void A_Deployment_controller_without_a_floor_is_seen() =>
        ShouldBeSeen(new Mutant { Strategy = s => Rolling(s, "maxUnavailable", "100%") }, "a rolling update took");

    [Fact]
    public void A_Deployment_controller_without_a_floor_is_seen_by_the_Pods_it_takes() =>
        ShouldBeSeen(new Mutant { Strategy = s => Rolling(s, "maxUnavailable", "100%") }, "available, the floor is", isPeaceful: true);

    [Fact]
    public void A_ReplicaSet_controller_that_ranks_its_Pods_backwards_is_seen() => ShouldBeSeen(new Mutant { RanksBackwards = true }, "a ready Pod goes");

    [Fact]
    public void A_ReplicaSet_controller_that_never_releases_a_Pod_is_seen() => ShouldBeSeen(new Mutant { NeverReleases = true }, "Pods is");

    [Fact]
    public void A_revision_that_falls_is_seen()
    {
        RollOut();
        Change(Resources.ReplicaSets, NewestReplicaSet(), "", """{"metadata":{"annotations":{"deployment.kubernetes.io/revision":"0"}}}""");

        _judge.Broken.ShouldContain(b => b.EndsWith("revision 1 became 0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_generation_that_nobody_can_have_seen_yet_is_seen()
    {
        RollOut();
        Change(Resources.ReplicaSets, NewestReplicaSet(), "status", """{"status":{"observedGeneration":9}}""");

        _judge.Broken.ShouldContain(b => b.Contains("observedGeneration 1 became 9", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_collector_may_not_collect_is_seen()
    {
        RollOut();
        var pod = _cluster.Store.Read(Resources.Pods).Objects.Values.First();
        Change(Resources.Pods, pod, "", """{"metadata":{"finalizers":["example.com/stays"]}}""");
        _cluster.Api.Delete(Resources.Deployments, new ObjectKey("default", "web"), DeleteOptions.Default, Hand);
        _cluster.Loop.Advance(TimeSpan.FromMinutes(2));
        _judge.CheckEnd();

        _judge.Broken.ShouldContain(b => b.Contains($"{pod.Name} ", StringComparison.Ordinal) && b.EndsWith("is left of an owner that is gone", StringComparison.Ordinal));
        _judge.Broken.ShouldContain(b => b.Contains($"{pod.Name} ", StringComparison.Ordinal) && b.EndsWith("is being deleted, and stays", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nobody_has_harmed_breaks_nothing()
    {
        RollOut();
        _judge.CheckPause();
        _judge.CheckEnd();

        _judge.Broken.ShouldBeEmpty();
    }

    private static MapValue Rolling(MapValue strategy, string bound, string value) => strategy.StringAt("type") == "RollingUpdate"
        ? strategy.With("rollingUpdate", strategy.MapAt("rollingUpdate")!.With(bound, value))
        : strategy;

    /// <summary>One of a few seeds comes upon it.</summary>
    private static void ShouldBeSeen(Mutant mutant, string what, bool isPeaceful = false) =>
        Enumerable.Range(1, 30).Any(seed => Simulation.Run(seed, new Chance(isPeaceful, HasFaults: false), manager: mutant)
            .Broken.Any(b => b.Contains(what, StringComparison.Ordinal))).ShouldBeTrue();

    private void RollOut()
    {
        _cluster.Api.Create(Resources.Deployments, KubeObject.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"web:0"}]}}}}
            """), Hand);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(10));
    }

    private KubeObject NewestReplicaSet() => _cluster.Store.Read(Resources.ReplicaSets).Objects.Values.Single();

    private void Change(Resource resource, KubeObject obj, string subresource, string patch) =>
        _cluster.Api.Patch(resource, obj.Key, new Patch.Merge((MapValue)ValueReader.Read(patch)), Hand, subresource);
}
