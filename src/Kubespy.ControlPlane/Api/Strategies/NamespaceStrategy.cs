using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>
/// Namespaces: a finalizer of their own keeps them until the namespace controller has emptied them
/// (pkg/registry/core/namespace).
/// </summary>
public sealed class NamespaceStrategy : ResourceStrategy
{
    /// <summary>Its label carries its name.</summary>
    public NamespaceStrategy() => IsIndependentOfIdentity = false;

    public override KubeObject PrepareForCreate(KubeObject obj) =>
        base.PrepareForCreate(obj)
            .WithLabel("kubernetes.io/metadata.name", obj.Name)
            .With("spec", MapValue.Of(("finalizers", ListValue.Of(["kubernetes"]))))
            .With("status", MapValue.Of(("phase", "Active")));

    public override KubeObject PrepareForUpdate(KubeObject obj, KubeObject old) =>
        base.PrepareForUpdate(obj, old).With("spec", old.Root["spec"]).WithLabel("kubernetes.io/metadata.name", obj.Name);

    public override KubeObject PrepareForDelete(KubeObject obj) =>
        obj.With("status", (obj.Status ?? MapValue.Empty).With("phase", "Terminating")).WithMetadata("deletionGracePeriodSeconds", null);

    public override bool MayBeRemoved(KubeObject obj) => obj.Root.ListAt("spec", "finalizers").Count == 0;
}
