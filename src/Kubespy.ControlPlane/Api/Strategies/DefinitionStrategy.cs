using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>
/// CustomResourceDefinitions: they remember in which versions objects may be stored, and go only after their objects
/// (apiextensions-apiserver/pkg/registry/customresourcedefinition).
/// </summary>
public sealed class DefinitionStrategy : ResourceStrategy
{
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public DefinitionStrategy() => CountsGeneration = true;

    public override KubeObject PrepareForCreate(KubeObject obj) => WithStoredVersion(base.PrepareForCreate(obj));

    public override KubeObject PrepareForUpdate(KubeObject obj, KubeObject old) => WithStoredVersion(base.PrepareForUpdate(obj, old));

    public override KubeObject PrepareForDelete(KubeObject obj)
    {
        var condition = MapValue.Of(
            ("type", "Terminating"), ("status", "True"), ("lastTransitionTime", obj.Metadata["deletionTimestamp"] ?? Value.Null),
            ("reason", "InstanceDeletionPending"), ("message", "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"));
        var conditions = Conditions.Without(obj.Root.ListAt("status", "conditions"), "Terminating").Add(condition);
        return new KubeObject(obj.Root.WithAt(["status", "conditions"], conditions))
            .WithMetadata("deletionGracePeriodSeconds", null)
            .WithFinalizers(obj.Finalizers.Where(f => f != CleanupFinalizer).Append(CleanupFinalizer));
    }

    private static KubeObject WithStoredVersion(KubeObject obj)
    {
        var storage = obj.Root.ListAt("spec", "versions").FirstOrDefault(v => v.BoolAt("storage") == true).StringAt("name");
        var stored = obj.Root.ListAt("status", "storedVersions");
        return storage is null || stored.Any(v => v.AsString() == storage)
            ? obj
            : new KubeObject(obj.Root.WithAt(["status", "storedVersions"], stored.Add(storage)));
    }
}
