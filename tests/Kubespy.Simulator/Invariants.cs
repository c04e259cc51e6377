using System.Globalization;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator;

/// <summary>What holds after every write of a cluster, and what holds once it is left alone.</summary>
internal sealed class Invariants(EmbeddedCluster cluster, Chance chance)
{
    /// <summary>The controllers see a write after a moment; what they do in it is judged by what they knew.</summary>
    private readonly TimeSpan _cacheLag = TimeSpan.FromMilliseconds(100) + (chance.HasFaults ? 4 * ChanceFaults.LongestDelay : TimeSpan.Zero);

    private readonly List<(DateTimeOffset Until, long Ceiling)> _formerCeilings = [];
    private readonly Dictionary<string, DateTimeOffset> _turnedReady = new(StringComparer.Ordinal);
    private readonly RolloutState _rollout = new();
    private DateTimeOffset? _excusedSince;
    private long _revision;

    public Chance Chance => chance;

    public List<string> Broken { get; } = [];

    /// <summary>How many active Pods there were at most beyond the ceiling: caches that lag may let there be some, for a while.</summary>
    public long Overshoot { get; private set; }

    /// <summary>Whether the floor counts: it does not before the first rollout is over.</summary>
    public bool IsFloorDue { get; set; }

    private IEnumerable<KubeObject> ReplicaSets => cluster.Store.Read(Resources.ReplicaSets).Objects.Values;

    private IEnumerable<KubeObject> Pods => cluster.Store.Read(Resources.Pods).Objects.Values;

    public void Check(Resource resource, StoreEvent change)
    {
        Require(change.Revision > _revision, change, $"revision {change.Revision} after {_revision}");
        _revision = change.Revision;
        var (next, old) = (change.Object, change.Previous);
        Require(next.OwnerReferences.Count(o => o.Controller) <= 1, change, "two controllers");
        if (old is not null && change.Type == StoreEventType.Modified && resource.Kind is "Deployment" or "ReplicaSet")
        {
            CheckGeneration(change, old!, next);
        }

        if (resource.Kind == "Deployment" && old is not null)
        {
            _formerCeilings.Add((cluster.Loop.Now + _cacheLag, Bounds(old).Ceiling));
        }

        if (resource.Kind == "ReplicaSet" && change.Type != StoreEventType.Deleted && Replicas(next) > (old is null ? 0 : Replicas(old)))
        {
            CheckCeiling(change);
        }

        if (resource.Kind == "Deployment")
        {
            _rollout.Saw(change.Type == StoreEventType.Deleted ? null : next);
        }

        if (resource.Kind == "Pod" && change.Type == StoreEventType.Added)
        {
            CountOvershoot();
        }

        if (chance.IsPeaceful && resource.Kind is "Pod" or "ReplicaSet")
        {
            Excuse(change);
        }

        if (resource.Kind == "Pod" && IsFloorDue && chance.IsPeaceful)
        {
            CheckFloor(change);
        }
    }

    public void CheckEnd()
    {
        foreach (var deployment in cluster.Store.Read(Resources.Deployments).Objects.Values)
        {
            CheckConverged(deployment);
        }

        var owners = ReplicaSets.Concat(cluster.Store.Read(Resources.Deployments).Objects.Values).Select(o => o.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var dependent in Pods.Concat(ReplicaSets).Where(o => o.ControllerRef is { } owner && !owners.Contains(owner.Uid)))
        {
            Broken.Add($"{dependent} is left of an owner that is gone");
        }
    }

    /// <summary>Counts only spec changes, and a Deployment's annotations (registry/apps/deployment); the controller never claims to have seen what was not yet (metav1.ObjectMeta).</summary>
    private void CheckGeneration(StoreEvent change, KubeObject old, KubeObject next)
    {
        var hasChanged = !Equals(old.Root["spec"], next.Root["spec"]) || (!old.IsBeingDeleted && next.IsBeingDeleted);
        // Through the object, not through its status, where the controller writes the revision.
        var mayCount = next.Kind == "Deployment" && !old.Annotations.Equals(next.Annotations);
        Require(next.Generation == old.Generation + (hasChanged ? 1 : 0) || (mayCount && next.Generation == old.Generation + 1), change, $"generation {old.Generation} became {next.Generation}, spec changed: {hasChanged}");
        var (observed, before) = (Observed(next), Observed(old));
        Require(observed <= next.Generation && observed >= before, change, $"observedGeneration {before} became {observed} at generation {next.Generation}");
    }

    /// <summary>No ReplicaSet is scaled up past replicas + maxSurge over all of them (deployment/util, NewRSNewReplicas).</summary>
    private void CheckCeiling(StoreEvent change)
    {
        if (change.Object.ControllerRef is not { } owner
            || cluster.Store.Read(Resources.Deployments).Objects.Values.FirstOrDefault(d => d.Uid == owner.Uid) is not { } deployment)
        {
            return;
        }

        if (chance.HasFaults && _rollout.IsChangedMidway)
        {
            // With a cache of the rollout before, another template finds room that there is not.
            return;
        }

        _formerCeilings.RemoveAll(c => c.Until < cluster.Loop.Now);
        var ceiling = _formerCeilings.Select(c => c.Ceiling).Append(Bounds(deployment).Ceiling).Max();
        var total = ReplicaSets.Where(rs => rs.ControllerRef?.Uid == owner.Uid).Sum(Replicas);
        Require(total <= ceiling, change, $"scaled up to {total} over all ReplicaSets, the ceiling is {ceiling}");
    }

    private void CountOvershoot()
    {
        if (cluster.Store.Read(Resources.Deployments).Objects.Values.SingleOrDefault() is { } deployment)
        {
            Overshoot = Math.Max(Overshoot, Pods.Count(p => PodView.Of(p).IsActive && p.ControllerRef is not null) - Bounds(deployment).Ceiling);
        }
    }

    /// <summary>
    /// An old ReplicaSet's unready Pods go first, and how many there are the Deployment controller reads off its status
    /// (deployment/rolling.go, cleanupUnhealthyReplicas). Where one of them turned Ready in that very moment, or is Ready but not for
    /// minReadySeconds yet, which the ReplicaSet controller's ranking does not look at, an available one may go instead.
    /// </summary>
    private void Excuse(StoreEvent change)
    {
        var (next, old) = (change.Object, change.Previous);
        if (next.Kind == "Pod" && PodView.Of(next).IsReady && old is not null && !PodView.Of(old).IsReady && next.ControllerRef is { } owner)
        {
            _turnedReady[owner.Uid] = cluster.Loop.Now;
        }
        else if (next.Kind == "ReplicaSet" && old is not null && Replicas(next) < Replicas(old))
        {
            var young = _cacheLag + TimeSpan.FromSeconds(next.Root.Int64At("spec", "minReadySeconds") ?? 0);
            if (_turnedReady.TryGetValue(next.Uid, out var at) && cluster.Loop.Now - at < young)
            {
                _excusedSince = cluster.Loop.Now;
            }
        }
    }

    /// <summary>A rollout of working templates never takes the available Pods below replicas - maxUnavailable.</summary>
    private void CheckFloor(StoreEvent change)
    {
        if (cluster.Store.Read(Resources.Deployments).Objects.Values.SingleOrDefault() is not { } deployment)
        {
            return;
        }

        var minReady = deployment.Root.Int64At("spec", "minReadySeconds") ?? 0;
        var available = Pods.Count(p => PodView.Of(p) is { IsActive: true } view && view.IsAvailable(minReady, cluster.Loop.Now) && p.ControllerRef is not null);
        var floor = Bounds(deployment).Floor;
        if (available >= floor && cluster.Loop.Now - _excusedSince > _cacheLag)
        {
            _excusedSince = null;
        }

        Require(available >= floor || _excusedSince is not null, change, $"{available} available, the floor is {floor}");
    }

    private void CheckConverged(KubeObject deployment)
    {
        var sets = ReplicaSets.Where(rs => rs.ControllerRef?.Uid == deployment.Uid).ToList();
        var replicas = Replicas(deployment);
        var newest = sets.MaxBy(DeploymentRevision.Of);
        Expect(deployment, "observedGeneration", deployment.Generation, Observed(deployment));
        Expect(deployment, "the newest ReplicaSet's replicas", replicas, newest is null ? -1 : Replicas(newest));
        Expect(deployment, "all ReplicaSets' replicas", replicas, sets.Sum(Replicas));
        Expect(deployment, "revision", DeploymentRevision.Of(deployment), newest is null ? -1 : DeploymentRevision.Of(newest));
        Expect(deployment, "distinct revisions", sets.Count, sets.Select(DeploymentRevision.Of).Distinct().Count());
        foreach (var set in sets)
        {
            var pods = Pods.Where(p => p.ControllerRef?.Uid == set.Uid && PodView.Of(p).IsActive).ToList();
            Expect(set, "Pods", Replicas(set), pods.Count);
            Expect(set, "status.replicas", pods.Count, set.Root.Int64At("status", "replicas") ?? 0);
            Expect(set, "status.availableReplicas", pods.Count, set.Root.Int64At("status", "availableReplicas") ?? 0);
            Expect(set, "Pods of its hash", pods.Count, pods.Count(p => p.Label("pod-template-hash") == set.Label("pod-template-hash")));
        }

        foreach (var field in new[] { "replicas", "updatedReplicas", "readyReplicas", "availableReplicas" })
        {
            Expect(deployment, "status." + field, replicas, deployment.Root.Int64At("status", field) ?? 0);
        }

        var limit = deployment.Root.Int64At("spec", "revisionHistoryLimit") ?? 10;
        if (sets.Count - 1 > limit)
        {
            Broken.Add($"{deployment} keeps {sets.Count - 1} old ReplicaSets, its limit is {limit}");
        }
    }

    private static (long Floor, long Ceiling) Bounds(KubeObject deployment)
    {
        var replicas = Replicas(deployment);
        if (deployment.Root.StringAt("spec", "strategy", "type") != "RollingUpdate")
        {
            return (0, replicas);
        }

        var bounds = RollingUpdate.Of(deployment.Root.MapAt("spec", "strategy", "rollingUpdate"), (int)replicas);
        return (replicas - bounds.MaxUnavailable, replicas + bounds.MaxSurge);
    }

    private static long Replicas(KubeObject obj) => obj.Root.Int64At("spec", "replicas") ?? 0;

    private static long Observed(KubeObject obj) => obj.Root.Int64At("status", "observedGeneration") ?? 0;

    private void Expect(KubeObject about, string what, long expected, long actual)
    {
        if (expected != actual)
        {
            Broken.Add($"{about}: {what} is {actual}, not {expected}");
        }
    }

    private void Require(bool holds, StoreEvent change, string what)
    {
        if (!holds)
        {
            Broken.Add(string.Create(CultureInfo.InvariantCulture, $"{cluster.Loop.Now:HH:mm:ss.fff} {change.Type} {change.Object}: {what}"));
        }
    }
}
