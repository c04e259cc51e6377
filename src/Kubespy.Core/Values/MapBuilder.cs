namespace Kubespy.Core.Values;

/// <summary>Builds a <see cref="MapValue"/> entry by entry; a name set twice keeps its first place and its last value.</summary>
public sealed class MapBuilder
{
    private const int IndexedFrom = 24;

    private readonly List<string> _names = [];
    private readonly List<Value> _values = [];
    private Dictionary<string, int>? _index;

    public int Count => _names.Count;

    public MapBuilder Set(string name, Value? value)
    {
        if (value is null)
        {
            return this;
        }

        var at = IndexOf(name);
        if (at >= 0)
        {
            _values[at] = value;
            return this;
        }

        _index?.Add(name, _names.Count);
        _names.Add(name);
        _values.Add(value);
        if (_index is null && _names.Count == IndexedFrom)
        {
            _index = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < _names.Count; i++)
            {
                _index[_names[i]] = i;
            }
        }

        return this;
    }

    public MapBuilder SetAll(MapValue entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            Set(entries.Names[i], entries.Values[i]);
        }

        return this;
    }

    public bool Contains(string name) => IndexOf(name) >= 0;

    public MapValue ToMap() => MapValue.Adopt([.. _names], [.. _values]);

    private int IndexOf(string name)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(name, out var at) ? at : -1;
        }

        for (var i = 0; i < _names.Count; i++)
        {
            if (string.Equals(_names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
