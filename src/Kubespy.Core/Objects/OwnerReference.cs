using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>An entry of <c>metadata.ownerReferences</c>.</summary>
public sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool Controller, bool BlockOwnerDeletion)
{
    public static OwnerReference Of(Value value) => new(
        value.StringAt("apiVersion") ?? "",
        value.StringAt("kind") ?? "",
        value.StringAt("name") ?? "",
        value.StringAt("uid") ?? "",
        value.BoolAt("controller") ?? false,
        value.BoolAt("blockOwnerDeletion") ?? false);

    /// <summary>The reference by which a controller owns what it made or adopted (metav1.NewControllerRef).</summary>
    public static OwnerReference ControllerOf(KubeObject owner) =>
        new(owner.ApiVersion, owner.Kind, owner.Name, owner.Uid, Controller: true, BlockOwnerDeletion: true);

    public MapValue ToValue() => MapValue.Of(
        ("apiVersion", ApiVersion),
        ("kind", Kind),
        ("name", Name),
        ("uid", Uid),
        ("controller", Controller),
        ("blockOwnerDeletion", BlockOwnerDeletion));
}
