using Kubespy.Core.Objects;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Timelines;

/// <summary>What held over recordings of a real cluster, and what did not: from their lines' <c>t</c>, by hand.</summary>
public sealed class InvariantTests
{
    [Theory]
    [InlineData("02")]
    [InlineData("05")]
    [InlineData("06")]
    [InlineData("08")]
    [InlineData("09")]
    [InlineData("10")]
    [InlineData("11")]
    [InlineData("14")]
    [InlineData("15")]
    [InlineData("19")]
    [InlineData("23")]
    public void A_real_rollout_keeps_what_its_strategy_promises(string scenario)
    {
        var timeline = Timelines.Of(scenario);

        timeline.Rollouts.ShouldNotBeEmpty();
        timeline.Judge("floor").State.ShouldBe(InvariantState.Held, timeline.Judge("floor").Summary);
        timeline.Judge("ceiling").State.ShouldBe(InvariantState.Held, timeline.Judge("ceiling").Summary);
    }

    [Fact]
    public void Terminating_Pods_take_a_rollout_beyond_its_ceiling()
    {
        // d7nl8 is made at 5.5530 while 78wkw is being deleted.
        var result = Timelines.Of("02").Judge("ceiling-terminating");

        (result.State, result.IsPromised, result.Count).ShouldBe((InvariantState.Violated, false, 2));
        (result.Breaches[0].Text, result.Breaches[0].Pods.Single()).ShouldBe(("5 Pods, the ceiling is 4", "nginx-6b799bd7f6-78wkw"));
    }

    [Fact]
    public void Two_revisions_serve_at_once_from_the_first_new_Pod_to_the_last_old_one()
    {
        var breach = Timelines.Of("02").Judge("one-revision").Breaches.ShouldHaveSingleItem();

        (breach.To - breach.From)!.Value.TotalSeconds.ShouldBe(7.1737 - 5.4374, 0.0002);
        breach.Pods.ShouldContain("nginx-5dff9b88c5-rcjc5");
    }

    [Fact]
    public void Recreate_promises_that_they_do_not()
    {
        var result = Timelines.Of("10").Judge("one-revision");

        (result.State, result.IsPromised).ShouldBe((InvariantState.Held, true));
    }

    [Fact]
    public void A_Service_whose_selector_goes_astray_has_no_endpoints()
    {
        // Emptied at 15.7120, full again at 18.4988.
        var breach = Timelines.Of("29").Judge("no-endpoint-gap").Breaches.ShouldHaveSingleItem();

        (breach.To - breach.From)!.Value.TotalSeconds.ShouldBe(18.4988 - 15.7120, 0.0002);
        breach.Text.ShouldBe("nginx had no ready endpoint for 2.79s");
        breach.Pods.Count.ShouldBe(3);
    }

    [Fact]
    public void A_gap_that_had_begun_before_is_seen()
    {
        var events = Replay.Load("10");
        var slices = events.Where(e => e.Object.Kind == "EndpointSlice").ToArray();
        var at = slices.Last(e => e.Object.Root.At("endpoints") is not ListValue { Count: > 0 } || e.Object.Root.ListAt("endpoints").All(p => p.BoolAt("conditions", "ready") == false)).Time.AddSeconds(0.01);
        var before = events.Where(e => e.Time <= at).GroupBy(e => e.Object.Uid).Select(g => g.Last()).Where(e => e.Type != ChangeType.Deleted).Select(e => e with { IsInitial = true, Time = at });

        var breach = Timelines.Of([.. before, .. events.Where(e => e.Time > at)]).Judge("no-endpoint-gap").Breaches.ShouldHaveSingleItem();

        breach.From.ShouldBe(at);
        breach.Evidence.ShouldBe("EndpointSlices of nginx; none was ready when they were first seen");
    }

    [Theory]
    [InlineData("02", InvariantState.Held)]
    [InlineData("10", InvariantState.Violated)]
    [InlineData("16a", InvariantState.Held)]
    [InlineData("22", InvariantState.Held)]
    public void No_Pod_wanted_is_no_gap(string scenario, InvariantState expected) => Timelines.Of(scenario).Judge("no-endpoint-gap").State.ShouldBe(expected);

    [Fact]
    public void An_endpoint_that_outlives_its_Pods_readiness_is_found()
    {
        // The slice's news that 5x5rj is not ready any more never come.
        var events = Replay.Load("29");
        var pod = events.First(e => e.Object.Kind == "Pod" && e.Object.Name.EndsWith("5x5rj", StringComparison.Ordinal));
        var unready = events.First(e => e.Object.Uid == pod.Object.Uid && e.Time > pod.Time.AddSeconds(3) && !PodView.Of(e.Object).IsReady);
        var late = events.Where(e => e.Object.Kind != "EndpointSlice" || e.Time < unready.Time || e.Time > unready.Time.AddSeconds(4)).ToArray();

        var result = Timelines.Of(late).Judge("no-traffic-unready");

        result.State.ShouldBe(InvariantState.Violated);
        result.Breaches[0].Pods.ShouldBe([pod.Object.Name]);
        result.Breaches[0].From.ShouldBe(unready.Time);
        Timelines.Of(events).Judge("no-traffic-unready").State.ShouldBe(InvariantState.Held);
    }

    [Fact]
    public void A_Pod_that_is_lost_amid_a_rollout_breaks_the_floor()
    {
        var events = Replay.Load("02").ToList();
        var old = events.First(e => e.Object.Name == "nginx-6b799bd7f6-zkrzm" && PodView.Of(e.Object).IsReady).Object;
        var image = events.First(e => e.Object.Kind == "Deployment" && e.Object.Generation == 2).Time;
        events.Insert(events.FindIndex(e => e.Time > image.AddSeconds(0.5)), new SourceEvent.ObjectChanged(image.AddSeconds(0.5), ChangeType.Deleted, old));

        var result = Timelines.Of(events).Judge("floor");

        result.State.ShouldBe(InvariantState.Violated);
        var breach = result.Breaches[0];
        (breach.From, breach.Text).ShouldBe((image.AddSeconds(0.5), "2 available, the floor is 3"));
        breach.Pods.ShouldContain("nginx-6b799bd7f6-zkrzm");
        breach.Evidence.ShouldContain("nginx-6b799bd7f6-zkrzm was not seen");
    }

    [Fact]
    public void A_change_of_replicas_amid_a_rollout_is_no_breach()
    {
        var events = Replay.Load("02").ToList();
        var amid = events.FindIndex(e => e.Object.Kind == "Deployment" && e.Object.Generation == 2) + 4;
        var scaled = new KubeObject(events.Last(e => e.Object.Kind == "Deployment").Object.Root.WithAt(["spec", "replicas"], 10));
        events.Insert(amid, new SourceEvent.ObjectChanged(events[amid].Time, ChangeType.Modified, scaled));
        var kept = events.Where((e, i) => i <= amid || e.Object.Kind != "Deployment");

        Timelines.Of(kept).Judge("floor").State.ShouldBe(InvariantState.Held);
    }

    [Theory]
    [InlineData("25", "StatefulSet", "web", "floor", "the strategy of a StatefulSet promises no floor")]
    [InlineData("27", "Job", "pi", "no-endpoint-gap", "no EndpointSlice was seen: record or watch endpointslices, too")]
    public void What_cannot_be_judged_says_why(string scenario, string kind, string name, string invariant, string why)
    {
        var result = Timelines.Of(scenario, kind, name).Judge(invariant);

        (result.State, result.Summary).ShouldBe((InvariantState.NotJudged, why));
    }

    [Fact]
    public void Names_are_checked() =>
        Should.Throw<FormatException>(() => Invariant.Parse(["floor,roof"])).Message.ShouldBe(
            "--assert takes floor, ceiling, ceiling-terminating, no-endpoint-gap, no-traffic-unready, one-revision, not roof");
}
