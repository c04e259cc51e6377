using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.CustomResources;

/// <summary>
/// The value rules of a schema, in the words of kube-openapi's validator (apiextensions-apiserver/pkg/apiserver/validation).
/// What an update leaves as it was is not checked again (KEP-4008, ratcheting). x-kubernetes-validations (CEL) are not evaluated.
/// </summary>
internal sealed class StructuralValidation
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);

    private readonly List<FieldError> _errors = [];

    private int _matches;

    public static IReadOnlyList<FieldError> Check(MapValue root, MapValue? old, StructuralSchema schema) =>
        Of("", root.Without("metadata").Without("apiVersion").Without("kind"), old?.Without("metadata").Without("apiVersion").Without("kind"), schema).Errors;

    /// <summary>What is wrong with a value, and how many checks were made of it: of several failed alternatives the one is told that went furthest.</summary>
    internal static (IReadOnlyList<FieldError> Errors, int Matches) Of(string path, Value value, Value? old, StructuralSchema schema)
    {
        var validation = new StructuralValidation();
        validation.Check(path, value, old, schema);
        return (validation._errors, validation._matches);
    }

    private void Check(string path, Value value, Value? old, StructuralSchema schema)
    {
        if (old is not null && old == value)
        {
            return;
        }

        CheckType(path, value, schema);
        if (value is not NullValue)
        {
            var (errors, matches) = SchemaAlternatives.Check(path, value, old, schema);
            _errors.AddRange(errors.Except(_errors));
            _matches += matches;
        }

        CheckEnum(path, value, schema.Rules);
        switch (value)
        {
            case MapValue map:
                CheckMap(path, map, old as MapValue, schema);
                break;
            case ListValue list:
                CheckList(path, list, old as ListValue, schema);
                break;
            case StringValue text:
                CheckText(path, text.Text, schema.Rules);
                CheckFormat(path, text, schema);
                break;
            case NumberValue number:
                CheckRange(path, number, schema);
                CheckNumber(path, number, schema.Rules);
                break;
        }

        // As many as kube-openapi counts: its validators that apply to such a value, whatever they find.
        _matches += value switch
        {
            NullValue => 0,
            ListValue or NumberValue => 5,
            MapValue or StringValue => 4,
            _ => 3,
        };
    }

    private void CheckType(string path, Value value, StructuralSchema schema)
    {
        var given = value switch
        {
            MapValue => "object",
            ListValue => "array",
            StringValue => "string",
            BoolValue => "boolean",
            NumberValue number => number.TryInt64() is not null ? "integer" : "number",
            _ => "null",
        };
        var wanted = schema.IsIntOrString ? "integer,string" : schema.Type;
        if (wanted.Length == 0)
        {
            return;
        }

        var fits = given switch
        {
            "null" => schema.IsNullable,
            "integer" => wanted is "integer" or "number" or "integer,string",
            "string" => wanted is "string" or "integer,string",
            _ => wanted == given,
        };
        _matches += fits ? 2 : 1;
        if (!fits)
        {
            AddType(path, wanted, given);
        }
    }

    private void AddType(string path, string wanted, string given) => _errors.Add(new FieldError(
        "FieldValueTypeInvalid", path, $"Invalid value: \"{given}\": {path} in body must be of type {wanted}: \"{given}\""));

    private void CheckEnum(string path, Value value, MapValue rules)
    {
        if (rules["enum"] is ListValue allowed && !allowed.Any(a => a == value))
        {
            _errors.Add(new FieldError(
                "FieldValueNotSupported", path,
                $"Unsupported value: {value}: supported values: {string.Join(", ", allowed.Select(a => $"\"{a.AsString() ?? a.ToString()}\""))}"));
        }
    }

    private void CheckMap(string path, MapValue map, MapValue? old, StructuralSchema schema)
    {
        foreach (var name in schema.Rules.ListAt("required").Select(r => r.AsString() ?? "").Where(r => map[r] is null && !(path.Length == 0 && r is "metadata" or "apiVersion" or "kind")))
        {
            _errors.Add(FieldError.Required(At(path, name)));
        }

        if (schema.Rules.Int64At("maxProperties") is { } max && map.Count > max)
        {
            _errors.Add(TooMany(path, map.Count, max));
        }

        if (schema.Rules.Int64At("minProperties") is { } min && map.Count < min)
        {
            Add(path, map.Count, $"should have at least {min} properties");
        }

        foreach (var (name, value) in map)
        {
            if (schema.Below(name) is { } below)
            {
                Check(At(path, name), value, old?[name], below);
            }
        }
    }

    private void CheckList(string path, ListValue list, ListValue? old, StructuralSchema schema)
    {
        if (schema.Rules.Int64At("maxItems") is { } max && list.Count > max)
        {
            _errors.Add(TooMany(path, list.Count, max));
        }

        if (schema.Rules.Int64At("minItems") is { } min && list.Count < min)
        {
            Add(path, list.Count, $"should have at least {min} items");
        }

        CheckUnique(path, list, schema);
        for (var i = 0; i < list.Count && schema.Items is not null; i++)
        {
            Check(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), list[i], old is not null && i < old.Count ? old[i] : null, schema.Items);
        }
    }

    /// <summary>Sets hold an item once, map-like lists a key once.</summary>
    private void CheckUnique(string path, ListValue list, StructuralSchema schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var key = schema.Rules.StringAt("x-kubernetes-list-type") switch
            {
                "set" => list[i],
                "map" => MapValue.Of(schema.MapKeys.Where(k => list[i][k] is not null).Select(k => KeyValuePair.Create(k, list[i][k]!))),
                _ => null,
            };
            if (key is not null && !seen.Add(key.ToString()))
            {
                _errors.Add(FieldError.Duplicate(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), key));
            }
        }
    }

    private void CheckText(string path, string text, MapValue rules)
    {
        var length = text.EnumerateRunes().Count();
        if (rules.Int64At("maxLength") is { } max && length > max)
        {
            _errors.Add(FieldError.TooLong(path, (int)max));
        }

        if (rules.Int64At("minLength") is { } min && length < min)
        {
            Add(path, text, $"should be at least {min} chars long");
        }

        if (rules.StringAt("pattern") is { } pattern && !IsMatch(text, pattern))
        {
            Add(path, text, $"should match '{pattern}'");
        }
    }

    private void CheckFormat(string path, StringValue text, StructuralSchema schema)
    {
        if (schema.Type is "" or "string" && schema.Rules.StringAt("format") is { } format && SchemaFormats.Has(format, text.Text) is { } has)
        {
            _matches++;
            if (!has)
            {
                _errors.Add(new FieldError("FieldValueTypeInvalid", path, $"Invalid value: {text}: {path} in body must be of type {format}: {text}"));
            }
        }
    }

    /// <summary>The real server names no field here.</summary>
    private void CheckRange(string path, NumberValue number, StructuralSchema schema)
    {
        var fits = (schema.Type, schema.Rules.StringAt("format")) switch
        {
            ("integer", "int32") => number.TryInt64() is null or (>= int.MinValue and <= int.MaxValue),
            ("number", "float") => Math.Abs(number.ToDouble()) <= float.MaxValue,
            _ => true,
        };
        if (!fits)
        {
            _errors.Add(FieldError.Invalid(
                "<nil>", StringValue.Empty, $"Checked value must be of type {schema.Type} with format {schema.Rules.StringAt("format")} in {path}"));
        }
    }

    private void CheckNumber(string path, NumberValue number, MapValue rules)
    {
        var value = number.ToDouble();
        if ((rules["minimum"] as NumberValue) is { } min)
        {
            var isExclusive = rules.BoolAt("exclusiveMinimum") == true;
            if (value < min.ToDouble() || (isExclusive && value <= min.ToDouble()))
            {
                Add(path, number, $"should be greater than {(isExclusive ? "" : "or equal to ")}{min.Literal}");
            }
        }

        if ((rules["maximum"] as NumberValue) is { } max)
        {
            var isExclusive = rules.BoolAt("exclusiveMaximum") == true;
            if (value > max.ToDouble() || (isExclusive && value >= max.ToDouble()))
            {
                Add(path, number, $"should be less than {(isExclusive ? "" : "or equal to ")}{max.Literal}");
            }
        }

        if ((rules["multipleOf"] as NumberValue)?.ToDouble() is > 0 and var factor && value / factor % 1 != 0)
        {
            Add(path, number, string.Create(CultureInfo.InvariantCulture, $"should be a multiple of {factor}"));
        }
    }

    /// <summary>A pattern that cannot be read, or takes too long, refuses nothing.</summary>
    private static bool IsMatch(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private void Add(string path, Value value, string rule) =>
        _errors.Add(FieldError.Invalid(path.Length == 0 ? "<nil>" : path, value, $"{path} in body {rule}"));

    private static FieldError TooMany(string path, long actual, long max) =>
        new("FieldValueTooMany", path, string.Create(CultureInfo.InvariantCulture, $"Too many: {actual}: must have at most {max} items"));

    private static string At(string path, string name) => path.Length == 0 ? name : new StringBuilder(path).Append('.').Append(name).ToString();
}
