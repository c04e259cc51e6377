namespace Kubespy.Core.Story;

/// <summary>What a new template is.</summary>
public enum RolloutReason
{
    /// <summary>One that was not there before, as far as is known.</summary>
    Change,

    /// <summary>That of an earlier revision, by whatever command.</summary>
    Rollback,

    /// <summary>The same but for kubectl.kubernetes.io/restartedAt.</summary>
    Restart,
}
