using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.ReplicaSets;

/// <summary>
/// A kind that keeps a number of Pods. ReplicationControllers are kept by the controller of ReplicaSets, as on a real cluster
/// (pkg/controller/replication/conversion.go): they select by labels alone, and do not say how many Pods are on their way out.
/// </summary>
internal sealed record ReplicatedKind(Resource Resource, Func<KubeObject, LabelSelector> SelectorOf, bool TellsTerminating)
{
    public static readonly ReplicatedKind ReplicaSets = new(Resources.ReplicaSets, rs => LabelSelector.OfValue(rs.Root.At("spec", "selector")), TellsTerminating: true);

    public static readonly ReplicatedKind ReplicationControllers =
        new(Resources.ReplicationControllers, rc => LabelSelector.OfLabels(rc.Root.MapAt("spec", "selector") ?? MapValue.Empty), TellsTerminating: false);
}
