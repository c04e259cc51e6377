namespace Kubespy.Cli.Views.Why;

/// <summary>How much of a story its reader wants.</summary>
internal enum StoryLength
{
    Line,
    Paragraph,

    /// <summary>Each happening with its time, author, evidence and waits.</summary>
    Full,
}
