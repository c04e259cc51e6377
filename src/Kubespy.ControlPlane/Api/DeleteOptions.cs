namespace Kubespy.ControlPlane.Api;

/// <summary>What becomes of an object's dependents.</summary>
public enum PropagationPolicy
{
    Background,
    Foreground,
    Orphan,
}

/// <summary>metav1.DeleteOptions.</summary>
public sealed record DeleteOptions
{
    public static readonly DeleteOptions Default = new();

    public long? GracePeriodSeconds { get; init; }

    /// <summary>Null leaves the choice to the finalizers that the object carries, then to the kind's default.</summary>
    public PropagationPolicy? PropagationPolicy { get; init; }

    public string? PreconditionUid { get; init; }

    public string? PreconditionResourceVersion { get; init; }
}
