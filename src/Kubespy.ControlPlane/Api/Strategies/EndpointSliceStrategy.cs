using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>EndpointSlices: the generation moves with everything but the metadata, and with the labels (pkg/registry/discovery/endpointslice/strategy.go).</summary>
public sealed class EndpointSliceStrategy : ResourceStrategy
{
    public EndpointSliceStrategy()
    {
        CountsGeneration = true;
        HasStatus = false;
    }

    protected override bool IsGenerationChanged(KubeObject obj, KubeObject old) =>
        obj.Root["endpoints"] != old.Root["endpoints"] || obj.Root["ports"] != old.Root["ports"] || !obj.Labels.Equals(old.Labels);
}
