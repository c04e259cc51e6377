using Kubespy.Core.Objects;
using Kubespy.Core.Timelines;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Timelines;

/// <summary>Recordings of a real cluster, laid out over time. The numbers were read off the recordings by hand, from their lines' <c>t</c>.</summary>
public sealed class TimelineTests
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    [Fact]
    public void A_rollout_has_a_lane_for_each_ReplicaSet_and_Pod()
    {
        var timeline = Timelines.Of("02");

        timeline.Owners.Select(o => (o.Name, o.Revision, o.Pods.Count)).ShouldBe([("nginx-6b799bd7f6", 1, 3), ("nginx-5dff9b88c5", 2, 3)]);
        timeline.Owners.Select(o => string.Join(' ', o.Replicas.Steps.Select(s => s.Value))).ShouldBe(["3 2 1 0", "1 2 3"]);
        var first = timeline.Pods.Single(p => p.Name == "nginx-6b799bd7f6-78wkw");
        first.Spans.Select(s => s.Phase).ShouldBe([PodPhase.Pending, PodPhase.Scheduled, PodPhase.Starting, PodPhase.Ready, PodPhase.Terminating]);
        Seconds(first.Spans[0]).ShouldBe(0.3023 - 0.2915, 0.0002);
        Seconds(first.Spans[3]).ShouldBe(5.4773 - 1.5008, 0.0002);
        Seconds(first.Spans[4]).ShouldBe(6.2215 - 5.4773, 0.0002);
        timeline.Rollouts.Select(r => (r.IsWhole, r.IsComplete)).ShouldBe([(true, true)]);
    }

    [Fact]
    public void Durations_are_nearest_ranks_of_what_was_seen_whole()
    {
        var timeline = Timelines.Of("02");

        var ready = timeline.Durations.Single(d => d.Name == "time to Ready");
        ready.Count.ShouldBe(6);
        ready.P50.TotalSeconds.ShouldBe(5.4374 - 4.3723, 0.0002);
        ready.P95.TotalSeconds.ShouldBe(1.7241 - 0.3051, 0.0002);
        (ready.Max, ready.Longest).ShouldBe((ready.P95, "nginx-6b799bd7f6-7kz49"));
        var terminating = timeline.Durations.Single(d => d.Name == "terminating");
        (terminating.Count, terminating.Open).ShouldBe((3, 0));
        terminating.P50.TotalSeconds.ShouldBe(7.2896 - 6.3695, 0.0002);
    }

    [Fact]
    public void Curves_count_the_Pods_themselves()
    {
        var curves = Timelines.Of("02").Curves;

        curves.Available.Steps.Select(s => s.Value).ShouldBe([0, 1, 2, 3, 4, 3, 4, 3, 4, 3]);
        curves.Existing.Max.ShouldBe(5);
        curves.Active.Max.ShouldBe(4);
        curves.Floor.Steps.Select(s => s.Value).ShouldBe([3]);
        curves.Ceiling.Steps.Select(s => s.Value).ShouldBe([4]);
        curves.Updated.Steps[^1].Value.ShouldBe(3);
        curves.Terminating.Steps[^1].Value.ShouldBe(0);
    }

    [Fact]
    public void Bounds_are_resolved_as_Kubernetes_does()
    {
        var eleven = Timelines.Of("11").Curves;
        (eleven.Floor.Steps[^1].Value, eleven.Ceiling.Steps[^1].Value).ShouldBe((8, 13));
        var recreate = Timelines.Of("10").Desired[^1];
        (recreate.Floor, recreate.Ceiling, recreate.IsRecreate).ShouldBe((0, 3, true));
        var all = Timelines.Of("23").Desired[^1];
        (all.Floor, all.Ceiling).ShouldBe((0, 3));
    }

    [Fact]
    public void Marks_say_what_was_done_and_by_whom()
    {
        var marks = Timelines.Of("02").Marks.Select(m => $"{m.Kind} {m.Subject} {m.Text}").ToArray();

        marks.ShouldContain("Person deploy/nginx image 1.7.9 → 1.12-alpine via kubectl-set");
        marks.ShouldContain("Controller rs/nginx-6b799bd7f6 3 → 2 replicas");
        marks.ShouldNotContain(m => m.Contains("not by its ReplicaSet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("03", "Person", "deleted, not by its ReplicaSet (author unknown)", 1)]
    [InlineData("04", "Controller", "released by nginx-6b799bd7f6", 1)]
    [InlineData("04", "Controller", "adopted by nginx-6b799bd7f6", 1)]
    [InlineData("29", "Person", "selector app=nginx → app=other", 1)]
    [InlineData("08", "Person", "paused via kubectl-rollout", 1)]
    [InlineData("07", "Person", "3 → 10 replicas via kubectl scale", 1)]
    public void What_was_done_by_hand_is_marked(string scenario, string kind, string text, int times) =>
        Timelines.Of(scenario).Marks.Count(m => m.Kind.ToString() == kind && m.Text == text).ShouldBe(times);

    [Fact]
    public void A_rollout_deletes_no_Pod_by_hand()
    {
        foreach (var scenario in new[] { "01", "02", "05", "06", "07", "08", "09", "10", "11", "14", "15", "16a", "16b", "19", "22", "23" })
        {
            Timelines.Of(scenario).Marks.ShouldNotContain(m => m.Text.Contains("not by its ReplicaSet", StringComparison.Ordinal), scenario);
        }
    }

    [Fact]
    public void A_crash_loop_is_told_by_its_reasons()
    {
        var pod = Timelines.Of("06").Pods.First(p => p.Spans.Any(s => s.Phase == PodPhase.Failing));

        pod.Spans.Where(s => s.Phase == PodPhase.Failing).Select(s => s.Reason).Distinct().ShouldBe(["Error", "CrashLoopBackOff"], ignoreOrder: true);
        pod.Spans.Zip(pod.Spans.Skip(1)).ShouldAllBe(p => p.First.To == p.Second.From);
    }

    [Fact]
    public void An_image_that_is_pulled_is_known_from_Events()
    {
        var start = DateTimeOffset.UnixEpoch;
        var pod = KubeObject.Parse("""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"default","uid":"1","creationTimestamp":"1970-01-01T00:00:00Z"},"spec":{"nodeName":"n"},"status":{"phase":"Pending"}}""");
        var ready = KubeObject.Parse("""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"default","uid":"1"},"spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        var timeline = Timelines.Of(
            [
                new SourceEvent.ObjectChanged(start, ChangeType.Added, pod),
                About(start.AddSeconds(1), "Pulling"),
                About(start.AddSeconds(4), "Pulled"),
                new SourceEvent.ObjectChanged(start.AddSeconds(5), ChangeType.Modified, ready),
            ],
            "Pod",
            "p");

        timeline.Pods.Single().Spans.Select(s => (s.Phase, s.Duration)).ShouldBe(
        [
            (PodPhase.Scheduled, TimeSpan.FromSeconds(1)), (PodPhase.Pulling, TimeSpan.FromSeconds(3)), (PodPhase.Starting, TimeSpan.FromSeconds(1)), (PodPhase.Ready, null),
        ]);

        static SourceEvent About(DateTimeOffset time, string reason) => new SourceEvent.ObjectChanged(time, ChangeType.Added, new KubeObject(MapValue.Of(
            ("kind", "Event"), ("apiVersion", "v1"), ("metadata", MapValue.Of(("namespace", "default"), ("uid", reason))), ("reason", reason), ("involvedObject", MapValue.Of(("uid", "1"))))));
    }

    [Fact]
    public void What_existed_before_has_no_known_begin()
    {
        var events = Replay.Load("02");
        var middle = events.First(e => !e.IsInitial).Time.AddSeconds(3);
        var before = new Dictionary<string, SourceEvent.ObjectChanged>(StringComparer.Ordinal);
        foreach (var news in events.Where(e => e.Time < middle && e.Type != ChangeType.Deleted))
        {
            before[news.Object.Uid] = news with { IsInitial = true, Type = ChangeType.Added, Time = middle };
        }

        var timeline = Timelines.Of([.. before.Values, .. events.Where(e => e.Time >= middle)]);

        timeline.Pods.Count(p => p.StartsBefore).ShouldBe(3);
        timeline.Pods.Where(p => p.StartsBefore).ShouldAllBe(p => p.TimeToReady == null);
        timeline.Durations.Single(d => d.Name == "time to Ready").Count.ShouldBe(3);
        timeline.Judge("floor").Summary.ShouldBe("never fewer than 3 available, the floor was 3");
    }

    [Fact]
    public void What_was_not_seen_is_said()
    {
        var events = Replay.Load("02");
        var at = events.First(e => !e.IsInitial).Time.AddSeconds(6);
        var timeline = Timelines.Of([.. events.TakeWhile(e => e.Time < at), new SourceEvent.ConnectionLost(at, Pods, "reset"), new SourceEvent.Gap(at.AddSeconds(1), Pods), new SourceEvent.ConnectionRestored(at.AddSeconds(1), Pods)]);

        timeline.Unseen.ShouldContain(new UnseenSpan("pods", at, at.AddSeconds(1), IsLost: true));
        timeline.Marks.ShouldContain(m => m.Kind == MarkKind.Gap && m.Time == at.AddSeconds(1));
        timeline.Judge("floor").Caveat.ShouldBe("some changes of pods were not seen");
    }

    [Fact]
    public void A_lane_has_a_bound_and_says_so()
    {
        var start = DateTimeOffset.UnixEpoch;
        var events = Enumerable.Range(0, 5_000).Select(i => (SourceEvent)new SourceEvent.ObjectChanged(start.AddSeconds(i), i == 0 ? ChangeType.Added : ChangeType.Modified, KubeObject.Parse(
            """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"default","uid":"1"},"spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"STATUS"}]}}"""
                .Replace("STATUS", i % 2 == 0 ? "True" : "False", StringComparison.Ordinal))));

        var pod = Timelines.Of(events, "Pod", "p").Pods.Single();

        pod.IsCut.ShouldBeTrue();
        pod.Spans.Count.ShouldBeLessThanOrEqualTo(1_000);
        pod.Spans[^1].From.ShouldBe(start.AddSeconds(4_999));
    }

    private static double Seconds(PhaseSpan span) => span.Duration!.Value.TotalSeconds;
}
