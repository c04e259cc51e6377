using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// The field table (design.md, law 9): every type of the API that the embedded cluster knows,
/// read as it is needed from the table that tools/Kubespy.FieldTable generates.
/// </summary>
public static class Schemas
{
    private static readonly Dictionary<string, TypeSchema> Types = FieldTableReader.Read();

    public static TypeSchema ObjectMeta { get; } = Of("meta/v1.ObjectMeta");

    public static TypeSchema PodTemplateSpec { get; } = Of("core/v1.PodTemplateSpec");

    public static TypeSchema? Find(string name) => Types.GetValueOrDefault(name);

    /// <exception cref="InvalidOperationException">The table has no such type.</exception>
    public static TypeSchema Of(string name) =>
        Find(name) ?? throw new InvalidOperationException($"The field table has no type {name}; add it to the roots of tools/Kubespy.FieldTable.");

    public static TypeSchema Of(GroupVersionKind gvk) => Of($"{PackageOf(gvk.Group)}/{gvk.Version}.{gvk.Kind}");

    public static TypeSchema? Find(GroupVersionKind gvk) => Find($"{PackageOf(gvk.Group)}/{gvk.Version}.{gvk.Kind}");

    /// <summary>The package of an API group: <c>discovery.k8s.io</c> is declared in <c>discovery</c>.</summary>
    private static string PackageOf(string group) => group.Length == 0 ? "core" : group.Split('.')[0];
}
