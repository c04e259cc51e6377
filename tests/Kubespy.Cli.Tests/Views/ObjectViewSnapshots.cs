using System.Globalization;
using System.Text;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Views;

/// <summary>
/// Each scene is judged as its head expects and looks as it did, in a narrow and in a wide terminal, in colour, and as lines.
/// KUBESPY_SNAPSHOTS=write writes them anew, for eyes to judge.
/// </summary>
public sealed class ObjectViewSnapshots
{
    public static TheoryData<string> Scenes => [.. Scene.Names];

    [Theory]
    [MemberData(nameof(Scenes))]
    public void A_scene_is_judged_as_expected(string name)
    {
        var scene = Scene.Load(name);
        var trace = scene.Trace().Trace(scene.Now);
        (trace.Verdict.ToString(), trace.Reason).ShouldBe((scene.Expected.StringAt("verdict"), scene.Expected.StringAt("reason") ?? ""));
        Enum.GetValues<WaitFor>().Where(trace.Has).Select(w => w.ToString().ToLowerInvariant())
            .ShouldBe(scene.Expected.ListAt("reached").Select(w => w.AsString()!), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public void A_scene_looks_as_it_did(string name)
    {
        var scene = Scene.Load(name);
        var trace = scene.Trace().Trace(scene.Now);
        Snapshot.Check("scene-" + name, Pictures(trace));
    }

    [Fact]
    public void A_scene_reads_as_JSON()
    {
        var scene = Scene.Load("service-near-miss");
        var trace = scene.Trace().Trace(scene.Now);
        Snapshot.Check("scene-service-near-miss-json", JsonView.Result(trace, "waiting", trace.Reason) + "\n");
    }

    /// <summary>Moments of recordings of a real cluster: what of it was told by then, and how it stood.</summary>
    [Theory]
    [InlineData("25", 2.0)]
    [InlineData("25", 7.2)]
    [InlineData("25", 13.2)]
    [InlineData("25", 25)]
    [InlineData("26", 3.9)]
    [InlineData("26", 9)]
    [InlineData("27", 7)]
    [InlineData("27", 16)]
    public void A_recorded_moment_looks_as_it_did(string scenario, double seconds)
    {
        var (trace, lines) = Replay.Object(scenario, seconds);
        var text = new StringBuilder(Pictures(trace));
        foreach (var line in lines.Where(l => l.Plain.Length > 0))
        {
            text.Append(PlainView.Render(line, new ViewOptions())).Append('\n');
        }

        Snapshot.Check(string.Create(CultureInfo.InvariantCulture, $"recorded-{scenario}-{seconds}"), text.ToString());
    }

    private static string Pictures(Trace trace)
    {
        var options = new ViewOptions { Context = "kind-dev" };
        var text = new StringBuilder();
        foreach (var (width, height) in new[] { (80, 24), (200, 50) })
        {
            foreach (var isColoured in new[] { false, true })
            {
                text.Append(CultureInfo.InvariantCulture, $"--- {width}x{height}{(isColoured ? " colour" : "")}\n");
                foreach (var line in TraceView.Render(trace, width, height, options))
                {
                    text.Append(Ansi.Encode(line, isColoured).Replace('\e', '^').TrimEnd()).Append('\n');
                }
            }
        }

        return text.Append("--- lines\n").Append(PlainView.Summary(trace, options)).Append('\n').ToString();
    }
}
