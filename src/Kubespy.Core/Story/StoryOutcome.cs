namespace Kubespy.Core.Story;

/// <summary>How a happening ended.</summary>
public enum StoryOutcome
{
    /// <summary>It has not ended.</summary>
    GoingOn,

    Complete,

    /// <summary>It did not get where it was going, for a cause of its own, and something else ended it.</summary>
    Failed,

    /// <summary>Another of its kind began before it was complete.</summary>
    Overtaken,

    /// <summary>What it was about was deleted before it was complete.</summary>
    Deleted,
}
