using System.Text.Json;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Changes;

/// <summary>
/// Whose fields are whose in one revision (metadata.managedFields; structured-merge-diff, FieldsV1). The API server gives a field that was changed to
/// the writer alone, so its owner is the one who changed it last.
/// </summary>
internal sealed class ManagedFields(KubeObject obj)
{
    private readonly (FieldManager Manager, string Time, MapValue Fields)[] _entries =
    [
        .. obj.Metadata.ListAt("managedFields").Where(e => e.StringAt("manager") is { Length: > 0 }).Select(e => (
            new FieldManager(e.StringAt("manager") ?? "", e.StringAt("operation") ?? "", e.StringAt("subresource") ?? ""),
            e.StringAt("time") ?? "",
            e.MapAt("fieldsV1") ?? MapValue.Empty)),
    ];

    public IEnumerable<FieldManager> Managers => _entries.Select(e => e.Manager);

    /// <summary>Those who own the field, or what is below it.</summary>
    public IEnumerable<FieldManager> OwnersOf(FieldPath path) => _entries.Where(e => Owns(e.Fields, path.Steps)).Select(e => e.Manager);

    /// <summary>Those whose entry is new or has another time than in an earlier revision: they wrote in between.</summary>
    public IEnumerable<FieldManager> WroteSince(ManagedFields earlier) =>
        _entries.Where(e => !earlier._entries.Any(o => o.Manager == e.Manager && o.Time == e.Time)).Select(e => e.Manager);

    private bool Owns(MapValue fields, IReadOnlyList<PathStep> steps)
    {
        Value? value = obj.Root;
        var node = fields;
        foreach (var step in steps)
        {
            if (node.Count == 0 && !ReferenceEquals(node, fields))
            {
                // A leaf: the whole below it is owned as one.
                return true;
            }

            value = Below(value, step);
            if (Child(node, step, value) is not { } child)
            {
                return false;
            }

            node = child;
        }

        return true;
    }

    private static Value? Below(Value? value, PathStep step) => step switch
    {
        PathStep.Field field => value?[field.Name],
        PathStep.Item item => (value as ListValue)?.FirstOrDefault(i => item.Keys.All(k => i.At(k.Key.Split('.')) == k.Value)),
        PathStep.Index index when value is ListValue list && index.At < list.Count => list[index.At],
        PathStep.Member member => member.Value,
        _ => null,
    };

    private static MapValue? Child(MapValue node, PathStep step, Value? value)
    {
        switch (step)
        {
            case PathStep.Field field:
                return node["f:" + field.Name]?.AsMap();
            case PathStep.Member member:
                return node["v:" + member.Value]?.AsMap();
            default:
                foreach (var (name, below) in node)
                {
                    if (name.StartsWith("k:", StringComparison.Ordinal) && Keys(name[2..]) is { } keys && keys.All(k => value?[k.Key] == k.Value))
                    {
                        return below.AsMap();
                    }
                }

                return null;
        }
    }

    private static MapValue? Keys(string json)
    {
        try
        {
            return ValueReader.Read(json) as MapValue;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
