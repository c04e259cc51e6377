using System.Runtime.CompilerServices;
using Kubespy.Cli.Views;

namespace Kubespy.Cli.Tests.Views;

/// <summary>What the README shows is what is printed: a moment of a real cluster's recording, at 80 columns.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_picture_in_the_README_is_what_is_printed()
    {
        var (trace, _) = Replay.Until("02", 6.0);
        var picture = string.Join('\n', TraceView.Render(trace, 80, 24, new ViewOptions { Context = "kind-dev" })
            .Select(l => string.Concat(l.Spans.Select(s => s.Text)).TrimEnd()));

        Readme().ShouldContain($"```\n{picture}\n```");
    }

    [Fact]
    public async Task The_pipeline_in_the_README_is_what_is_printed()
    {
        var (_, lines) = await Commands.TraceRunnerTests.RunAsync("05", new Cli.Commands.TraceOptions { Until = Kubespy.Core.Tracing.WaitFor.Complete });

        Readme().ShouldContain($"{string.Join('\n', lines)}\n");
    }

    private static string Readme([CallerFilePath] string caller = "") => File.ReadAllText(Path.Combine(Path.GetDirectoryName(caller)!, "..", "..", "..", "README.md"));
}
