using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>PersistentVolumes: pending at first; the time of each change of phase is kept (pkg/registry/core/persistentvolume).</summary>
public sealed class VolumeStrategy : ResourceStrategy
{
    private const string Since = "lastPhaseTransitionTime";

    public override KubeObject PrepareForCreate(KubeObject obj) =>
        base.PrepareForCreate(obj).With("status", MapValue.Of(("phase", "Pending"), (Since, obj.Metadata["creationTimestamp"] ?? Value.Null)));
}
