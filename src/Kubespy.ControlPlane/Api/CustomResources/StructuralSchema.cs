using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.CustomResources;

/// <summary>
/// The schema of a custom resource, or of a part of it (KEP-1094; apiextensions-apiserver/pkg/apiserver/schema):
/// what belongs there, how lists and maps are owned, and the rules for values.
/// </summary>
public sealed class StructuralSchema
{
    /// <summary>Anything at all.</summary>
    public static readonly StructuralSchema Anything = new(MapValue.Of(("x-kubernetes-preserve-unknown-fields", true)));

    private StructuralSchema(MapValue rules)
    {
        Rules = rules;
        Type = rules.StringAt("type") ?? "";
        KeepsUnknown = rules.BoolAt("x-kubernetes-preserve-unknown-fields") == true;
        IsIntOrString = rules.BoolAt("x-kubernetes-int-or-string") == true;
        IsEmbedded = rules.BoolAt("x-kubernetes-embedded-resource") == true;
        IsNullable = rules.BoolAt("nullable") == true;
        Properties = (rules.MapAt("properties") ?? MapValue.Empty)
            .Where(p => p.Value is MapValue)
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .ToDictionary(p => p.Key, p => new StructuralSchema((MapValue)p.Value), StringComparer.Ordinal);
        Items = rules.MapAt("items") is { } items ? new StructuralSchema(items) : null;
        AdditionalProperties = rules["additionalProperties"] switch
        {
            MapValue schema => new StructuralSchema(schema),
            BoolValue { IsTrue: true } => Anything,
            _ => null,
        };
        MapKeys = [.. rules.ListAt("x-kubernetes-list-map-keys").Select(k => k.AsString() ?? "")];
        AllOf = SchemasAt("allOf");
        AnyOf = SchemasAt("anyOf");
        OneOf = SchemasAt("oneOf");
        Not = rules.MapAt("not") is { } not ? new StructuralSchema(not) : null;
    }

    /// <summary>The schema as it was written.</summary>
    public MapValue Rules { get; }

    /// <summary><c>object</c>, <c>array</c>, <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, or nothing.</summary>
    public string Type { get; }

    public bool KeepsUnknown { get; }

    public bool IsIntOrString { get; }

    /// <summary>Whether the object has apiVersion, kind and metadata of its own.</summary>
    public bool IsEmbedded { get; }

    public bool IsNullable { get; }

    public Value? Default => Rules["default"];

    public IReadOnlyDictionary<string, StructuralSchema> Properties { get; }

    public StructuralSchema? Items { get; }

    public StructuralSchema? AdditionalProperties { get; }

    public IReadOnlyList<string> MapKeys { get; }

    /// <summary>All of these must hold for the same value, too; of <see cref="AnyOf"/> at least one, of <see cref="OneOf"/> exactly one, <see cref="Not"/> must not.</summary>
    public IReadOnlyList<StructuralSchema> AllOf { get; }

    public IReadOnlyList<StructuralSchema> AnyOf { get; }

    public IReadOnlyList<StructuralSchema> OneOf { get; }

    public StructuralSchema? Not { get; }

    public static StructuralSchema Of(MapValue? openApi) => openApi is null ? Anything : new StructuralSchema(openApi);

    /// <summary>What is below an entry of that name; null where it does not belong there.</summary>
    public StructuralSchema? Below(string name) =>
        Properties.TryGetValue(name, out var property) ? property : AdditionalProperties ?? (KeepsUnknown ? Anything : null);

    /// <summary>The type of whole objects, with what every object has.</summary>
    public TypeSchema ToObjectType(string name)
    {
        var fields = Properties.Where(p => p.Key is not ("apiVersion" or "kind" or "metadata"))
            .Select(p => FieldOf(p.Key, p.Value, name))
            .Append(Field("apiVersion", new FieldType(FieldKind.String, "string", isPointer: true)))
            .Append(Field("kind", new FieldType(FieldKind.String, "string", isPointer: true)))
            .Append(Field("metadata", new FieldType(FieldKind.Object, "v1.ObjectMeta", isPointer: true, objectName: "meta/v1.ObjectMeta")))
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .ToList();
        return new TypeSchema(name, isAtomic: false, () => fields) { Structure = this, Rest = KeepsUnknown ? FieldType.Any : null };
    }

    private IReadOnlyList<StructuralSchema> SchemasAt(string name) => [.. Rules.ListAt(name).OfType<MapValue>().Select(s => new StructuralSchema(s))];

    private static FieldSchema FieldOf(string name, StructuralSchema schema, string owner) => new()
    {
        Name = name,
        GoName = name,
        Number = 0,
        Type = schema.ToFieldType($"{owner}.{name}"),
        OmitsEmpty = true,
        Ownership = schema.Rules.StringAt("x-kubernetes-list-type") switch
        {
            "map" => ListOwnership.Map,
            "set" => ListOwnership.Set,
            _ => ListOwnership.Atomic,
        },
        MapKeys = schema.MapKeys,
        IsAtomic = schema.Rules.StringAt("x-kubernetes-map-type") == "atomic",
    };

    private static FieldSchema Field(string name, FieldType type) => new() { Name = name, GoName = name, Number = 0, Type = type, OmitsEmpty = true };

    private FieldType ToFieldType(string name) => Type switch
    {
        "object" when AdditionalProperties is not null && Properties.Count == 0 =>
            new FieldType(FieldKind.Map, "map", isPointer: true, AdditionalProperties.ToFieldType(name)),
        "object" when Properties.Count == 0 => FieldType.Any,
        "object" => new FieldType(FieldKind.Object, "object", isPointer: true, type: new TypeSchema(
            name, Rules.StringAt("x-kubernetes-map-type") == "atomic", () => [.. Properties.Select(p => FieldOf(p.Key, p.Value, name))])
        {
            Rest = KeepsUnknown ? FieldType.Any : null,
        }),
        "array" => new FieldType(FieldKind.List, "array", isPointer: true, (Items ?? Anything).ToFieldType(name)),
        "" => FieldType.Any,
        _ => new FieldType(FieldKind.Raw, Type, isPointer: true),
    };
}
