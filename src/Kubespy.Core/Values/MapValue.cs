using System.Collections;

namespace Kubespy.Core.Values;

/// <summary>
/// A JSON object, immutable, which keeps its entries in the order they were given.
/// Equality does not look at the order. Lookup is linear for small maps and indexed for large ones.
/// </summary>
public sealed class MapValue : Value, IReadOnlyCollection<KeyValuePair<string, Value>>
{
    public static readonly MapValue Empty = new([], []);

    private const int IndexedFrom = 24;

    private readonly string[] _names;
    private readonly Value[] _values;
    private Dictionary<string, int>? _index;

    private MapValue(string[] names, Value[] values)
    {
        _names = names;
        _values = values;
    }

    public int Count => _names.Length;

    public override Value? this[string name] => IndexOf(name) is var i and >= 0 ? _values[i] : null;

    public ReadOnlySpan<string> Names => _names;

    public ReadOnlySpan<Value> Values => _values;

    public static MapValue Of(params ReadOnlySpan<(string Name, Value Value)> entries)
    {
        if (entries.IsEmpty)
        {
            return Empty;
        }

        var names = new string[entries.Length];
        var values = new Value[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            (names[i], values[i]) = entries[i];
        }

        return Adopt(names, values);
    }

    public static MapValue Of(IEnumerable<KeyValuePair<string, Value>> entries)
    {
        var builder = new MapBuilder();
        foreach (var (name, value) in entries)
        {
            builder.Set(name, value);
        }

        return builder.ToMap();
    }

    /// <summary>Takes both arrays over; names must be distinct and the caller must not touch them again.</summary>
    public static MapValue Adopt(string[] names, Value[] values) => names.Length == 0 ? Empty : new MapValue(NameLists.Share(names), values);

    /// <summary>Copies both; names must be distinct.</summary>
    internal static MapValue Of(ReadOnlySpan<string> names, ReadOnlySpan<Value> values) => names.IsEmpty ? Empty : new MapValue(NameLists.Share(names), values.ToArray());

    /// <summary>The same names with other values; takes the array over.</summary>
    internal MapValue WithValues(Value[] values) => new(_names, values);

    public bool ContainsKey(string name) => IndexOf(name) >= 0;

    public bool TryGetValue(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Value? value)
    {
        value = this[name];
        return value is not null;
    }

    /// <summary>The map with that entry set, in its old place where there was one, otherwise at the end.</summary>
    public MapValue With(string name, Value value)
    {
        var at = IndexOf(name);
        if (at < 0)
        {
            return Adopt([.. _names, name], [.. _values, value]);
        }

        if (ReferenceEquals(_values[at], value))
        {
            return this;
        }

        var values = (Value[])_values.Clone();
        values[at] = value;
        return new MapValue(_names, values);
    }

    /// <summary>The map with that entry set, or removed where the value is null (the C# null, not JSON's).</summary>
    public MapValue WithOptional(string name, Value? value) => value is null ? Without(name) : With(name, value);

    /// <summary>The map with all entries of the other one set.</summary>
    public MapValue Overlaid(MapValue? other) =>
        other is null || other.Count == 0 ? this : new MapBuilder().SetAll(this).SetAll(other).ToMap();

    public MapValue Without(string name)
    {
        var at = IndexOf(name);
        return at < 0
            ? this
            : Adopt(
                [.. _names.AsSpan(0, at), .. _names.AsSpan(at + 1)],
                [.. _values.AsSpan(0, at), .. _values.AsSpan(at + 1)]);
    }

    public override bool Equals(Value? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not MapValue map || map.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < _names.Length; i++)
        {
            // Most maps that are compared have the same shape: look at the same place first.
            var theirs = string.Equals(map._names[i], _names[i], StringComparison.Ordinal) ? map._values[i] : map[_names[i]];
            if (theirs is null || !_values[i].Equals(theirs))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        var sum = 0;
        for (var i = 0; i < _names.Length; i++)
        {
            sum += HashCode.Combine(string.GetHashCode(_names[i], StringComparison.Ordinal), _values[i]);
        }

        return sum;
    }

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator()
    {
        for (var i = 0; i < _names.Length; i++)
        {
            yield return new KeyValuePair<string, Value>(_names[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string name)
    {
        if (_names.Length >= IndexedFrom)
        {
            return (_index ??= BuildIndex()).TryGetValue(name, out var at) ? at : -1;
        }

        for (var i = 0; i < _names.Length; i++)
        {
            if (string.Equals(_names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(_names.Length, StringComparer.Ordinal);
        for (var i = 0; i < _names.Length; i++)
        {
            index[_names[i]] = i;
        }

        return index;
    }
}
