using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>
/// Custom resources: whatever is not metadata counts for the generation; the subresource status, where there is one, changes the status
/// alone (apiextensions-apiserver/pkg/registry/customresource).
/// </summary>
public sealed class CustomResourceStrategy : ResourceStrategy
{
    public CustomResourceStrategy(bool hasStatus)
    {
        HasStatus = hasStatus;
        CountsGeneration = true;
    }

    public override KubeObject PrepareForStatusUpdate(KubeObject obj, KubeObject old) =>
        old.With("status", obj.Root["status"]).WithMetadata("managedFields", obj.Metadata["managedFields"]);

    protected override bool IsGenerationChanged(KubeObject obj, KubeObject old) => obj.Root.Without("metadata") != old.Root.Without("metadata");
}
