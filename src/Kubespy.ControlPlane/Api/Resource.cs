using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Strategies;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api;

/// <summary>A resource that the API server serves: its names, its scope, and the rules of its kind.</summary>
public sealed class Resource
{
    private TypeSchema? _schema;
    private string? _groupResource;
    private string? _listKind;

    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool IsNamespaced { get; init; } = true;

    /// <summary>The subresources beside the object itself: <c>status</c>, <c>scale</c>, <c>binding</c>, <c>log</c>, <c>resize</c>, in the order of discovery.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    public ResourceStrategy Strategy { get; init; } = ResourceStrategy.Default;

    /// <summary>What can be done with it; reviews are only created, and nothing of them is kept.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Whether objects of it are kept. What is measured can be read, and reviews created, but not watched.</summary>
    public bool IsStored => Verbs.Contains("watch");

    /// <summary>The type of its objects, from the field table unless it is given.</summary>
    public TypeSchema Schema { get => _schema ??= Schemas.Of(Gvk); init => _schema = value; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public GroupVersionKind Gvk => new(Group, Version, Kind);

    /// <summary><c>pods</c>, <c>deployments.apps</c>: how messages name the resource.</summary>
    public string GroupResource => _groupResource ??= Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>What the kind of a list is called.</summary>
    public string ListKind { get => _listKind ?? Kind + "List"; init => _listKind = value; }

    /// <summary>Whether a CustomResourceDefinition made it.</summary>
    public bool IsCustom => Schema.Structure is not null;

    /// <summary>The fields beside name and namespace that selectors of a custom resource may name: <c>spec.color</c>.</summary>
    public IReadOnlyList<string> SelectablePaths { get; init; } = [];

    /// <summary>What clients are warned of that still use it.</summary>
    public string? Deprecation { get; init; }

    /// <summary>Where the subresource scale finds what it shows.</summary>
    public ScalePaths Scale { get; init; } = ScalePaths.BuiltIn;

    /// <summary>A custom resource stays the same one when its definition changes.</summary>
    public override bool Equals(object? obj) => obj is Resource other && other.GroupResource == GroupResource;

    public override int GetHashCode() => GroupResource.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => GroupResource;
}
