using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>How far each ReplicaSet goes in the next step of a rollout (pkg/controller/deployment/{rolling,sync}.go). Pure.</summary>
public static class Rollout
{
    /// <summary>The size of the new ReplicaSet: as many more as the ceiling leaves room for.</summary>
    public static int NewReplicaCount(DeploymentView deployment, IEnumerable<ReplicaSetView> all, int newReplicas)
    {
        if (!deployment.IsRollingUpdate)
        {
            return deployment.Replicas;
        }

        var room = deployment.MaxReplicas - all.Sum(rs => rs.Replicas);
        return room <= 0 ? newReplicas : newReplicas + Math.Min(room, deployment.Replicas - newReplicas);
    }

    /// <summary>How many old Pods may go without falling below the floor, counting on none of the new that are not yet available.</summary>
    public static int MaxScaledDown(DeploymentView deployment, IEnumerable<ReplicaSetView> all, ReplicaSetView newReplicaSet) =>
        all.Sum(rs => rs.Replicas) - deployment.MinAvailable - (newReplicaSet.Replicas - newReplicaSet.Available);

    /// <summary>
    /// Old Pods that are not available go first: they serve nobody. The new sizes of the ReplicaSets that shrink. Where a status still counts
    /// more available Pods than its ReplicaSet wants, it lags behind a scaling: nothing more may be judged by it in this sync.
    /// </summary>
    public static (IReadOnlyList<(KubeObject ReplicaSet, int Replicas)> Sizes, bool IsStatusBehind) CleanUpUnhealthy(IEnumerable<KubeObject> old, int maxCleanUp)
    {
        var result = new List<(KubeObject, int)>();
        var total = 0;
        foreach (var replicaSet in old.Order(CreationOrder.Instance))
        {
            var view = ReplicaSetView.Of(replicaSet);
            if (total >= maxCleanUp)
            {
                break;
            }

            if (view.Replicas == 0 || view.Replicas == view.Available)
            {
                continue;
            }

            if (view.Available > view.Replicas)
            {
                return (result, true);
            }

            var count = Math.Min(maxCleanUp - total, view.Replicas - view.Available);
            result.Add((replicaSet, view.Replicas - count));
            total += count;
        }

        return (result, false);
    }

    /// <summary>
    /// What is available beyond the floor goes, the oldest ReplicaSets first. One that is to have none does not count, whatever its status
    /// still says.
    /// </summary>
    public static IReadOnlyList<(KubeObject ReplicaSet, int Replicas)> ScaleDownOld(
        DeploymentView deployment, ReplicaSetView newReplicaSet, IEnumerable<KubeObject> activeOld)
    {
        var result = new List<(KubeObject, int)>();
        var left = newReplicaSet.Available + activeOld.Sum(rs => ReplicaSetView.Of(rs).Available) - deployment.MinAvailable;
        foreach (var replicaSet in activeOld.Order(CreationOrder.Instance))
        {
            var replicas = ReplicaSetView.Of(replicaSet).Replicas;
            var count = Math.Min(replicas, left);
            if (count > 0)
            {
                result.Add((replicaSet, replicas - count));
                left -= count;
            }
        }

        return result;
    }

    /// <summary>
    /// The sizes when a Deployment is scaled amid a rollout: each ReplicaSet in proportion, the rest to the largest
    /// (the newer, when growing).
    /// </summary>
    public static IReadOnlyList<(KubeObject ReplicaSet, int Replicas)> ScaleInProportion(KubeObject deployment, IEnumerable<KubeObject> active)
    {
        var view = DeploymentView.Of(deployment);
        var all = active.ToList();
        var allowed = view.Replicas > 0 ? view.MaxReplicas : 0;
        var toAdd = allowed - all.Sum(rs => ReplicaSetView.Of(rs).Replicas);
        all.Sort((a, b) => CompareSizes(a, b, newerFirst: toAdd > 0));
        var result = new List<(KubeObject ReplicaSet, int Replicas)>();
        var added = 0;
        foreach (var replicaSet in all)
        {
            var share = Proportion(deployment, ReplicaSetView.Of(replicaSet), toAdd, added);
            added += share;
            result.Add((replicaSet, ReplicaSetView.Of(replicaSet).Replicas + share));
        }

        if (toAdd != 0 && result.Count > 0)
        {
            result[0] = (result[0].ReplicaSet, Math.Max(0, result[0].Replicas + toAdd - added));
        }

        return result;
    }

    private static int Proportion(KubeObject deployment, ReplicaSetView replicaSet, int toAdd, int added)
    {
        if (replicaSet.Replicas == 0 || toAdd == 0 || toAdd == added)
        {
            return 0;
        }

        var fraction = Fraction(deployment, replicaSet);
        return toAdd > 0 ? Math.Min(fraction, toAdd - added) : Math.Max(fraction, toAdd - added);
    }

    private static int Fraction(KubeObject deployment, ReplicaSetView replicaSet)
    {
        var view = DeploymentView.Of(deployment);
        if (view.Replicas == 0)
        {
            return -replicaSet.Replicas;
        }

        var before = replicaSet.Max is > 0 ? replicaSet.Max.Value : (int)(deployment.Status?["replicas"]?.AsInt64() ?? 0);
        return before == 0
            ? 0
            : (int)Math.Round((double)replicaSet.Replicas * view.MaxReplicas / before, MidpointRounding.AwayFromZero) - replicaSet.Replicas;
    }

    private static int CompareSizes(KubeObject a, KubeObject b, bool newerFirst)
    {
        var bySize = ReplicaSetView.Of(b).Replicas.CompareTo(ReplicaSetView.Of(a).Replicas);
        return bySize != 0 ? bySize : newerFirst ? CreationOrder.Instance.Compare(b, a) : CreationOrder.Instance.Compare(a, b);
    }
}
