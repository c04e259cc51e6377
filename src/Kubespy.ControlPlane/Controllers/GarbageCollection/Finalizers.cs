using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.GarbageCollection;

/// <summary>The finalizers by which a deletion waits for the collector, and what they say.</summary>
internal static class Finalizers
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    public static bool IsDeletingDependents(KubeObject item) => item.IsBeingDeleted && item.Finalizers.Contains(Foreground);

    public static bool IsOrphaningDependents(KubeObject item) => item.IsBeingDeleted && item.Finalizers.Contains(Orphan);

    /// <summary>How a dependent goes: as a finalizer it already bears asks for, in the background by default.</summary>
    public static PropagationPolicy PolicyOf(KubeObject item) =>
        item.Finalizers.Contains(Orphan) ? PropagationPolicy.Orphan
        : item.Finalizers.Contains(Foreground) ? PropagationPolicy.Foreground
        : PropagationPolicy.Background;
}
