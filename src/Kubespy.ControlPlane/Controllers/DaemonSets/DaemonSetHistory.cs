using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.ControlPlane.Controllers.History;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>The revisions of one DaemonSet in one sync: that of its template, made where there is none, and the old ones (pkg/controller/daemon/update.go).</summary>
internal sealed class DaemonSetHistory(ApiClient client, Informer revisions, KubeObject set)
{
    private readonly DaemonSetView _view = DaemonSetView.Of(set);
    private readonly MapValue _data = RevisionData.Of(set);
    private List<KubeObject> _old = [];

    /// <summary>Finds the present revision, and makes its number the highest.</summary>
    /// <param name="podsAsync">The Pods, asked for where several revisions are equal: all are to name the one that is kept.</param>
    /// <returns>The hash that the Pods of the present template carry.</returns>
    /// <exception cref="ApiException">A write was refused; the sync comes again.</exception>
    public async Task<string> FindAsync(Func<Task<IEnumerable<KubeObject>>> podsAsync)
    {
        var claim = new OwnerClaim(client, Resources.DaemonSets, set, _view.Selector);
        var owned = await claim.ClaimAsync(Resources.ControllerRevisions, revisions.ControlledBy(set.Uid).Concat(revisions.Orphans(set.Namespace)));
        var current = new List<KubeObject>();
        _old = [];
        foreach (var revision in owned)
        {
            var labelled = revision.Label(DaemonPod.RevisionLabel) is null
                ? await client.UpdateAsync(Resources.ControllerRevisions, revision.WithLabel(DaemonPod.RevisionLabel, revision.Name))
                : revision;
            (IsOfTemplate(labelled) ? current : _old).Add(labelled);
        }

        var number = _old.Select(RevisionOrder.NumberOf).DefaultIfEmpty(0).Max() + 1;
        if (current.Count == 0)
        {
            return HashOf(await SnapshotAsync(number));
        }

        var kept = await DeduplicateAsync(current, podsAsync);
        if (RevisionOrder.NumberOf(kept) < number)
        {
            await client.UpdateAsync(Resources.ControllerRevisions, kept.With("revision", number));
        }

        return HashOf(kept);
    }

    /// <summary>Deletes the oldest of those that no Pod is of, beyond the history limit.</summary>
    public async Task CleanUpAsync(IEnumerable<KubeObject> pods)
    {
        var surplus = _old.Count - _view.RevisionHistoryLimit;
        if (surplus <= 0)
        {
            return;
        }

        var live = pods.Select(p => p.Label(DaemonPod.RevisionLabel)).Where(h => !string.IsNullOrEmpty(h)).ToHashSet(StringComparer.Ordinal);
        foreach (var revision in _old.OrderBy(RevisionOrder.NumberOf).Where(r => !live.Contains(HashOf(r))).Take(surplus))
        {
            await client.DeleteAsync(Resources.ControllerRevisions, revision.Key, DeleteOptions.Default);
        }
    }

    private static string HashOf(KubeObject revision) => revision.Label(DaemonPod.RevisionLabel) ?? "";

    private bool IsOfTemplate(KubeObject revision) => _data.Equals(revision.Root["data"]);

    private async Task<KubeObject> DeduplicateAsync(List<KubeObject> current, Func<Task<IEnumerable<KubeObject>>> podsAsync)
    {
        if (current.Count == 1)
        {
            return current[0];
        }

        var kept = current.Aggregate((a, b) => RevisionOrder.NumberOf(b) >= RevisionOrder.NumberOf(a) ? b : a);
        foreach (var pod in (await podsAsync()).Where(p => p.Label(DaemonPod.RevisionLabel) != HashOf(kept)).ToArray())
        {
            await client.PatchAsync(Resources.Pods, pod.Key, p => p.WithLabel(DaemonPod.RevisionLabel, HashOf(kept)));
        }

        foreach (var duplicate in current.Where(r => r.Name != kept.Name))
        {
            await client.DeleteAsync(Resources.ControllerRevisions, duplicate.Key, DeleteOptions.Default);
        }

        return kept;
    }

    private async Task<KubeObject> SnapshotAsync(long number)
    {
        var hash = PodTemplateHash.Compute(_view.Template, set.Status.Int64At("collisionCount"));
        var revision = new KubeObject(MapValue.Of(
            ("kind", "ControllerRevision"),
            ("apiVersion", "apps/v1"),
            ("metadata", new MapBuilder()
                .Set("name", $"{set.Name}-{hash}")
                .Set("namespace", set.Namespace)
                .Set("labels", (_view.Template.MapAt("metadata", "labels") ?? MapValue.Empty).With(DaemonPod.RevisionLabel, hash))
                .Set("annotations", set.Annotations)
                .Set("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(set).ToValue()]))
                .ToMap()),
            ("data", _data),
            ("revision", number)));
        try
        {
            return await client.CreateAsync(Resources.ControllerRevisions, revision);
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            var existing = await client.GetAsync(Resources.ControllerRevisions, revision.Key);
            if (IsOfTemplate(existing))
            {
                return existing;
            }

            await CountCollisionAsync();
            throw;
        }
    }

    /// <summary>The next sync takes another name, unless the count that this one knew was old.</summary>
    private async Task CountCollisionAsync()
    {
        var live = await client.GetAsync(Resources.DaemonSets, set.Key);
        var count = live.Status.Int64At("collisionCount");
        if (count == set.Status.Int64At("collisionCount"))
        {
            await client.UpdateStatusAsync(Resources.DaemonSets, live.With("status", (live.Status ?? MapValue.Empty).With("collisionCount", (count ?? 0) + 1)));
        }
    }
}
