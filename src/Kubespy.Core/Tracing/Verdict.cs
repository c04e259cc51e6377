namespace Kubespy.Core.Tracing;

/// <summary>The state of a Deployment in one word.</summary>
public enum Verdict
{
    Waiting,
    Complete,
    Progressing,
    Replacing,
    Scaling,
    Paused,
    Stuck,
    Failed,
    Unavailable,
    Terminating,
    Deleted,
}
