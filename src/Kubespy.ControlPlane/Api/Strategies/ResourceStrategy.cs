using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

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

    /// <summary>Kinds without a status whose generation counts changes of the spec.</summary>
    public static readonly ResourceStrategy WithGenerationOnly = new() { HasStatus = false, CountsGeneration = true };

    public bool HasStatus { get; init; } = true;

    public bool CountsGeneration { get; init; }

    /// <summary>Whether a new object can be prepared before its name and uid are drawn.</summary>
    public bool IsIndependentOfIdentity { get; init; } = true;

    /// <summary>Whether a changed object can be prepared without drawing what no other has.</summary>
    public bool IsIndependentOfOthers { get; init; } = true;

    /// <summary>Whether a new object keeps the status it comes with, as a Node does that its kubelet registers.</summary>
    public bool KeepsStatusOnCreate { get; init; }

    /// <summary>The top-level fields that a write to the subresource cannot set, and so does not own.</summary>
    public virtual IReadOnlyList<string> IgnoredFields(string subresource) =>
        !HasStatus ? [] : subresource == "status" ? ["spec"] : ["status"];

    public virtual KubeObject PrepareForCreate(KubeObject obj)
    {
        var prepared = HasStatus && !KeepsStatusOnCreate ? obj.With("status", null) : obj;
        return prepared.WithMetadata("generation", CountsGeneration ? NumberValue.Of(1) : null);
    }

    public virtual KubeObject PrepareForUpdate(KubeObject obj, KubeObject old)
    {
        var prepared = HasStatus ? obj.With("status", old.Root["status"]) : obj;
        var generation = CountsGeneration && IsGenerationChanged(prepared, old) ? NumberValue.Of(old.Generation + 1) : old.Metadata["generation"];
        return prepared.WithMetadata("generation", generation);
    }

    /// <summary>A write to <c>/status</c>: the spec, the labels and the owners stay; annotations and the status are taken over.</summary>
    public virtual KubeObject PrepareForStatusUpdate(KubeObject obj, KubeObject old) =>
        obj.With("spec", old.Root["spec"])
            .WithMetadata("labels", old.Metadata["labels"])
            .WithMetadata("generation", old.Metadata["generation"]);

    /// <summary>A write to a subresource, or to the object itself where that is empty.</summary>
    public virtual KubeObject Prepare(KubeObject obj, KubeObject old, string subresource) =>
        subresource == "status" ? PrepareForStatusUpdate(obj, old) : PrepareForUpdate(obj, old);

    /// <summary>The grace period of a deletion in seconds; null where the kind knows none and goes at once.</summary>
    public virtual long? GracePeriodSeconds(KubeObject obj, long? requested) => null;

    /// <summary>What becomes of an object's dependents where a deletion does not say; null: they go in the background.</summary>
    public virtual PropagationPolicy? DefaultPropagation => null;

    /// <summary>What else a deletion writes when it cannot remove the object at once.</summary>
    public virtual KubeObject PrepareForDelete(KubeObject obj) => obj;

    /// <summary>Whether the object may be removed once it has no finalizers and no grace period left.</summary>
    public virtual bool MayBeRemoved(KubeObject obj) => true;

    protected virtual bool IsGenerationChanged(KubeObject obj, KubeObject old) => obj.Root["spec"] != old.Root["spec"];
}
