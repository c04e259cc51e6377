using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>The status of a DaemonSet, node by node (updateDaemonSetStatus in pkg/controller/daemon). Pure.</summary>
internal sealed record DaemonSetStatus(int Desired, int Current, int Misscheduled, int Ready, int Updated, int Available)
{
    public int Unavailable => Desired - Available;

    public static DaemonSetStatus Calculate(
        KubeObject set, IReadOnlyDictionary<string, List<KubeObject>> byNode, IEnumerable<KubeObject> nodes, string hash, DateTimeOffset now)
    {
        var minReadySeconds = DaemonSetView.Of(set).MinReadySeconds;
        var (desired, current, misscheduled, ready, updated, available) = (0, 0, 0, 0, 0, 0);
        foreach (var node in nodes)
        {
            var pods = byNode.GetValueOrDefault(node.Name) ?? [];
            if (!NodeFit.Of(node, set).ShouldRun)
            {
                misscheduled += pods.Count > 0 ? 1 : 0;
                continue;
            }

            desired++;
            if (pods.Count == 0)
            {
                continue;
            }

            current++;
            var oldest = DaemonPod.InOrder(pods).First();
            var view = PodView.Of(oldest);
            ready += view.IsReady ? 1 : 0;
            available += view.IsAvailable(minReadySeconds, now) ? 1 : 0;
            updated += DaemonPod.IsUpdated(set, oldest, hash) ? 1 : 0;
        }

        return new DaemonSetStatus(desired, current, misscheduled, ready, updated, available);
    }

    public bool DiffersFrom(KubeObject set)
    {
        var old = set.Status;
        return Desired != (old.Int64At("desiredNumberScheduled") ?? 0)
            || Current != (old.Int64At("currentNumberScheduled") ?? 0)
            || Misscheduled != (old.Int64At("numberMisscheduled") ?? 0)
            || Ready != (old.Int64At("numberReady") ?? 0)
            || Updated != (old.Int64At("updatedNumberScheduled") ?? 0)
            || Available != (old.Int64At("numberAvailable") ?? 0)
            || Unavailable != (old.Int64At("numberUnavailable") ?? 0)
            || (old.Int64At("observedGeneration") ?? 0) < set.Generation;
    }

    /// <summary>The counts in the status that is there.</summary>
    public MapValue In(MapValue? status, long? observedGeneration)
    {
        var next = (status ?? MapValue.Empty)
            .With("currentNumberScheduled", Current)
            .With("numberMisscheduled", Misscheduled)
            .With("desiredNumberScheduled", Desired)
            .With("numberReady", Ready)
            .WithOptional("updatedNumberScheduled", Positive(Updated))
            .WithOptional("numberAvailable", Positive(Available))
            .WithOptional("numberUnavailable", Positive(Unavailable));
        return observedGeneration is { } generation ? next.With("observedGeneration", generation) : next;
    }

    private static NumberValue? Positive(int count) => count == 0 ? null : NumberValue.Of(count);
}
