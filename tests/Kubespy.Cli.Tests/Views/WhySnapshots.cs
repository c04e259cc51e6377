using System.Globalization;
using System.Text;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Cli.Views.Why;
using Kubespy.Core.Explaining;
using Kubespy.Core.Findings;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Views;

/// <summary>
/// What <c>kubespy why</c> makes of moments of recordings of a real cluster: what existed then is what it would have read.
/// </summary>
public sealed class WhySnapshots
{
    private static readonly ViewOptions Plain = new();

    public static TheoryData<string, double> Moments => new()
    {
        { "02", 100 }, { "05", 12 }, { "05", 18 }, { "05", 22 }, { "06", 30 }, { "08", 8.5 }, { "19", 11 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_recorded_moment_is_explained(string scenario, double seconds)
    {
        var why = Explainer.Explain(World(scenario, seconds));
        var text = new StringBuilder();
        foreach (var (label, width, options, isColoured) in new[]
        {
            ("80", 80, Plain, false), ("80 colour", 80, Plain, true), ("80 ascii", 80, new ViewOptions { IsAscii = true }, false),
            ("200", 200, Plain, false), ("piped", WhyView.Unbounded, Plain, false),
        })
        {
            text.Append(CultureInfo.InvariantCulture, $"--- {label}\n");
            foreach (var line in WhyView.Render(why, width, options))
            {
                text.Append(Ansi.Encode(line, isColoured).Replace('\e', '^').TrimEnd()).Append('\n');
            }
        }

        text.Append("--- md\n").Append(WhyMarkdown.Of(why, Plain)).Append("--- json\n").Append(WhyJson.Of(why)).Append('\n');
        Snapshot.Check(string.Create(CultureInfo.InvariantCulture, $"why-{scenario}-{seconds}"), text.ToString());
    }

    /// <summary>Names, messages and logs may hold anything: what reaches the terminal is text, and no line is wider than the terminal.</summary>
    [Theory]
    [InlineData("\e[2J\e]0;owned\a")]
    [InlineData("line\r\nbreak\tand \u202e right to left")]
    [InlineData("宽字符宽字符宽字符宽字符宽字符宽字符宽字符宽字符宽字符宽字符 👩‍👩‍👧‍👦")]
    [InlineData("|`<img src=x onerror=alert(1)>`[link](javascript:x)")]
    public void Hostile_text_stays_text(string hostile)
    {
        hostile = string.Concat(Enumerable.Repeat(hostile + " ", 40));
        var why = Explainer.Explain(World("05", 12));
        var finding = why.Findings[0] with { Summary = hostile, Outlook = hostile, Waiting = hostile, Remedy = hostile, Subjects = [hostile], Evidence = [new(null, hostile, hostile), new(null, hostile, "log of " + hostile)] };
        why = why with { Cause = hostile, Serving = hostile, Name = hostile, Findings = [finding, finding with { Cause = "other" }], History = [new(why.Now, hostile, hostile)], Unknowable = [hostile] };
        foreach (var width in new[] { 20, 40, 80, 200 })
        {
            foreach (var line in WhyView.Render(why, width, Plain))
            {
                var text = Ansi.Encode(line, isColoured: false);
                text.ShouldAllBe(c => !char.IsControl(c));
                TextWidth.Of(text).ShouldBeLessThanOrEqualTo(width);
            }
        }

        var markdown = WhyMarkdown.Of(why, Plain);
        markdown.Replace("\n", "", StringComparison.Ordinal).ShouldAllBe(c => !char.IsControl(c));
        markdown.ShouldNotContain("<img");
    }

    /// <summary>Every kind, well and sick: the sentence, then each cause with what it says.</summary>
    [Fact]
    public void Every_scene_is_explained()
    {
        var text = new StringBuilder();
        foreach (var name in Scene.Names.Order(StringComparer.Ordinal))
        {
            var why = Explainer.Explain(Scene.Load(name).Read());
            text.Append(CultureInfo.InvariantCulture, $"{name}{(why.IsWell ? "" : " (needs you)")}\n  {why.Sentence}\n");
            foreach (var finding in why.Findings)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {finding.Cause}: {finding.Summary} [{string.Join(", ", finding.Subjects)}]\n    remedy: {finding.Remedy}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"  unknowable: {string.Join("; ", why.Unknowable)}\n");
        }

        Snapshot.Check("why-scenes", text.ToString());
    }

    /// <summary>One judgement feeds both.</summary>
    [Theory]
    [MemberData(nameof(Scenes))]
    public void A_scene_has_the_verdict_that_its_trace_has(string name)
    {
        var scene = Scene.Load(name);
        var trace = scene.Trace().Trace(scene.Now);
        var why = Explainer.Explain(Scene.Load(name).Read());
        var isKnown = name != "service-refused";
        (why.Verdict == trace.Verdict).ShouldBe(isKnown, "only a trace tries to connect");
    }

    public static TheoryData<string> Scenes => [.. Scene.Names];

    [Fact]
    public void All_workloads_are_looked_over()
    {
        var now = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var node = new Finding { Cause = "node-lost", Subjects = ["pod/search-1"], Summary = "node-7 NotReady", Outlook = "evicts its Pods in 3m", Evidence = [], Remedy = "", IsFinal = false };
        var image = node with { Cause = "image-pull", Summary = "image nginx:bad not found", Outlook = "", IsFinal = true };
        var overview = new Overview(
            [
                new("Deployment", "prod", "search", Verdict.Unavailable, now.AddMinutes(-2), 0, 4, node),
                new("Node", "", "node-7", Verdict.Unavailable, now.AddMinutes(-2), 0, -1, node),
                new("StatefulSet", "prod", "db", Verdict.Replacing, null, 1, 3, null),
                new("Deployment", "prod", "nginx\e[31m", Verdict.Stuck, now.AddSeconds(-22), 3, 3, image),
            ],
            [("Deployment", 300), ("StatefulSet", 12), ("Node", 7)],
            4);
        var text = new StringBuilder();
        foreach (var (width, isColoured) in new[] { (80, false), (80, true), (200, false) })
        {
            text.Append(CultureInfo.InvariantCulture, $"--- {width}{(isColoured ? " colour" : "")}\n");
            foreach (var line in OverviewView.Render(overview, now, hasNamespaces: true, ["services"], width, Plain))
            {
                text.Append(Ansi.Encode(line, isColoured).Replace('\e', '^').TrimEnd()).Append('\n');
            }
        }

        text.Append("--- md\n").Append(WhyMarkdown.Of(overview, now, hasNamespaces: true, ["services"])).Append("--- json\n").Append(WhyJson.Of(overview, now, ["services"])).Append('\n');
        Snapshot.Check("why-overview", text.ToString());
    }

    [Fact]
    public void Where_all_is_well_everything_is_counted()
    {
        OverviewView.Heading(new Overview([], [("Deployment", 300), ("Node", 1)], 0)).ShouldBe("All is well: 300 Deployments, 1 Node.");
        OverviewView.Heading(new Overview([], [], 0)).ShouldBe("Nothing runs here.");
    }

    private static TraceWorld World(string scenario, double seconds)
    {
        var events = Replay.Load(scenario);
        var now = events.First(e => !e.IsInitial).Time.AddSeconds(seconds);
        var (store, index) = (new ObjectStore(), new EventIndex());
        foreach (var change in events.Where(e => e.Time <= now))
        {
            if (change.Object.Kind == "Event")
            {
                index.Apply(change.Type, change.Object);
            }
            else
            {
                store.Apply(change.Type, change.Object);
            }
        }

        return new TraceWorld(now, store.Find("Deployment", "default", "nginx"), store, index, 3);
    }
}
