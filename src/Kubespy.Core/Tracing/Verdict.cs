namespace Kubespy.Core.Tracing;

/// <summary>The state of what is traced in one word.</summary>
public enum Verdict
{
    Waiting,
    Complete,
    Ready,
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
