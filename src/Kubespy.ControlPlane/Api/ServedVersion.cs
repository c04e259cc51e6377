using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// A resource under one of the versions it is served in. Its objects are stored in the resource's own version
/// and converted at the door.
/// </summary>
public sealed class ServedVersion(Resource resource, string group, string version)
{
    private TypeSchema? _schema;

    public Resource Resource => resource;

    public string Group => group;

    public string Version => version;

    public string ApiVersion => group.Length == 0 ? version : $"{group}/{version}";

    public bool IsStorage => ToServed is null;

    public TypeSchema Schema
    {
        get => _schema ??= IsStorage ? resource.Schema : Schemas.Of(new GroupVersionKind(group, version, resource.Kind));
        init => _schema = value;
    }

    /// <summary>The columns that a custom resource's definition names beside the name.</summary>
    public ListValue PrinterColumns { get; init; } = ListValue.Empty;

    /// <summary>From the stored form to this version's; null where they are the same.</summary>
    public Func<KubeObject, KubeObject>? ToServed { get; init; }

    public Func<MapValue, MapValue>? ToStored { get; init; }

    /// <summary>A stored object as clients of this version see it.</summary>
    public KubeObject Show(KubeObject stored) => ToServed is null ? stored : ToServed(stored);

    public override string ToString() => $"{resource.Plural} of {ApiVersion}";
}
