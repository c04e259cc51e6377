using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Conformance;

/// <summary>The comparison must see what it is there to see: each mutation of a recording lowers the score.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData("01")]
    [InlineData("02")]
    [InlineData("04")]
    [InlineData("16b")]
    public void Two_runs_of_the_real_thing_agree(string scenario) =>
        Comparison.Of(Story.Of(Recording.Load("real", scenario)), Story.Of(Recording.Load("fake", scenario))).Score.ShouldBeGreaterThan(0.93);

    [Fact]
    public void A_gap_that_is_stretched_is_seen() => Stretched(1.3).Pods.Share.ShouldBe(0);

    [Fact]
    public void A_gap_that_is_nearly_so_is_not() => Stretched(1.15).Pods.Share.ShouldBe(1);

    [Fact]
    public void A_gap_of_a_Pod_that_is_not_there_is_off()
    {
        var recording = Recording.Load("real", "02");
        var gone = recording.First(e => e.Object.Kind == "Pod" && e.Type == "ADDED").Object.Uid;
        var (all, without) = (Compare(recording, recording).Pods, Compare(recording, [.. recording.Where(e => e.Object.Uid != gone)]).Pods);
        without.All.ShouldBe(all.All);
        all.Near.ShouldBe(all.All);
        without.Near.ShouldBeLessThan(all.Near);
    }

    [Fact]
    public void A_write_of_a_controller_that_comes_late_is_seen()
    {
        var recording = Recording.Load("real", "02");
        var late = recording.Select(e => e.Object.Kind == "ReplicaSet" && e.Seconds > 5 ? e with { Seconds = e.Seconds + 2 } : e).ToList();
        Compare(recording, late).Writes.Near.ShouldBeLessThan(Compare(recording, recording).Writes.Near);
    }

    /// <summary>Ready is not available: the same scalings, a second after each Pod is Ready instead of five, are others.</summary>
    [Fact]
    public void A_scaling_before_its_Pod_is_available_is_seen()
    {
        var recording = Recording.Load("real", "19");
        var hasty = recording.Select(e => e.Object.Kind == "ReplicaSet" ? e with { Seconds = e.Seconds - 4 } : e).ToList();
        Compare(recording, hasty).Scores["scaling"].ShouldBeLessThan(0.8);
    }

    [Fact]
    public void A_count_that_is_wrong_for_a_while_is_seen() => Mutated(
        "02", e => e.Object.Kind == "Deployment", o => o.Status is null ? o : o.With("status", o.Status.Without("terminatingReplicas"))).ShouldBeLessThan(1);

    private static Comparison Stretched(double factor)
    {
        var recording = Recording.Load("real", "05");
        return Compare(recording, [.. recording.Select(e => e with { Seconds = e.Seconds * factor })]);
    }

    private static Comparison Compare(IReadOnlyList<RecordedEvent> expected, IReadOnlyList<RecordedEvent> actual) => Comparison.Of(Story.Of(expected), Story.Of(actual));

    [Fact]
    public void A_rollout_without_meddling_agrees() => Rollout(null).ShouldBeGreaterThanOrEqualTo(FidelityLedger.Read()["02"].Score);

    [Fact]
    public void A_controller_that_ignores_the_ceiling_is_seen() => Rollout(cluster => OnEvery(
        cluster, Resources.ReplicaSets, rs => rs.Root.Int64At("spec", "replicas") == 1, rs => rs.With("spec", rs.Spec!.With("replicas", 3)), "")).ShouldBeLessThan(FidelityLedger.Read()["02"].Score);

    [Fact]
    public void A_controller_that_gives_another_reason_is_seen() => Rollout(cluster => OnEvery(
        cluster, Resources.Deployments, d => d.Root.ToString().Contains("NewReplicaSetAvailable", StringComparison.Ordinal),
        d => Replace(d, "NewReplicaSetAvailable", "Done"), "status")).ShouldBeLessThan(FidelityLedger.Read()["02"].Score);

    [Fact]
    public void A_kubelet_that_is_ready_too_early_is_seen() => Rollout(cluster => OnEvery(
        cluster, Resources.Pods, p => p.Root.StringAt("status", "phase") == "Pending" && p.Root.ListAt("status", "conditions").Count > 1,
        p => Replace(p, "\"Ready\",\"observedGeneration\":1,\"status\":\"False\"", "\"Ready\",\"observedGeneration\":1,\"status\":\"True\""), "status")).ShouldBeLessThan(FidelityLedger.Read()["02"].Score);

    private static double Rollout(Action<EmbeddedCluster>? meddle)
    {
        var played = new Scenario(Scenarios.Nginx(3)).At(4.3, p => p.SetImage("nginx:1.12-alpine")).Until(12).Run(meddle: meddle);
        return Comparison.Of(Story.Of(Recording.Load("real", "02")), Story.Of(played)).Score;
    }

    /// <summary>Whenever an object is so, it is written otherwise, as a faulty controller would.</summary>
    private static void OnEvery(EmbeddedCluster cluster, Resource resource, Func<KubeObject, bool> isSo, Func<KubeObject, KubeObject> otherwise, string subresource) =>
        cluster.Store.Subscribe(resource, change =>
        {
            if (change.Object.Namespace == "default" && isSo(change.Object))
            {
                cluster.Loop.Post(() =>
                {
                    if (cluster.Store.Find(resource, change.Object.Key) is { } now && isSo(now))
                    {
                        cluster.Api.Update(resource, otherwise(now), new WriteContext("faulty", "faulty"), subresource);
                    }
                });
            }
        });

    [Fact]
    public void A_changed_reason_is_seen() => Mutated(
        "02", e => e.Object.Kind == "Deployment", o => Replace(o, "NewReplicaSetAvailable", "SomethingElse")).ShouldBeLessThan(1);

    [Fact]
    public void A_changed_message_is_seen() => Mutated(
        "02", e => e.Object.Kind == "Event", o => Replace(o, "Scaled down replica set", "Scaled replica set")).ShouldBeLessThan(1);

    [Fact]
    public void A_scaling_that_goes_too_far_is_seen() => Mutated(
        "02", e => e.Object.Kind == "ReplicaSet" && e.Object.Root.Int64At("spec", "replicas") == 1,
        o => o.With("spec", o.Spec!.With("replicas", 2))).ShouldBeLessThan(1);

    [Fact]
    public void A_lost_owner_is_seen() => Mutated(
        "03", e => e.Object.Kind == "Pod" && e.Seconds > 3, o => o.WithOwnerReferences([])).ShouldBeLessThan(1);

    [Fact]
    public void A_dropped_deletion_is_seen()
    {
        var recording = Recording.Load("real", "02");
        var dropped = recording.Where(e => e.Type != "DELETED").ToList();
        Comparison.Of(Story.Of(recording), Story.Of(dropped)).Score.ShouldBeLessThan(1);
    }

    [Fact]
    public void An_extra_event_is_seen()
    {
        var recording = Recording.Load("real", "02");
        var extra = recording.First(e => e.Object.Kind == "Event");
        var other = extra with { Object = extra.Object.WithMetadata("name", "another").With("reason", "Another") };
        Comparison.Of(Story.Of(recording), Story.Of([.. recording, other])).Score.ShouldBeLessThan(1);
    }

    private static double Mutated(string scenario, Func<RecordedEvent, bool> which, Func<KubeObject, KubeObject> change)
    {
        var recording = Recording.Load("real", scenario);
        var mutated = recording.Select(e => which(e) ? e with { Object = change(e.Object) } : e).ToList();
        return Comparison.Of(Story.Of(recording), Story.Of(mutated)).Score;
    }

    private static KubeObject Replace(KubeObject obj, string old, string next) =>
        KubeObject.Parse(obj.Root.ToString().Replace(old, next, StringComparison.Ordinal));
}
