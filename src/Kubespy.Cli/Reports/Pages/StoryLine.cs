namespace Kubespy.Cli.Reports.Pages;

/// <summary>One thing that a report tells. Text is as it came: whoever writes it down escapes it.</summary>
internal sealed record StoryLine(DateTimeOffset Time, string Subject, string Text, bool IsWarning);
