using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Tracing;

/// <summary>The log is causal, and the same whichever watch is ahead.</summary>
public sealed class StoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_change_and_its_revision_are_one_line(bool isReplicaSetAhead)
    {
        var recorder = Recorder.Steady().At(1);
        Action change = () => recorder.Deployment(3, "nginx:2", updated: 0, generation: 2, manager: "kubectl-set");
        Action revision = () => recorder.ReplicaSet("new", 2, 1, image: "nginx:2", type: ChangeType.Added);
        InOrder(isReplicaSetAhead, change, revision);

        recorder.Log.Order(StringComparer.Ordinal).ShouldBe(["image 1 → 2 via kubectl-set: revision 2", "new 0 → 1   surge allows a 4th Pod"]);
        recorder.TakePlain().ShouldContain("deploy/nginx revision 1 -> 2, image nginx:1 -> nginx:2");
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void What_became_Ready_what_was_scaled_and_what_stops_is_one_line(params int[] order)
    {
        var recorder = Recorder.Steady().At(1);
        recorder.Deployment(3, "nginx:2", updated: 0, generation: 2).ReplicaSet("new", 2, 1, image: "nginx:2", type: ChangeType.Added);
        recorder.Pod("new", "x", "creating", ChangeType.Added).At(3);
        Action[] events =
        [
            () => recorder.Pod("new", "x", "ready"),
            () => recorder.ReplicaSet("new", 2, 1, 1, "nginx:2").ReplicaSet("old", 1, 2, 3),
            () => recorder.Pod("old", "b", "terminating"),
        ];
        foreach (var i in order)
        {
            events[i]();
        }

        recorder.Log.Skip(2).ShouldBe(["x Ready in 2.0s, so old 3 → 2: b stops"]);
    }

    [Fact]
    public void Each_step_of_a_rollout_has_its_own_cause()
    {
        var recorder = Recorder.Steady().At(1).Deployment(3, "nginx:2", updated: 0, generation: 2).ReplicaSet("new", 2, 1, image: "nginx:2", type: ChangeType.Added);
        recorder.Pod("new", "x", "creating", ChangeType.Added).At(2).Pod("new", "x", "ready")
            .ReplicaSet("new", 2, 1, 1, "nginx:2").ReplicaSet("old", 1, 2, 3).Pod("old", "a", "terminating");
        recorder.ReplicaSet("new", 2, 2, 1, "nginx:2").Pod("new", "y", "creating", ChangeType.Added);

        // The watch of ReplicaSets is ahead of the one of Pods.
        recorder.At(3).ReplicaSet("new", 2, 2, 2, "nginx:2").ReplicaSet("old", 1, 1, 2).Pod("old", "b", "terminating").Pod("new", "y", "ready");

        recorder.Log.Skip(2).ShouldBe(["x Ready in 1.0s, so old 3 → 2: a stops", "new 1 → 2", "y Ready in 1.0s, so old 2 → 1: b stops"]);
    }

    [Fact]
    public void A_rollout_is_complete_when_the_Deployment_says_so_though_the_watch_of_ReplicaSets_is_behind()
    {
        var recorder = Recorder.Steady().At(1).Deployment(3, "nginx:2", updated: 0, generation: 2).ReplicaSet("new", 2, 3, 3, "nginx:2", type: ChangeType.Added).ReplicaSet("old", 1, 1, 1);
        recorder.Trace.Verdict.ShouldBe(Verdict.Progressing);

        recorder.At(2).Deployment(3, "nginx:2", generation: 2);

        recorder.Log.Last().ShouldStartWith("complete");
        recorder.Trace.Verdict.ShouldBe(Verdict.Complete);
        recorder.Trace.Reason.ShouldBe("revision 2");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scaling_down_is_one_line_whoever_is_ahead(bool isPodAhead)
    {
        var recorder = Recorder.Steady().At(1).Deployment(2, available: 3, generation: 2);
        InOrder(isPodAhead, () => recorder.ReplicaSet("old", 1, 2, 3), () => recorder.Pod("old", "c", "terminating"));

        recorder.Log.ShouldBe(["replicas 3 → 2: c stops"]);
    }

    [Fact]
    public void A_killed_Pod_is_told_with_its_replacement_and_the_recovery()
    {
        var recorder = Recorder.Steady().At(1).Pod("old", "a", "terminating").Pod("old", "x", "pending", ChangeType.Added);
        recorder.At(2).Pod("old", "x", "ready");

        recorder.Log.ShouldBe(
        [
            "a deleted, not by its ReplicaSet (author unknown)",
            "x created instead; template unchanged, revision 1 stays",
            "x Ready in 1.0s; available 3/3 again",
        ]);
        recorder.TakePlain().ShouldContain("pod/old-x created instead of old-a");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_Pod_that_comes_back_makes_another_one_too_many(bool isStopAhead)
    {
        var recorder = Recorder.Steady().At(1).Pod("old", "a", "ready", isOwned: false, labels: "{}").Pod("old", "x", "ready", ChangeType.Added).At(5);
        InOrder(isStopAhead, () => recorder.Pod("old", "a", "ready"), () => recorder.Pod("old", "x", "terminating"));

        recorder.Log.Skip(2).ShouldBe(["a has label app=nginx again (author unknown)", "old adopted a again: x is one too many and stops"]);
        recorder.Trace.Released.ShouldBeEmpty();
    }

    [Fact]
    public void A_scaling_long_ago_does_not_explain_who_stops_now()
    {
        var recorder = Recorder.Steady().At(1).Pod("old", "c", "evicted").Deployment(2, available: 2, generation: 2).ReplicaSet("old", 1, 2, 2);
        recorder.At(100).Pod("old", "a", "terminating").Pod("old", "x", "pending", ChangeType.Added);

        recorder.Log.TakeLast(2).First().ShouldBe("a deleted, not by its ReplicaSet (author unknown)");
    }

    [Fact]
    public void Pods_that_are_killed_together_are_told_together()
    {
        var recorder = Recorder.Steady().At(1).Pod("old", "a", "terminating").Pod("old", "x", "pending", ChangeType.Added);
        recorder.Pod("old", "b", "terminating").Pod("old", "y", "pending", ChangeType.Added);

        recorder.Log.ShouldBe(["a, b deleted, not by their ReplicaSet (author unknown)", "x, y created instead; revision 1 stays"]);
    }

    [Theory]
    [InlineData("DeletionByTaintManager|Taint manager: deleting due to NoExecute taint", "a evicted from node-1 by the taint manager (NoExecute taint)")]
    [InlineData("PreemptionByScheduler|default-scheduler: preempting to accommodate a higher priority pod", "a preempted from node-1 by default-scheduler for a Pod of higher priority")]
    [InlineData("EvictionByEvictionAPI|Eviction API: evicting", "a evicted from node-1 through the eviction API (who asked is unknown)")]
    [InlineData("DeletionByPodGC|PodGC: node no longer exists", "a deleted by PodGC (node no longer exists)")]
    public void Which_component_ends_a_Pod_is_told_where_the_Pod_tells(string disruption, string told)
    {
        var recorder = Recorder.Steady().At(1).Pod("old", "a", "terminating", disruption: disruption).Pod("old", "x", "pending", ChangeType.Added);
        recorder.Log.ShouldBe([told, "x created instead; template unchanged, revision 1 stays"]);
    }

    [Fact]
    public void Of_Pods_that_go_together_each_has_its_author()
    {
        const string drain = "EvictionByEvictionAPI|Eviction API: evicting";
        var recorder = Recorder.Steady().At(1).Pod("old", "a", "terminating", disruption: drain).Pod("old", "b", "terminating", disruption: drain).Pod("old", "c", "terminating");
        recorder.Pod("old", "x", "pending", ChangeType.Added);
        recorder.Log.First().ShouldBe("a, b evicted from node-1 through the eviction API (who asked is unknown); c deleted, not by its ReplicaSet (author unknown)");
    }

    [Fact]
    public void A_kubelet_that_ends_a_Pod_is_named()
    {
        var recorder = Recorder.Steady().At(1).Pod("old", "a", "evicted", disruption: "TerminationByKubelet|The node was low on resource: memory. ");
        recorder.Log.ShouldBe(["a Evicted, ended by its node's kubelet: low on memory"]);
    }

    [Fact]
    public void An_evicted_Pod_is_replaced()
    {
        var recorder = Recorder.Steady().At(1).Pod("old", "a", "evicted").Pod("old", "x", "pending", ChangeType.Added);

        recorder.Log.ShouldBe(["a Evicted: low on memory", "x created instead; template unchanged, revision 1 stays"]);
        recorder.Trace.Revisions.Single().Pods.Single(p => p.ShortName == "a").Health.ShouldBe(Health.Failing);
    }

    [Fact]
    public void A_crash_loop_is_one_line_and_restarts_do_not_count_as_starts()
    {
        var recorder = Recorder.Steady();
        for (var restart = 0; restart < 3; restart++)
        {
            recorder.At(1 + restart).Pod("old", "a", restart == 0 ? "crashed" : $"restarted{restart}");
        }

        recorder.Log.Count().ShouldBe(2, string.Join('\n', recorder.Log));
        recorder.TakePlain().ShouldNotContain(l => l.Contains("s)", StringComparison.Ordinal), "a restarted container's Pod did not become Ready in so many seconds");
    }

    [Fact]
    public void What_the_kubelet_says_in_turns_is_told_once()
    {
        var recorder = Recorder.Steady().At(1).Deployment(3, "nginx:bad", updated: 0, generation: 2).ReplicaSet("new", 2, 1, image: "nginx:bad", type: ChangeType.Added);
        recorder.Pod("new", "x", "creating", ChangeType.Added);
        foreach (var state in (string[])["badimage", "backoff", "badimage", "backoff"])
        {
            recorder.Pod("new", "x", state);
        }

        recorder.Log.Skip(2).ShouldBe(["x ErrImagePull: no retry helps until the tag exists"]);
    }

    [Fact]
    public void Pods_of_a_Deployment_that_is_deleted_were_not_deleted_by_somebody_else()
    {
        var recorder = Recorder.Steady().At(1).Deployment(3, type: ChangeType.Deleted).ReplicaSet("old", 1, 3, 3, type: ChangeType.Deleted);
        recorder.Pod("old", "a", "terminating").Pod("old", "b", "terminating");

        recorder.Log.ShouldBe(["nginx is gone"]);
        recorder.Trace.Verdict.ShouldBe(Verdict.Deleted);
        recorder.Trace.Reason.ShouldBe("it is gone; 3 of its Pods are not yet");
    }

    [Fact]
    public void Another_Deployment_under_the_name_does_not_own_what_the_former_did()
    {
        var recorder = Recorder.Steady().At(1).Deployment(3, type: ChangeType.Deleted);
        recorder.Deployment(1, uid: "e", updated: 0, available: 0, type: ChangeType.Added).ReplicaSet("new", 1, 1, owner: "e", type: ChangeType.Added);

        recorder.Trace.Revisions.Select(r => r.ReplicaSet.Name).ShouldBe(["new"]);
        recorder.Trace.Terminating.ShouldBe(0);
        recorder.Log.ShouldBe(["nginx is gone", "nginx created: revision 1", "new 0 → 1"]);
    }

    [Fact]
    public void What_is_done_is_told_last_with_how_long_it_took_and_the_fewest_available()
    {
        var recorder = Recorder.Steady().At(1).Deployment(3, "nginx:2", updated: 0, generation: 2).ReplicaSet("new", 2, 3, image: "nginx:2", type: ChangeType.Added);
        recorder.Pod("new", "x", "creating", ChangeType.Added).At(2).Deployment(3, "nginx:2", updated: 3, available: 2, generation: 2);
        recorder.At(10).Deployment(3, "nginx:2", generation: 2).Pod("new", "x", "ready");

        recorder.Log.Last().ShouldBe("complete in 9.0s; never fewer than 2 available");
        recorder.TakePlain().ShouldContain("deploy/nginx complete in 9.0s, available >= 2/3");
        recorder.Trace.Achieved(WaitFor.Complete).ShouldBe("complete in 9.0s, available >= 2/3");
    }

    [Fact]
    public void What_was_missed_is_told_without_times_that_nobody_saw()
    {
        var recorder = Recorder.Steady().At(1).Deployment(3, "nginx:2", updated: 0, generation: 2).ReplicaSet("new", 2, 1, image: "nginx:2", type: ChangeType.Added);
        recorder.Pod("new", "x", "creating", ChangeType.Added).At(2).Connection(isUp: false).At(60).Connection(isUp: true);
        recorder.Pod("new", "x", "ready").ReplicaSet("new", 2, 3, 3, "nginx:2").ReplicaSet("old", 1, 0).Deployment(3, "nginx:2", generation: 2);

        recorder.Log.ShouldContain("complete; never fewer than 3 available");
        recorder.Log.ShouldNotContain(l => l.Contains("Ready in 59", StringComparison.Ordinal));
    }

    private static void InOrder(bool isReversed, Action first, Action second)
    {
        (isReversed ? second : first)();
        (isReversed ? first : second)();
    }
}
