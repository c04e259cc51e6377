using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.GarbageCollection;

/// <summary>How an object's owners are, asked of the server: there and to stay, gone, or waiting for the object to go first.</summary>
internal sealed record OwnerStates
{
    public HashSet<string> Solid { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Gone { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Waiting { get; } = new(StringComparer.Ordinal);

    public void Add(OwnerReference reference, KubeObject? owner) =>
        (owner is null ? Gone : Finalizers.IsDeletingDependents(owner) ? Waiting : Solid).Add(reference.Uid);
}
