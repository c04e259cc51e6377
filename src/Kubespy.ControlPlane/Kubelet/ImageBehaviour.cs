namespace Kubespy.ControlPlane.Kubelet;

/// <summary>What the nodes know of an image, where its name and its Pod say nothing of it: how containers of it behave (docs/pod-behaviour.md).</summary>
public sealed record ImageBehaviour
{
    /// <summary>Why it cannot be pulled, in the runtime's words; null where it can.</summary>
    public string? PullFailure { get; init; }

    /// <summary>The code with which its containers exit, again and again; null where they run on.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What the kubelet calls that exit: Error, OOMKilled, Completed.</summary>
    public string Reason { get; init; } = "Error";

    /// <summary>How long a container of it runs before it exits.</summary>
    public TimeSpan After { get; init; }

    /// <summary>Its readiness probe never succeeds.</summary>
    public bool IsNeverReady { get; init; }
}
