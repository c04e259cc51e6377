using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.StatefulSets;

/// <summary>
/// Who owns a Pod's claim, so that the garbage collector deletes it when the retention policy says (KEP-1847,
/// pkg/controller/statefulset/stateful_set_utils.go): the set where it goes with the set, the Pod where it goes with scaling down. Pure.
/// </summary>
internal static class ClaimOwners
{
    /// <summary>
    /// Whether the claim's owners are what the policy asks for. One whose owner of that name was another object, or that somebody else
    /// controls, is left alone.
    /// </summary>
    public static bool AreUpToDate(KubeObject claim, KubeObject set, KubeObject pod)
    {
        if (IsStale(claim, set) || IsStale(claim, pod))
        {
            return true;
        }

        if (HasUnexpectedController(claim, set, pod))
        {
            return !IsOwnedBy(claim, set) && !IsOwnedBy(claim, pod);
        }

        return !claim.OwnerReferences.Any(o => !o.Controller && (o.Uid == set.Uid || o.Uid == pod.Uid))
            && IsOwnedBy(claim, set) == OwnsAsSet(set, pod)
            && IsOwnedBy(claim, pod) == OwnsAsPod(set, pod);
    }

    /// <summary>The claim with the owners that the policy asks for.</summary>
    public static KubeObject Updated(KubeObject claim, KubeObject set, KubeObject pod)
    {
        var isForeign = HasUnexpectedController(claim, set, pod);
        var others = ListValue.Of(claim.Metadata.ListAt("ownerReferences").Where(o => !Names(OwnerReference.Of(o), set) && !Names(OwnerReference.Of(o), pod)));
        var updated = claim.WithMetadata("ownerReferences", others.Count == 0 ? null : others);
        if (isForeign)
        {
            return updated;
        }

        if (OwnsAsPod(set, pod))
        {
            updated = WithController(updated, pod);
        }

        return OwnsAsSet(set, pod) ? WithController(updated, set) : updated;
    }

    /// <summary>Whether somebody who is neither the set nor the Pod controls the claim, where the policy would have it deleted.</summary>
    public static bool HasUnexpectedController(KubeObject claim, KubeObject set, KubeObject pod)
    {
        var view = StatefulSetView.Of(set);
        if (!view.DeletesClaimsWithSet && !view.DeletesClaimsWhenScaled)
        {
            return false;
        }

        return claim.OwnerReferences.Any(o => Names(o, set) ? o.Uid != set.Uid : Names(o, pod) ? o.Uid != pod.Uid : o.Controller);
    }

    /// <summary>Whether an owner of that name was another object.</summary>
    public static bool IsStale(KubeObject claim, KubeObject owner) =>
        claim.OwnerReferences.FirstOrDefault(o => Names(o, owner)) is { } named && named.Uid != owner.Uid;

    private static bool OwnsAsSet(KubeObject set, KubeObject pod)
    {
        var view = StatefulSetView.Of(set);
        return view.DeletesClaimsWithSet && (!view.DeletesClaimsWhenScaled || view.IsInRange(StatefulPod.OrdinalOf(pod)));
    }

    private static bool OwnsAsPod(KubeObject set, KubeObject pod)
    {
        var view = StatefulSetView.Of(set);
        return view.DeletesClaimsWhenScaled && !view.IsInRange(StatefulPod.OrdinalOf(pod));
    }

    private static KubeObject WithController(KubeObject claim, KubeObject owner) =>
        IsOwnedBy(claim, owner) ? claim : claim.WithOwner(OwnerReference.ControllerOf(owner));

    private static bool IsOwnedBy(KubeObject claim, KubeObject owner) => claim.OwnerReferences.Any(o => o.Uid == owner.Uid);

    private static bool Names(OwnerReference reference, KubeObject obj) =>
        reference.Kind == obj.Kind && reference.ApiVersion == obj.ApiVersion && reference.Name == obj.Name;
}
