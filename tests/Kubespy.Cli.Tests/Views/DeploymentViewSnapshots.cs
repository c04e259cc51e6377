using System.Globalization;
using System.Text;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;

namespace Kubespy.Cli.Tests.Views;

/// <summary>
/// What people see, for moments of recordings of a real cluster, at several sizes. KUBESPY_SNAPSHOTS=write writes them anew, for eyes to judge.
/// </summary>
public sealed class DeploymentViewSnapshots
{
    public static TheoryData<string, double, int, int> Moments
    {
        get
        {
            var data = new TheoryData<string, double, int, int>();
            foreach (var (scenario, seconds) in new[] { ("01", 3.0), ("02", 6.0), ("03", 4.6), ("04", 7.0), ("05", 12.0), ("06", 30.0), ("07", 8.0), ("08", 8.5), ("10", 5.2), ("11", 10.0), ("16b", 4.6) })
            {
                foreach (var (width, height) in new[] { (80, 24), (120, 40), (200, 50) })
                {
                    data.Add(scenario, seconds, width, height);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_moment_looks_as_it_did(string scenario, double seconds, int width, int height)
    {
        var (trace, _) = Replay.Until(scenario, seconds);
        var text = new StringBuilder();
        foreach (var (label, options, isColoured) in new[]
        {
            ("plain", new ViewOptions { Context = "real", Mode = "replay" }, false),
            ("colour", new ViewOptions { Context = "real", Mode = "replay" }, true),
            ("ascii", new ViewOptions { Context = "real", Mode = "replay", IsAscii = true }, false),
        })
        {
            text.Append(CultureInfo.InvariantCulture, $"--- {label}\n");
            foreach (var line in TraceView.Render(trace, width, height, options))
            {
                text.Append(Ansi.Encode(line, isColoured).Replace('\e', '^').TrimEnd()).Append('\n');
            }
        }

        Snapshot.Check(string.Create(CultureInfo.InvariantCulture, $"{scenario}-{width}x{height}"), text.ToString());
    }

    [Theory]
    [InlineData("02")]
    [InlineData("03")]
    [InlineData("04")]
    [InlineData("05")]
    [InlineData("06")]
    [InlineData("07")]
    [InlineData("11")]
    public void A_recording_reads_as_lines_and_as_JSON(string scenario)
    {
        var (trace, lines) = Replay.Until(scenario, 1000);
        var text = new StringBuilder();
        foreach (var line in lines.Where(l => l.Plain.Length > 0))
        {
            text.Append(PlainView.Render(line, new ViewOptions())).Append('\n');
        }

        text.Append(PlainView.Summary(trace, new ViewOptions())).Append('\n');
        text.Append(JsonView.Result(trace, "reached", "complete")).Append('\n');
        Snapshot.Check($"{scenario}-lines", text.ToString());
    }
}
