using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>APIServices: those that the server itself serves are available at once (kube-aggregator/pkg/registry/apiservice/strategy.go).</summary>
public sealed class ApiServiceStrategy : ResourceStrategy
{
    public override KubeObject PrepareForCreate(KubeObject obj)
    {
        var prepared = base.PrepareForCreate(obj);
        return prepared.Root.MapAt("spec", "service") is not null ? prepared : prepared.With("status", MapValue.Of(("conditions", ListValue.Of([MapValue.Of(
            ("type", "Available"),
            ("status", "True"),
            ("lastTransitionTime", obj.Metadata["creationTimestamp"] ?? Value.Null),
            ("reason", "Local"),
            ("message", "Local APIServices are always available"))]))));
    }

    public override KubeObject PrepareForStatusUpdate(KubeObject obj, KubeObject old) =>
        base.PrepareForStatusUpdate(obj, old)
            .WithMetadata("annotations", old.Metadata["annotations"])
            .WithMetadata("finalizers", old.Metadata["finalizers"])
            .WithMetadata("ownerReferences", old.Metadata["ownerReferences"]);
}
