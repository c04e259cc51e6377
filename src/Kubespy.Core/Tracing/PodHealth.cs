namespace Kubespy.Core.Tracing;

/// <summary>How a Pod is doing, as its glyph shows it.</summary>
public enum PodHealth
{
    Ready,
    Coming,
    Leaving,
    Failing,
}
