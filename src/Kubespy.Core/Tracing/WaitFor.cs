namespace Kubespy.Core.Tracing;

/// <summary>What a pipeline waits for.</summary>
public enum WaitFor
{
    Complete,
    Settled,
    Ready,
    Deleted,
}
