namespace Kubespy.Cli.Reports;

/// <summary>The forms of a pipeline's summary.</summary>
internal enum SummaryKind
{
    /// <summary>A step summary of GitHub Actions: Markdown, appended.</summary>
    GitHub,

    /// <summary>A code quality report of GitLab, which merge requests show.</summary>
    GitLab,

    JUnit,

    Markdown,

    Json,
}
