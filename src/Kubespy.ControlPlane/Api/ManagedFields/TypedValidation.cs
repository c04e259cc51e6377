using System.Globalization;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>
/// Whether a configuration has the kinds of values that its type says, down into what is owned as a whole
/// (structured-merge-diff/typed/validate.go, whose words these are). Whether they can be converted is asked later.
/// </summary>
internal sealed class TypedValidation
{
    private readonly List<string> _errors = [];

    public static IReadOnlyList<string> ErrorsOf(MapValue config, TypeSchema type)
    {
        var validation = new TypedValidation();
        validation.CheckObject(config, type, "");
        return validation._errors;
    }

    private void CheckObject(Value value, TypeSchema type, string path)
    {
        if (value is not MapValue map)
        {
            _errors.Add($"{path}: expected map, got &{{{Shown(value)}}}");
            return;
        }

        foreach (var (name, item) in map)
        {
            if (type.Find(name) is { } field)
            {
                Check(item, field.Type, field, $"{path}.{name}");
            }
            else if (type.Rest is { } rest)
            {
                Check(item, rest, null, $"{path}.{name}");
            }
            else
            {
                _errors.Add($"{path}.{name}: field not declared in schema");
            }
        }
    }

    private void Check(Value value, FieldType type, FieldSchema? field, string path)
    {
        switch (type.Kind)
        {
            case var _ when value is NullValue:
                break;
            case FieldKind.Object:
                CheckObject(value, type.Object!, path);
                break;
            case FieldKind.Map when value is MapValue map:
                foreach (var (name, item) in map)
                {
                    Check(item, type.Element!, null, $"{path}.{name}");
                }

                break;
            case FieldKind.Map:
                _errors.Add($"{path}: expected map, got &{{{Shown(value)}}}");
                break;
            case FieldKind.List when value is ListValue list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (field is { Ownership: ListOwnership.Map } && list[i] is not MapValue)
                    {
                        // It has no place of its own, and is told of as the list's.
                        continue;
                    }

                    Check(list[i], type.Element!, null, path + ElementOf(list[i], i, field));
                }

                break;
            case FieldKind.List:
                _errors.Add($"{path}: expected list, got &{{{Shown(value)}}}");
                break;
            case FieldKind.String or FieldKind.Bytes or FieldKind.Duration or FieldKind.Time or FieldKind.MicroTime when value is not StringValue:
                _errors.Add($"{path}: expected string, got &value.valueUnstructured{{Value:{Shown(value)}}}");
                break;
            case FieldKind.Boolean when value is not BoolValue:
                _errors.Add($"{path}: expected boolean, got &{{{Shown(value)}}}");
                break;
            case FieldKind.Integer or FieldKind.Number when value is not NumberValue:
                _errors.Add($"{path}: expected numeric (int or float), got {GoType(value)}");
                break;
        }
    }

    private static string ElementOf(Value item, int index, FieldSchema? field) =>
        field is { Ownership: ListOwnership.Set } || (field is { Ownership: ListOwnership.Map } && item is MapValue)
            ? FieldPath.Shown(ListKeys.ElementOf(item, field))
            : string.Create(CultureInfo.InvariantCulture, $"[{index}]");

    /// <summary>As Go prints a value that it knows nothing of (%v).</summary>
    internal static string Shown(Value value) => value switch
    {
        StringValue text => text.Text,
        NumberValue number => number.Literal,
        BoolValue flag => flag.IsTrue ? "true" : "false",
        ListValue list => $"[{string.Join(' ', list.Select(Shown))}]",
        MapValue map => $"map[{string.Join(' ', map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}:{Shown(e.Value)}"))}]",
        _ => "<nil>",
    };

    private static string GoType(Value value) => value switch
    {
        StringValue => "string",
        BoolValue => "bool",
        ListValue => "[]interface {}",
        _ => "map[string]interface {}",
    };
}
