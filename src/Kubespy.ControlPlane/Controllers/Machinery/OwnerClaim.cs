using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// Claims objects for an owner: keeps those it controls and that match, releases those that match no more, adopts matching orphans
/// (pkg/controller/controller_ref_manager.go).
/// </summary>
internal sealed class OwnerClaim(ApiClient client, Resource ownerResource, KubeObject owner, LabelSelector selector)
{
    private bool? _mayAdopt;

    /// <summary>What else must hold, besides the selector, for an object to belong to the owner.</summary>
    public Func<KubeObject, bool>? IsMember { get; init; }

    /// <summary>What an adoption writes besides the owner.</summary>
    public Func<KubeObject, KubeObject> Adopting { get; init; } = obj => obj;

    /// <summary>What a release writes besides the owner.</summary>
    public Func<KubeObject, KubeObject> Releasing { get; init; } = obj => obj;

    /// <summary>Told of each object as its adoption left it.</summary>
    public Action<KubeObject>? Adopted { get; init; }

    /// <summary>
    /// The objects that belong to the owner after the claim, in their order and as the cache has them: an adopted one is of the revision
    /// before its adoption, and a write to it in the same sync meets a conflict.
    /// </summary>
    /// <exception cref="ApiException">An adoption or release failed; the sync comes again.</exception>
    public async Task<IReadOnlyList<KubeObject>> ClaimAsync(Resource resource, IEnumerable<KubeObject> candidates)
    {
        var claimed = new List<KubeObject>();
        ApiException? failure = null;
        foreach (var candidate in candidates.ToArray())
        {
            try
            {
                if (await ClaimAsync(resource, candidate) is { } mine)
                {
                    claimed.Add(mine);
                }
            }
            catch (ApiException e)
            {
                failure ??= e;
            }
        }

        return failure is null ? claimed : throw failure;
    }

    private async Task<KubeObject?> ClaimAsync(Resource resource, KubeObject candidate)
    {
        var isMatch = selector.Matches(candidate.Labels) && IsMember?.Invoke(candidate) != false;
        if (candidate.ControllerRef is { } controller)
        {
            if (controller.Uid != owner.Uid)
            {
                return null;
            }

            if (isMatch)
            {
                return candidate;
            }

            if (!owner.IsBeingDeleted)
            {
                await ReleaseAsync(resource, candidate);
            }

            return null;
        }

        if (owner.IsBeingDeleted || !isMatch || candidate.IsBeingDeleted)
        {
            return null;
        }

        return await AdoptAsync(resource, candidate);
    }

    private async Task<KubeObject?> AdoptAsync(Resource resource, KubeObject orphan)
    {
        _mayAdopt ??= await MayAdoptAsync();
        if (_mayAdopt == false)
        {
            throw new ApiException(new ApiStatus(409, "Conflict", $"can't adopt {orphan.Kind} {orphan.Key} ({orphan.Uid}): {owner.Key} has just been deleted"));
        }

        try
        {
            var adopted = await client.PatchAsync(resource, orphan.Key, current => Adopting(WithSameUid(current, orphan)
                .WithOwner(OwnerReference.ControllerOf(owner))));
            Adopted?.Invoke(adopted);
            return orphan;
        }
        catch (ApiException e) when (e.Status.Code == 404)
        {
            return null;
        }
    }

    private async Task ReleaseAsync(Resource resource, KubeObject released)
    {
        try
        {
            await client.PatchAsync(resource, released.Key, current => Releasing(WithSameUid(current, released)
                .WithoutOwners(uid => uid == owner.Uid)));
        }
        catch (ApiException e) when (e.Status.Code is 404 or 422)
        {
            // Gone, or replaced by another of its name: there is nothing left to release.
        }
    }

    /// <summary>The cache may be old: whether the owner still lives is asked of the server itself.</summary>
    private async Task<bool> MayAdoptAsync()
    {
        try
        {
            var live = await client.GetAsync(ownerResource, owner.Key);
            return live.Uid == owner.Uid && !live.IsBeingDeleted;
        }
        catch (ApiException e) when (e.Status.Code == 404)
        {
            return false;
        }
    }

    private static KubeObject WithSameUid(KubeObject current, KubeObject expected) =>
        current.Uid == expected.Uid ? current : throw new ApiException(new ApiStatus(422, "Invalid", $"{expected.Kind} {expected.Key} was replaced"));
}
