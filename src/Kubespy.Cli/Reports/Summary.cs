using System.Text;

namespace Kubespy.Cli.Reports;

/// <summary>Where a pipeline wants its summary, and in which form: <c>junit=report.xml</c>.</summary>
internal sealed record Summary(SummaryKind Kind, string File)
{
    /// <summary>The file that GitHub shows as the summary of a step.</summary>
    private const string GitHubFile = "GITHUB_STEP_SUMMARY";

    /// <summary>GitHub's step summary gathers what all commands of a step append to it.</summary>
    private bool IsAppended => Kind == SummaryKind.GitHub;

    /// <exception cref="FormatException">It is no KIND=FILE; the message says what would be.</exception>
    public static Summary Parse(string text, Func<string, string?> environment)
    {
        var parts = text.Split('=', 2);
        SummaryKind? kind = parts[0].ToLowerInvariant() switch
        {
            "github" => SummaryKind.GitHub,
            "gitlab" => SummaryKind.GitLab,
            "junit" => SummaryKind.JUnit,
            "markdown" or "md" => SummaryKind.Markdown,
            "json" => SummaryKind.Json,
            _ => null,
        };
        var file = parts.Length > 1 ? parts[1] : kind == SummaryKind.GitHub ? environment(GitHubFile) ?? "" : "";
        return kind is { } known && file.Length > 0
            ? new Summary(known, file)
            : throw new FormatException($"--summary is KIND=FILE with github, gitlab, junit, markdown or json, not {text}");
    }

    /// <summary>What is written without being asked for: GitHub's step summary, where there is one.</summary>
    public static IReadOnlyList<Summary> OfEnvironment(Func<string, string?> environment) =>
        environment("GITHUB_ACTIONS") == "true" && environment(GitHubFile) is { Length: > 0 } file ? [new Summary(SummaryKind.GitHub, file)] : [];

    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task WriteAsync(IReadOnlyList<RunReport> reports, CancellationToken cancellation)
    {
        var text = Kind switch
        {
            SummaryKind.JUnit => JUnitReport.Of(reports),
            SummaryKind.GitLab => GitLabReport.Of(reports),
            SummaryKind.Json => JsonReport.Of(reports),
            _ => MarkdownReport.Of(reports),
        };
        if (IsAppended)
        {
            await System.IO.File.AppendAllTextAsync(File, text, new UTF8Encoding(false), cancellation);
        }
        else
        {
            await System.IO.File.WriteAllTextAsync(File, text, new UTF8Encoding(false), cancellation);
        }
    }
}
