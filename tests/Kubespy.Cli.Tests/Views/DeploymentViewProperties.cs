using CsCheck;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Views;

public sealed class DeploymentViewProperties
{
    public static TheoryData<string> Scenarios => [.. Replay.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void No_frame_is_larger_than_the_terminal_or_carries_control_characters(string scenario)
    {
        var tracer = new DeploymentTracer("nginx", "default");
        var sizes = new[] { (40, 10), (80, 24), (133, 17), (200, 50) };
        foreach (var (news, i) in Replay.Load(scenario).Select((n, i) => (n, i)))
        {
            tracer.Apply(news);
            var (width, height) = sizes[i % sizes.Length];
            var frame = TraceView.Render(tracer.Trace(news.Time), width, height, new ViewOptions());
            frame.Count.ShouldBeLessThanOrEqualTo(height);
            foreach (var line in frame)
            {
                var text = string.Concat(line.Spans.Select(s => s.Text));
                TextWidth.Of(text).ShouldBeLessThanOrEqualTo(width, text);
                text.ShouldNotContain(c => char.IsControl(c));
            }
        }
    }

    /// <summary>The header never scrolls away, and who is shown stands where he stood: Pods by revision, those that leave last, then by age and name.</summary>
    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_header_is_on_top_and_the_order_is_stable(string scenario)
    {
        var tracer = new DeploymentTracer("nginx", "default");
        var before = new List<string>();
        foreach (var news in Replay.Load(scenario))
        {
            tracer.Apply(news);
            var trace = tracer.Trace(news.Time);
            foreach (var height in (int[])[1, 5, 24])
            {
                Text(TraceView.Render(trace, 80, height, new ViewOptions())[0]).ShouldStartWith("Deployment nginx");
            }

            var shown = trace.Revisions.SelectMany(r => r.Pods.Where(p => p.Health != Health.Leaving)).Select(p => p.Name).ToList();
            var (stayed, stay) = (before.Where(shown.Contains).ToList(), shown.Where(before.Contains).ToList());
            if (trace.Revisions.Select(r => r.ReplicaSet.Name).Distinct().Count() == 1)
            {
                stay.ShouldBe(stayed, $"at {news.Time}");
            }

            before = shown;
        }
    }

    /// <summary>Names and messages of a hostile cluster are text: nothing of them moves the cursor, and no line outgrows the terminal.</summary>
    [Fact]
    public void Hostile_names_and_messages_change_nothing_but_text() => Hostile.Sample(
        hostile =>
        {
            var tracer = new DeploymentTracer("nginx", "default");
            foreach (var news in Replay.Load("05").Concat(Replay.Load("04")))
            {
                tracer.Apply(news with { Object = KubeObject.Parse(System.Text.Encoding.UTF8.GetString(news.Object.Json.Span).Replace("real-1", hostile, StringComparison.Ordinal).Replace("not found", hostile, StringComparison.Ordinal)) });
            }

            var trace = tracer.Trace(default);
            var options = new ViewOptions { Context = hostile.Replace("\\u001b", "\u001b", StringComparison.Ordinal) };
            foreach (var (width, height) in new[] { (20, 5), (80, 24), (200, 50) })
            {
                foreach (var line in TraceView.Render(trace, width, height, options))
                {
                    TextWidth.Of(Text(line)).ShouldBeLessThanOrEqualTo(width);
                    Text(line).Where(c => char.IsControl(c) || c is '\u202e' or '\u200f').ShouldBeEmpty();
                }
            }

            foreach (var told in tracer.TakeLines())
            {
                PlainView.Render(told, options).ShouldNotContain(c => char.IsControl(c));
                JsonView.Event(told, trace).ShouldNotContain(c => char.IsControl(c));
            }
        },
        iter: 12);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_recording_ends_in_a_verdict_without_doubt(string scenario)
    {
        var (trace, _) = Replay.Until(scenario, 1000);
        trace.Verdict.ShouldBeOneOf(Verdict.Complete, Verdict.Deleted);
        trace.Terminating.ShouldBe(0);
    }

    [Fact]
    public void Escape_sequences_in_names_are_shown_not_obeyed() =>
        SafeText.Of("a\e[31mb\u0007\u202ec").ShouldBe(@"a\u{1b}[31mb\u{7}\u{202e}c");

    /// <summary>Pieces of JSON strings: escape sequences, wide and combining characters, emoji, right-to-left text, all of them escaped as JSON has them.</summary>
    private static readonly Gen<string> Hostile = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[1, 6].Select(string.Concat);

    private static string[] Pieces =>
    [
        "\\u001b[2J", "\\u001b]0;x\\u0007", "\\n", "\\r", "\\u009b31m", "\\u202e", "\\u200f", "漢字", "é\u0301", "👩‍👩‍👧", "שלום", "a",
    ];

    private static string Text(Line line) => string.Concat(line.Spans.Select(s => s.Text));

    /// <summary>The recording has no logs; what one would say is shown under the Pod, told once, and escaped.</summary>
    [Fact]
    public void The_last_lines_of_a_failing_container_stand_under_its_Pod()
    {
        var tracer = new DeploymentTracer("nginx", "default");
        var told = new List<TraceLine>();
        foreach (var news in Replay.Load("06").TakeWhile(n => n.Object.Kind != "Pod" || n.Object.Root.ToString()!.Contains("CrashLoopBackOff", StringComparison.Ordinal) == false))
        {
            tracer.Apply(news);
        }

        var crashed = Replay.Load("06").First(n => n.Object.Kind == "Pod" && n.Object.Root.ToString()!.Contains("CrashLoopBackOff", StringComparison.Ordinal));
        tracer.Apply(crashed);
        tracer.TakeLines();
        for (var i = 0; i < 2; i++)
        {
            tracer.Apply(new SourceEvent.LogRead(crashed.Time, crashed.Object.Uid, "nginx", ["no config \e[31m"]));
            told.AddRange(tracer.TakeLines());
        }

        told.Select(l => l.Plain).ShouldBe(["nginx | no config \e[31m"]);
        TraceView.Render(tracer.Trace(crashed.Time), 80, 40, new ViewOptions()).Select(Text).ShouldContain("      | no config \\u{1b}[31m");
    }
}
