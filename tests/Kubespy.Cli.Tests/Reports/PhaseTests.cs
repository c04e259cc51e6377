using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Phases;

namespace Kubespy.Cli.Tests.Reports;

/// <summary>What the time of recorded rollouts was spent on.</summary>
public sealed class PhaseTests
{
    [Theory]
    [InlineData("02", "Pods are replaced")]
    [InlineData("05", "stuck")]
    [InlineData("19", "Pods are replaced")]
    public void The_phases_of_a_recording_add_up_and_say_what_held_them_up(string scenario, string longest)
    {
        var events = Replay.Load(scenario);
        var start = events.First(e => !e.IsInitial).Time;
        var tracer = new DeploymentTracer("nginx", "default");
        var recorder = new PhaseRecorder();
        foreach (var news in events)
        {
            tracer.Apply(news);
            if (news.Time > start.AddSeconds(3))
            {
                recorder.Observe(tracer.Trace(news.Time));
            }
        }

        var phases = recorder.Until(events[^1].Time);
        phases.Zip(phases.Skip(1)).ShouldAllBe(p => p.First.Start + p.First.Duration == p.Second.Start);
        (phases[^1].Start + phases[^1].Duration).ShouldBe(events[^1].Time);
        Snapshot.Check($"phases-{scenario}", string.Concat(phases.Select(p => FormattableString.Invariant($"{p.Name}: {p.Duration.TotalSeconds:0.00}s, {p.HeldUpBy}\n"))));
        phases.Where(p => p.Name != "complete").MaxBy(p => p.Duration)!.Name.ShouldBe(longest);
    }

    [Fact]
    public void Phases_have_a_bound()
    {
        var tracer = new DeploymentTracer("nginx", "default");
        var recorder = new PhaseRecorder();
        var now = DateTimeOffset.UnixEpoch;
        for (var i = 0; i < 3 * PhaseRecorder.Most; i++)
        {
            now = now.AddSeconds(1);
            var trace = tracer.Trace(now) with { Verdict = i % 2 == 0 ? Verdict.Paused : Verdict.Stuck };
            recorder.Observe(trace);
        }

        recorder.Until(now).Count.ShouldBe(PhaseRecorder.Most);
    }
}
