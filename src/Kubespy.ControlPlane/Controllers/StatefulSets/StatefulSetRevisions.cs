using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Controllers.History;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.StatefulSets;

/// <summary>The revisions of one StatefulSet in one sync: the current one, the newest one, and those that are too many (stateful_set_control.go).</summary>
internal sealed class StatefulSetRevisions(ControllerHistory history, KubeObject set)
{
    private readonly IReadOnlyList<KubeObject> _known = history.List(set, StatefulSetView.Of(set).Selector);

    /// <summary>What the Pods are of that are not updated yet; null before <see cref="FindAsync"/>.</summary>
    public KubeObject? Current { get; private set; }

    /// <summary>What the template is now.</summary>
    public KubeObject? Update { get; private set; }

    public long CollisionCount { get; private set; } = set.Status.Int64At("collisionCount") ?? 0;

    /// <summary>The StatefulSet as a revision had it.</summary>
    public static KubeObject Restore(KubeObject set, KubeObject revision) =>
        new(StrategicMergePatch.Apply(set.Root, revision.Root.MapAt("data") ?? MapValue.Empty, Resources.StatefulSets.Schema));

    /// <summary>Finds the revision of the template, or writes it: an older one that is equal gets the newest number.</summary>
    public async Task FindAsync()
    {
        var newest = _known.Count == 0 ? null : _known[^1];
        var wanted = ControllerHistory.New(set, newest is null ? 1 : RevisionOrder.NumberOf(newest) + 1, CollisionCount);
        var equal = _known.LastOrDefault(r => IsEqual(r, wanted));
        if (newest is not null && (ReferenceEquals(equal, newest) || (equal is null && MeansTheSame(newest, wanted))))
        {
            Update = newest;
        }
        else if (equal is not null)
        {
            Update = await history.RenumberAsync(equal, RevisionOrder.NumberOf(wanted));
        }
        else
        {
            (Update, CollisionCount) = await history.CreateAsync(set, wanted, CollisionCount);
        }

        Current = _known.FirstOrDefault(r => r.Name == set.Status.StringAt("currentRevision")) ?? Update;
    }

    /// <summary>Deletes the oldest of those that neither the set nor one of its Pods is of, beyond the history limit.</summary>
    public async Task TruncateAsync(IEnumerable<KubeObject> pods)
    {
        var limit = StatefulSetView.Of(set).RevisionHistoryLimit;
        var live = pods.Select(StatefulPod.RevisionOf).Append(Current?.Name ?? "").Append(Update?.Name ?? "").ToHashSet(StringComparer.Ordinal);
        var past = _known.Where(r => !live.Contains(r.Name)).ToList();
        if (limit < 0)
        {
            return;
        }

        foreach (var revision in past.Take(past.Count - limit))
        {
            await history.DeleteAsync(revision);
        }
    }

    private static bool IsEqual(KubeObject a, KubeObject b) => a.Root["data"] == b.Root["data"];

    /// <summary>
    /// Whether the newest revision, written by another release, means what the template says once defaults are in
    /// (StatefulSetSemanticRevisionComparison).
    /// </summary>
    private bool MeansTheSame(KubeObject newest, KubeObject wanted)
    {
        var restored = ObjectDefaults.Apply(Resources.StatefulSets, Restore(set, newest).Root);
        var canonical = new ObjectNormalizer().Normalize(restored, Resources.StatefulSets.Schema);
        return RevisionData.Of(new KubeObject(canonical)).Equals(wanted.Root["data"]);
    }
}
