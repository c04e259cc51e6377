using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.StatefulSets;

/// <summary>Makes, changes and deletes the Pods of a StatefulSet, their claims first, and says so (pkg/controller/statefulset/stateful_pod_control.go).</summary>
internal sealed class StatefulPodControl(ApiClient client, EventRecorder recorder, Informer pods, Informer claims, WrittenRevisions written)
{
    public async Task CreateAsync(KubeObject set, KubeObject pod)
    {
        await CreateClaimsAsync(set, pod, "create");
        ApiException? refusal = null;
        try
        {
            Wrote(set, pods, await client.CreateAsync(Resources.Pods, pod));
        }
        catch (ApiException e) when (!e.IsAlreadyExists)
        {
            refusal = e;
        }

        await RetainAsync(set, pod, "update");
        Told(set, pod, "create", refusal);
        if (refusal is not null)
        {
            throw refusal;
        }
    }

    /// <summary>Brings a Pod's labels, volumes and the owners of its claims back to what its ordinal asks for.</summary>
    public async Task UpdateAsync(KubeObject set, KubeObject pod)
    {
        var wasTried = false;
        ApiException? refusal = null;
        try
        {
            await ConflictRetry.Backoff.RunAsync(client.Loop, async () =>
            {
                var (next, isConsistent) = (pod, true);
                if (!StatefulPod.HasIdentity(set, next))
                {
                    (next, isConsistent) = (StatefulPod.WithIdentity(set, next), false);
                }

                if (!StatefulPod.HasStorage(set, next))
                {
                    (next, isConsistent) = (StatefulPod.WithStorage(set, next), false);
                    await CreateClaimsAsync(set, next, "update");
                }

                if (!AreClaimsRetained(set, next))
                {
                    isConsistent = false;
                    await RetainAsync(set, next, "update");
                }

                if (!isConsistent)
                {
                    wasTried = true;
                    await UpdatePodAsync(set, next, current => pod = current);
                }
            });
        }
        catch (ApiException e)
        {
            refusal = e;
        }

        if (wasTried)
        {
            Told(set, pod, "update", refusal);
        }

        if (refusal is not null)
        {
            throw refusal;
        }
    }

    public async Task DeleteAsync(KubeObject set, KubeObject pod)
    {
        try
        {
            await client.DeleteAsync(Resources.Pods, pod.Key, DeleteOptions.Default);
        }
        catch (ApiException e) when (!e.IsNotFound)
        {
            Told(set, pod, "delete", e);
            throw;
        }
        catch (ApiException)
        {
            // Gone is what it was to be.
        }

        Told(set, pod, "delete", null);
    }

    /// <summary>The claims of a Pod that waits for them.</summary>
    public async Task CreateMissingClaimsAsync(KubeObject set, KubeObject pod)
    {
        await CreateClaimsAsync(set, pod, toldAs: null);
        await RetainAsync(set, pod, "update");
    }

    public bool AreClaimsRetained(KubeObject set, KubeObject pod) => Claims(set, pod).All(claim => ClaimOwners.AreUpToDate(claim, set, pod));

    /// <summary>Gives the Pod's claims the owners that the retention policy asks for.</summary>
    public async Task RetainAsync(KubeObject set, KubeObject pod, string? toldAs = null)
    {
        foreach (var claim in Claims(set, pod).ToArray())
        {
            if (ClaimOwners.HasUnexpectedController(claim, set, pod))
            {
                recorder.Event(
                    set, "Warning", "ConflictingController",
                    $"PersistentVolumeClaim {claim.Name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim");
            }

            if (ClaimOwners.AreUpToDate(claim, set, pod))
            {
                continue;
            }

            try
            {
                Wrote(set, claims, await client.UpdateAsync(Resources.PersistentVolumeClaims, ClaimOwners.Updated(claim, set, pod)));
            }
            catch (ApiException e)
            {
                var failure = new ApiException(e.Status with { Message = $"could not update claim {claim.Name} for delete policy ownerRefs: {e.Status.Message}" });
                if (toldAs is not null)
                {
                    Told(set, pod, toldAs, failure);
                }

                throw failure;
            }
        }
    }

    /// <summary>Whether a claim is still that of a Pod that went: it goes too, and a new Pod must not take it.</summary>
    public bool IsClaimStale(KubeObject set, KubeObject pod) =>
        StatefulSetView.Of(set).DeletesClaimsWhenScaled && Claims(set, pod).Any(claim => ClaimOwners.IsStale(claim, pod));

    /// <summary>The claims that the cache has of a Pod.</summary>
    private IEnumerable<KubeObject> Claims(KubeObject set, KubeObject pod) =>
        StatefulPod.ClaimsOf(set, pod).Select(c => claims.Get(c.Key)).OfType<KubeObject>();

    private async Task UpdatePodAsync(KubeObject set, KubeObject pod, Action<KubeObject> reread)
    {
        try
        {
            Wrote(set, pods, await client.UpdateAsync(Resources.Pods, pod));
        }
        catch (ApiException)
        {
            if (pods.Get(pod.Key) is { } current)
            {
                reread(current);
            }

            throw;
        }
    }

    private async Task CreateClaimsAsync(KubeObject set, KubeObject pod, string? toldAs)
    {
        var failures = new List<string>();
        foreach (var claim in StatefulPod.ClaimsOf(set, pod))
        {
            if (claims.Get(claim.Key) is { } existing)
            {
                if (existing.IsBeingDeleted)
                {
                    failures.Add($"pvc {claim.Name} is being deleted");
                }

                continue;
            }

            try
            {
                Wrote(set, claims, await client.CreateAsync(Resources.PersistentVolumeClaims, claim));
                recorder.Event(set, "Normal", "SuccessfulCreate", $"Create Claim {claim.Name} Pod {pod.Name} in StatefulSet {set.Name} success");
            }
            catch (ApiException e)
            {
                failures.Add($"failed to create PVC {claim.Name}: {e.Status.Message}");
                if (!e.IsAlreadyExists)
                {
                    recorder.Event(
                        set, "Warning", "FailedCreate", $"Create Claim {claim.Name} for Pod {pod.Name} in StatefulSet {set.Name} failed error: {e.Status.Message}");
                }
            }
        }

        if (failures.Count > 0)
        {
            var failure = new ApiException(new ApiStatus(500, "InternalError", failures.Count == 1 ? failures[0] : $"[{string.Join(", ", failures)}]"));
            if (toldAs is not null)
            {
                Told(set, pod, toldAs, failure);
            }

            throw failure;
        }
    }

    private void Wrote(KubeObject set, Informer cache, KubeObject answer) => written.WroteAt(set.Key.ToString(), set.Uid, cache, answer);

    private void Told(KubeObject set, KubeObject pod, string verb, ApiException? refusal)
    {
        var title = char.ToUpperInvariant(verb[0]) + verb[1..];
        if (refusal is null)
        {
            recorder.Event(set, "Normal", $"Successful{title}", $"{title} Pod {pod.Name} in StatefulSet {set.Name} successful");
        }
        else
        {
            recorder.Event(set, "Warning", $"Failed{title}", $"{title} Pod {pod.Name} in StatefulSet {set.Name} failed error: {refusal.Status.Message}");
        }
    }
}
