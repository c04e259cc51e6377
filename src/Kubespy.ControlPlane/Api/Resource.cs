using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Strategies;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api;

/// <summary>A resource that the API server serves: its names, its scope, and the rules of its kind.</summary>
public sealed class Resource
{
    private TypeSchema? _schema;

    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool IsNamespaced { get; init; } = true;

    /// <summary>The subresources beside the object itself: <c>status</c>, <c>scale</c>, <c>binding</c>, <c>log</c>, in the order of discovery.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    public ResourceStrategy Strategy { get; init; } = ResourceStrategy.Default;

    /// <summary>What can be done with it; reviews are only created, and nothing of them is kept.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public bool IsStored => Verbs.Contains("get");

    /// <summary>The type of its objects, from the field table unless it is given.</summary>
    public TypeSchema Schema { get => _schema ??= Schemas.Of(Gvk); init => _schema = value; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public GroupVersionKind Gvk => new(Group, Version, Kind);

    /// <summary><c>pods</c>, <c>deployments.apps</c>: how messages name the resource.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public override string ToString() => GroupResource;
}
