using Kubespy.ControlPlane.Api.Strategies;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// What a deletion did: the object as it was removed, or as it stands marked until its finalizers and grace period are over
/// (apiserver/pkg/registry/rest/delete.go).
/// </summary>
public sealed record Deletion(KubeObject Object, bool IsRemoved)
{
    /// <summary>The object marked for deletion. A second deletion can only shorten the grace period.</summary>
    public static KubeObject Mark(ResourceStrategy strategy, KubeObject old, DeleteOptions options, DateTimeOffset now)
    {
        var isDecided = old.Finalizers.Any(f => f is "foregroundDeletion" or "orphan");
        var finalizers = FinalizersFor(old, options.PropagationPolicy ?? (isDecided ? null : strategy.DefaultPropagation));
        var marked = old.WithMetadata("finalizers", finalizers.Count == 0 ? null : finalizers);
        var grace = strategy.GracePeriodSeconds(old, options.GracePeriodSeconds) ?? 0;
        if (old.IsBeingDeleted && grace >= (old.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0))
        {
            return marked;
        }

        var generation = old.IsBeingDeleted || old.Generation == 0 ? old.Metadata["generation"] : NumberValue.Of(old.Generation + 1);
        return strategy.PrepareForDelete(marked
            .WithMetadata("deletionTimestamp", Timestamp.Format(DeletionTime(old, now) + Durations.OfSeconds(grace)))
            .WithMetadata("deletionGracePeriodSeconds", grace)
            .WithMetadata("generation", generation));
    }

    /// <summary>Whether nothing holds the marked object any more.</summary>
    public static bool IsFinished(ResourceStrategy strategy, KubeObject marked) =>
        marked.IsBeingDeleted
        && !marked.Finalizers.Any()
        && (marked.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0) == 0
        && strategy.MayBeRemoved(marked);

    /// <summary>When the deletion was first asked for.</summary>
    private static DateTimeOffset DeletionTime(KubeObject old, DateTimeOffset now) =>
        old.DeletionTimestamp is { } until
            ? until - Durations.OfSeconds(old.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0)
            : now;

    private static ListValue FinalizersFor(KubeObject old, PropagationPolicy? policy)
    {
        var finalizers = old.Metadata.ListAt("finalizers");
        if (policy is null)
        {
            return finalizers;
        }

        var kept = finalizers.Where(f => f.AsString() is not ("foregroundDeletion" or "orphan"));
        return policy switch
        {
            PropagationPolicy.Foreground => ListValue.Of(kept.Append("foregroundDeletion")),
            PropagationPolicy.Orphan => ListValue.Of(kept.Append("orphan")),
            _ => ListValue.Of(kept),
        };
    }
}
