using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Disruption;

/// <summary>How many Pods a Pod's controller is to keep: a Deployment where it owns the ReplicaSet, else what the owner's scale says (finders of pkg/controller/disruption).</summary>
internal sealed class ControllerScales(InformerFactory informers)
{
    private readonly Informer _deployments = informers.For(Resources.Deployments);
    private readonly Informer _replicaSets = informers.For(Resources.ReplicaSets);
    private readonly Informer _statefulSets = informers.For(Resources.StatefulSets);

    public long? Of(OwnerReference owner, string ns)
    {
        var key = new ObjectKey(ns, owner.Name);
        switch (owner.Kind)
        {
            case "ReplicaSet" when Find(_replicaSets, key, owner.Uid) is { } replicaSet:
                return replicaSet.ControllerRef is { Kind: "Deployment" } above && Find(_deployments, new ObjectKey(ns, above.Name), above.Uid) is { } deployment
                    ? ReplicasOf(deployment)
                    : ReplicasOf(replicaSet);
            case "StatefulSet" when Find(_statefulSets, key, owner.Uid) is { } statefulSet:
                return ReplicasOf(statefulSet);
            default:
                return OfCustom(owner, key);
        }
    }

    /// <summary>Any other kind that has the subresource scale.</summary>
    private long? OfCustom(OwnerReference owner, ObjectKey key) =>
        informers.Registry.Current.FindKind(GroupVersionKind.Of(owner.ApiVersion, owner.Kind).Group, owner.Kind) is { } resource
        && resource.Subresources.Contains("scale")
        && Find(informers.For(resource), key, owner.Uid) is { } obj
            ? obj.Root.Int64At([.. resource.Scale.Wanted]) ?? 0
            : null;

    private static KubeObject? Find(Informer informer, ObjectKey key, string uid) => informer.Get(key) is { } found && found.Uid == uid ? found : null;

    private static long ReplicasOf(KubeObject obj) => obj.Root.Int64At("spec", "replicas") ?? 1;
}
