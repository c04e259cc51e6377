using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.History;

/// <summary>The ControllerRevisions of workloads: listed from the cache, written to the server (pkg/controller/history).</summary>
internal sealed class ControllerHistory(ApiClient client, Informer revisions)
{
    /// <summary>The label that carries the hash of a revision's data.</summary>
    public const string HashLabel = "controller.kubernetes.io/hash";

    /// <summary>So that no name is longer than 253 characters.</summary>
    private const int LongestPrefix = 223;

    /// <summary>The revisions that match and that the workload owns or nobody does, the oldest first.</summary>
    public IReadOnlyList<KubeObject> List(KubeObject parent, LabelSelector selector)
    {
        var found = revisions.ControlledBy(parent.Uid).Concat(revisions.Orphans(parent.Namespace)).Where(r => selector.Matches(r.Labels)).ToList();
        found.Sort(RevisionOrder.Instance);
        return found;
    }

    /// <summary>A revision of the workload as it is now, not yet written. Pure.</summary>
    public static KubeObject New(KubeObject parent, long number, long collisionCount)
    {
        var data = RevisionData.Of(parent);
        var hash = RevisionData.Hash(data, collisionCount);
        var labels = (parent.Root.MapAt("spec", "template", "metadata", "labels") ?? MapValue.Empty).With(HashLabel, hash);
        return new KubeObject(MapValue.Of(
            ("kind", "ControllerRevision"),
            ("apiVersion", "apps/v1"),
            ("metadata", new MapBuilder()
                .Set("name", NameOf(parent, hash))
                .Set("namespace", parent.Namespace)
                .Set("labels", labels)
                .Set("annotations", parent.Annotations.Count == 0 ? null : parent.Annotations)
                .Set("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(parent).ToValue()]))
                .ToMap()),
            ("data", data),
            ("revision", number)));
    }

    /// <summary>
    /// Writes a new revision. Where another of its name keeps other data, the count of collisions goes up until a name is free; one that keeps
    /// the same is taken as it is.
    /// </summary>
    public async Task<(KubeObject Revision, long CollisionCount)> CreateAsync(KubeObject parent, KubeObject revision, long collisionCount)
    {
        var data = revision.Root.MapAt("data")!;
        for (; ; collisionCount++)
        {
            var named = revision.WithMetadata("name", NameOf(parent, RevisionData.Hash(data, collisionCount)));
            try
            {
                return (await client.CreateAsync(Resources.ControllerRevisions, named), collisionCount);
            }
            catch (ApiException e) when (e.IsAlreadyExists)
            {
                var existing = await client.GetAsync(Resources.ControllerRevisions, named.Key);
                if (data.Equals(existing.Root["data"]))
                {
                    return (existing, collisionCount);
                }
            }
        }
    }

    /// <summary>Gives the revision another number.</summary>
    public async Task<KubeObject> RenumberAsync(KubeObject revision, long number)
    {
        var next = revision;
        await ConflictRetry.Backoff.RunAsync(client.Loop, async () =>
        {
            if (RevisionOrder.NumberOf(next) == number)
            {
                return;
            }

            try
            {
                next = next.With("revision", number);
                await client.UpdateAsync(Resources.ControllerRevisions, next);
            }
            catch (ApiException)
            {
                next = revisions.Get(revision.Key) ?? next;
                throw;
            }
        });
        return next;
    }

    public Task DeleteAsync(KubeObject revision) => client.DeleteAsync(Resources.ControllerRevisions, revision.Key, DeleteOptions.Default);

    /// <summary>Makes an orphan the workload's.</summary>
    public Task AdoptAsync(KubeObject parent, KubeObject revision) => client.PatchAsync(
        Resources.ControllerRevisions, revision.Key, current => current.Uid == revision.Uid
            ? current.WithOwner(OwnerReference.ControllerOf(parent))
            : throw new ApiException(ApiStatus.Conflict(Resources.ControllerRevisions, revision.Name, "uid mismatch")));

    private static string NameOf(KubeObject parent, string hash) =>
        $"{(parent.Name.Length > LongestPrefix ? parent.Name[..LongestPrefix] : parent.Name)}-{hash}";
}
