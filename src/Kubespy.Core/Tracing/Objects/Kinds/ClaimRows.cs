using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A PersistentVolumeClaim as a row: its phase, size and class; where it is not bound, what its Events say.</summary>
internal static class ClaimRows
{
    public static TraceRow Of(KubeObject claim, TraceWorld world, bool hasEvents, int depth = 0)
    {
        var phase = claim.Root.StringAt("status", "phase") ?? "Pending";
        var size = claim.Root.StringAt("status", "capacity", "storage") ?? claim.Root.StringAt("spec", "resources", "requests", "storage") ?? "";
        var warning = hasEvents && phase != "Bound" ? EventText.Warnings(world, claim.Uid, 1) : [];
        return new TraceRow
        {
            Key = claim.Uid,
            Depth = depth,
            Name = claim.Name,
            Health = claim.IsBeingDeleted ? Health.Leaving : phase switch { "Bound" => Health.Ready, "Lost" => Health.Failing, _ => warning.Count > 0 ? Health.Failing : Health.Coming },
            Word = string.Join(", ", new[] { claim.IsBeingDeleted ? "Terminating" : phase, size, claim.Root.StringAt("spec", "storageClassName") ?? "" }.Where(t => t.Length > 0)),
            Details = [.. warning.Select(EventText.Of)],
            CreatedAt = claim.CreationTimestamp,
        };
    }
}
