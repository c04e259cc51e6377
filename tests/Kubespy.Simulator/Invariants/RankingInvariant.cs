using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator.Invariants;

/// <summary>
/// A ReplicaSet that has too many Pods lets none go that is ready before one that is not, and its controller knows it
/// (controller_utils.go, ActivePodsWithRanks). One that is to have none deletes them in any order.
/// </summary>
internal sealed class RankingInvariant(Scene scene) : IInvariant
{
    private readonly Dictionary<string, DateTimeOffset> _sameSince = new(StringComparer.Ordinal);

    public void Saw(Resource resource, StoreEvent change)
    {
        if (resource.Kind != "Pod")
        {
            return;
        }

        var (pod, old) = (change.Object, change.Previous);
        if (change.Type == StoreEventType.Deleted)
        {
            _sameSince.Remove(pod.Uid);
            return;
        }

        if (old is { IsBeingDeleted: false } && pod.IsBeingDeleted && IsReady(old) && OwnerThatChose(pod) is { } owner)
        {
            var spared = scene.Pods.FirstOrDefault(p => p.ControllerRef?.Uid == owner.Uid && PodView.Of(p).IsActive && !IsReady(p) && IsLongSo(p));
            scene.Require(spared is null, change, $"a ready Pod goes, and {spared?.Name} stays, which is not");
        }

        if (old is null || IsReady(old) != IsReady(pod) || old.ControllerRef?.Uid != pod.ControllerRef?.Uid || !old.Labels.Equals(pod.Labels))
        {
            _sameSince[pod.Uid] = scene.Now;
        }
    }

    /// <summary>Pods that were gone are there again.</summary>
    public void Restarted(long revision)
    {
        foreach (var pod in scene.Pods)
        {
            _sameSince[pod.Uid] = scene.Now;
        }
    }

    private static bool IsReady(KubeObject pod) => PodView.Of(pod) is { IsReady: true, Phase: "Running" };

    private bool IsLongSo(KubeObject pod) => scene.Now - _sameSince[pod.Uid] > scene.CacheLag;

    /// <summary>The ReplicaSet by whose controller the Pod is deleted; null where somebody else does it, or its readiness is too new to be known.</summary>
    private KubeObject? OwnerThatChose(KubeObject pod) => scene.IsFromOutside || pod.Condition("DisruptionTarget") is not null || !IsLongSo(pod)
        ? null
        : scene.ReplicaSets.FirstOrDefault(rs => rs.Uid == pod.ControllerRef?.Uid && !rs.IsBeingDeleted && scene.Known.FewestWanted(rs) > 0);
}
