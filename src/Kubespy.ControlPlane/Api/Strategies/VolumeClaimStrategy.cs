using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>PersistentVolumeClaims: pending at first, in use as long as a Pod may mount them (pkg/registry/core/persistentvolumeclaim).</summary>
public sealed class VolumeClaimStrategy : ResourceStrategy
{
    public override KubeObject PrepareForCreate(KubeObject obj) =>
        base.PrepareForCreate(obj).With("status", MapValue.Of(("phase", "Pending")));
}
