using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// The rules of a kind for create, update and status (the strategies of pkg/registry):
/// what a client may set, when the generation moves, how deletion is graceful. Pure functions.
/// </summary>
public class ResourceStrategy
{
    public static readonly ResourceStrategy Default = new();

    /// <summary>Kinds without a status subresource: the object is written whole.</summary>
    public static readonly ResourceStrategy WithoutStatus = new() { HasStatus = false };

    /// <summary>Kinds whose generation counts changes of the spec.</summary>
    public static readonly ResourceStrategy WithGeneration = new() { CountsGeneration = true };

    public bool HasStatus { get; init; } = true;

    public bool CountsGeneration { get; init; }

    public virtual KubeObject PrepareForCreate(KubeObject obj)
    {
        var prepared = HasStatus ? obj.With("status", null) : obj;
        return CountsGeneration ? prepared.WithMetadata("generation", 1) : prepared;
    }

    public virtual KubeObject PrepareForUpdate(KubeObject obj, KubeObject old)
    {
        var prepared = HasStatus ? obj.With("status", old.Root["status"]) : obj;
        if (!CountsGeneration)
        {
            return prepared;
        }

        var generation = IsSpecChanged(prepared, old) ? old.Generation + 1 : old.Generation;
        return prepared.WithMetadata("generation", generation);
    }

    /// <summary>A write to <c>/status</c>: everything but the status (and what the kind lets through) stays.</summary>
    public virtual KubeObject PrepareForStatusUpdate(KubeObject obj, KubeObject old) =>
        old.WithMetadata("annotations", obj.Metadata["annotations"])
            .WithMetadata("managedFields", obj.Metadata["managedFields"])
            .With("status", obj.Root["status"]);

    /// <summary>The grace period of a deletion in seconds; null where the kind knows none and goes at once.</summary>
    public virtual long? GracePeriodSeconds(KubeObject obj, long? requested) => null;

    protected virtual bool IsSpecChanged(KubeObject obj, KubeObject old) => obj.Root["spec"] != old.Root["spec"];
}
