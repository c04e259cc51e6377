using System.Collections.Frozen;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A type of the API: its fields in the order of their declaration, which is the order of JSON and of protobuf.</summary>
public sealed class TypeSchema
{
    private readonly Lazy<(IReadOnlyList<FieldSchema> Fields, FrozenDictionary<string, FieldSchema> ByName)> _flat;

    internal TypeSchema(string name, IReadOnlyList<FieldSchema> declared)
    {
        Name = name;
        Declared = declared;
        _flat = new(() =>
        {
            var fields = Flatten().ToList();
            return (fields, fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal));
        });
    }

    /// <summary>The package and the type: <c>apps/v1.Deployment</c>.</summary>
    public string Name { get; }

    /// <summary>The type as Go prints it: <c>v1.Deployment</c>.</summary>
    public string GoType => Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>The fields as they are declared, embedded structs as one field each.</summary>
    public IReadOnlyList<FieldSchema> Declared { get; }

    /// <summary>The fields as JSON shows them: those of embedded structs in their place.</summary>
    public IReadOnlyList<FieldSchema> Fields => _flat.Value.Fields;

    public FieldSchema? Find(string name) => _flat.Value.ByName.GetValueOrDefault(name);

    public override string ToString() => Name;

    private IEnumerable<FieldSchema> Flatten() =>
        Declared.SelectMany(field => field.IsEmbedded ? field.Type.Object!.Fields : [field]);
}
