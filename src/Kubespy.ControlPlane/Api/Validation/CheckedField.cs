using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>
/// A field under validation: its value, and where it is told what is wrong with it. What is unset reads as Go's zero, as the real
/// server's types do: "", 0, false, no items. Its path is written out only when there is something to tell.
/// </summary>
internal sealed class CheckedField
{
    private readonly CheckedField? _parent;
    private readonly string _segment;
    private readonly List<FieldError> _errors;

    private CheckedField(CheckedField? parent, string segment, Value? value, List<FieldError> errors)
    {
        (_parent, _segment, Value, _errors) = (parent, segment, value is NullValue ? null : value, errors);
    }

    public Value? Value { get; }

    public bool IsSet => Value is not null;

    public string Text => Value?.AsString() ?? "";

    public long Number => Value?.AsInt64() ?? 0;

    public bool IsTrue => Value?.AsBool() == true;

    /// <summary>How many items a list has, or entries a map.</summary>
    public int Count => Value switch { ListValue list => list.Count, MapValue map => map.Count, _ => 0 };

    /// <summary>How many errors have been told so far, here and elsewhere.</summary>
    public int ErrorCount => _errors.Count;

    public string Path => _parent is null ? _segment : _parent.Path + _segment;

    public IEnumerable<CheckedField> Items
    {
        get
        {
            for (var i = 0; i < (Value as ListValue)?.Count; i++)
            {
                yield return ItemAt(i);
            }
        }
    }

    /// <summary>A map's entries, each at its key in brackets.</summary>
    public IEnumerable<KeyValuePair<string, CheckedField>> Entries => (Value as MapValue ?? MapValue.Empty).Select(e => KeyValuePair.Create(e.Key, At($"[{e.Key}]", e.Value)));

    public CheckedField this[string name] => new(this, _parent is null && _segment.Length == 0 ? name : "." + name, Value?[name], _errors);

    public CheckedField this[string name, string below] => this[name][below];

    public static CheckedField Of(Value? value, string path, List<FieldError> errors) => new(null, path, value, errors);

    public CheckedField ItemAt(int index) => At(string.Create(CultureInfo.InvariantCulture, $"[{index}]"), ((ListValue)Value!)[index]);

    /// <summary>A value that is told of at another place than its own, as the real server does here and there.</summary>
    public CheckedField At(string segment, Value? value) => new(this, segment, value, _errors);

    public void Required(string detail = "") => _errors.Add(FieldError.Required(Path, detail));

    public void Invalid(string detail) => _errors.Add(FieldError.Invalid(Path, Value ?? Core.Values.Value.Null, detail));

    public void Invalid(Value shown, string detail) => _errors.Add(FieldError.Invalid(Path, shown, detail));

    public void Forbidden(string detail) => _errors.Add(FieldError.Forbidden(Path, detail));

    public void Duplicate() => _errors.Add(FieldError.Duplicate(Path, Value ?? ""));

    public void Duplicate(Value shown) => _errors.Add(FieldError.Duplicate(Path, shown));

    public void NotFound() => _errors.Add(new FieldError("FieldValueNotFound", Path, $"Not found: {Value ?? ""}"));

    public void TooLong(int bytes) => _errors.Add(FieldError.TooLong(Path, bytes));

    public void Unsupported(params IEnumerable<string> supported) => _errors.Add(FieldError.Unsupported(Path, Value ?? "", supported));

    public void UnsupportedAs(Value shown, params IEnumerable<string> supported) => _errors.Add(FieldError.Unsupported(Path, shown, supported));

    public void Add(IEnumerable<FieldError> errors) => _errors.AddRange(errors);

    /// <summary>A text that must keep a rule; every rule that it breaks is told.</summary>
    public bool Keeps(Func<string, IReadOnlyList<string>> rule) => Keeps(Text, rule);

    public bool Keeps(string text, Func<string, IReadOnlyList<string>> rule)
    {
        var broken = rule(text);
        for (var i = 0; i < broken.Count; i++)
        {
            Invalid(text, broken[i]);
        }

        return broken.Count == 0;
    }

    /// <summary>A text that must be there and keep a rule.</summary>
    public bool IsGiven(Func<string, IReadOnlyList<string>> rule)
    {
        if (Text.Length > 0)
        {
            return Keeps(rule);
        }

        Required();
        return false;
    }

    public bool IsGiven(string detail = "")
    {
        if (Text.Length == 0)
        {
            Required(detail);
        }

        return Text.Length > 0;
    }

    /// <summary>A text of which only some are known; unset is told as "".</summary>
    public bool IsOneOf(params ReadOnlySpan<string> known)
    {
        if (known.Contains(Text))
        {
            return true;
        }

        Unsupported(known.ToArray());
        return false;
    }

    /// <summary>A text that must be there, and of which only some are known.</summary>
    public bool IsGivenAs(params ReadOnlySpan<string> known)
    {
        if (Text.Length > 0)
        {
            return IsOneOf(known);
        }

        Required();
        return false;
    }

    public bool IsNotNegative()
    {
        if (Number < 0)
        {
            Invalid("must be greater than or equal to 0");
        }

        return Number >= 0;
    }

    public bool IsPositive()
    {
        if (Number <= 0)
        {
            Invalid(Number, "must be greater than zero");
        }

        return Number > 0;
    }

    /// <summary>A number within bounds that belong to it; unset is 0.</summary>
    public bool IsWithin(long least, long most)
    {
        var isWithin = Number >= least && Number <= most;
        if (!isWithin)
        {
            Invalid(Number, string.Create(CultureInfo.InvariantCulture, $"must be between {least} and {most}, inclusive"));
        }

        return isWithin;
    }

    public bool IsPort() => IsWithin(1, 65535);

    /// <summary>A port by its number or its name.</summary>
    public bool IsPortOrName() => Value is StringValue ? Keeps(NameRules.PortName) : IsPort();
}
