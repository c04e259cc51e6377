using System.Collections.Frozen;
using Kubespy.ControlPlane.Api.CustomResources;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A type of the API: its fields in the order of their declaration, which is the order of JSON and of protobuf.</summary>
public sealed class TypeSchema
{
    private readonly Lazy<IReadOnlyList<FieldSchema>> _declared;
    private readonly Lazy<Value?[]> _zeros;
    private readonly Lazy<IReadOnlyList<FieldSchema>> _fields;
    private readonly Lazy<FrozenDictionary<string, FieldSchema>> _byName;

    internal TypeSchema(string name, bool isAtomic, Func<IReadOnlyList<FieldSchema>> declared)
    {
        Name = name;
        IsAtomic = isAtomic;
        _declared = new(declared);
        _zeros = new(() => [.. Fields.Select(ZeroOf)]);
        _fields = new(Flatten);
        _byName = new(() => Fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal));
    }

    /// <summary>The package and the type: <c>apps/v1.Deployment</c>.</summary>
    public string Name { get; }

    /// <summary>The type as Go prints it: <c>v1.Deployment</c>.</summary>
    public string GoType => Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Whether objects of the type are stored as JSON, which keeps empty lists apart from none: definitions.</summary>
    internal bool IsStoredAsJson => Name.StartsWith("apiextensions/", StringComparison.Ordinal);

    /// <summary>Whether objects of the type are owned as a whole in managedFields.</summary>
    public bool IsAtomic { get; }

    /// <summary>The schema of a custom resource's objects; null for the types of the field table.</summary>
    public StructuralSchema? Structure { get; init; }

    /// <summary>The type of fields that are not declared; null where there are none.</summary>
    public FieldType? Rest { get; init; }

    /// <summary>The fields as they are declared, embedded structs as one field each.</summary>
    public IReadOnlyList<FieldSchema> Declared => _declared.Value;

    /// <summary>The fields as JSON shows them: those of embedded structs in their place.</summary>
    public IReadOnlyList<FieldSchema> Fields => _fields.Value;

    public FieldSchema? Find(string name) => _byName.Value.GetValueOrDefault(name);

    /// <summary>What Go writes for the type's zero value: <c>{}</c>, and the fields that are never left out.</summary>
    public MapValue Zero
    {
        get
        {
            var map = new MapBuilder();
            for (var i = 0; i < Fields.Count; i++)
            {
                map.Set(Fields[i].Name, ZeroOf(i));
            }

            return map.ToMap();
        }
    }

    /// <summary>What Go writes where the field of that index is not set; null where it writes nothing.</summary>
    internal Value? ZeroOf(int index) => _zeros.Value[index];

    /// <summary>Whether an object of the type has one owner there; the field's own word counts more than the type's.</summary>
    internal bool IsWholeIn(FieldSchema? field) => field?.IsGranular != true && (IsAtomic || field?.IsAtomic == true);

    public override string ToString() => Name;

    private static Value? ZeroOf(FieldSchema field)
    {
        // Structs are never empty to Go's encoder; creationTimestamp alone says omitzero.
        if (field.OmitsEmpty && (field.Type.IsPointer || field.Name == "creationTimestamp"))
        {
            return null;
        }

        return field.Type.Kind switch
        {
            _ when field.Type.IsPointer => Value.Null,
            FieldKind.Object => field.Type.Object!.Zero,
            FieldKind.Time or FieldKind.MicroTime => Value.Null,
            FieldKind.Quantity => StringValue.Of("0"),
            _ when field.OmitsEmpty => null,
            FieldKind.String => StringValue.Of(""),
            FieldKind.Integer or FieldKind.Number or FieldKind.IntOrString => NumberValue.Of(0),
            FieldKind.Boolean => BoolValue.False,
            _ => Value.Null,
        };
    }

    private List<FieldSchema> Flatten()
    {
        var fields = new List<FieldSchema>();
        foreach (var field in Declared)
        {
            if (field.IsEmbedded)
            {
                fields.AddRange(field.Type.Object!.Fields);
            }
            else
            {
                fields.Add(field);
            }
        }

        return fields;
    }
}
