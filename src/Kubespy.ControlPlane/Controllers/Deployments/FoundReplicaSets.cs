using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>What a sync found of a Deployment: the ReplicaSet of the present template, if there is one, and all others.</summary>
internal sealed record FoundReplicaSets(KubeObject? Newest, IReadOnlyList<KubeObject> Old)
{
    public IReadOnlyList<KubeObject> All => Newest is null ? Old : [.. Old, Newest];

    public IReadOnlyList<ReplicaSetView> Views => [.. All.Select(ReplicaSetView.Of)];

    public ReplicaSetView? NewestView => Newest is null ? null : ReplicaSetView.Of(Newest);

    public IEnumerable<KubeObject> Active => All.Where(rs => ReplicaSetView.Of(rs).Replicas > 0);

    public IEnumerable<KubeObject> ActiveOld => Old.Where(rs => ReplicaSetView.Of(rs).Replicas > 0);
}
