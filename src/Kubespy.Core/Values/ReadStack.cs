namespace Kubespy.Core.Values;

/// <summary>
/// The entries of the maps and lists that are being read, those of an inner one above those of the outer one. A thread reuses its own, so that only what is
/// kept is allocated.
/// </summary>
internal sealed class ReadStack
{
    private const int IndexedFrom = 24;

    /// <summary>One that grew larger, over a huge map, is not kept.</summary>
    private const int LargestKept = 4096;

    [ThreadStatic]
    private static ReadStack? s_free;

    private string[] _names = new string[64];
    private Value[] _values = new Value[64];
    private int _used;

    public int Top { get; private set; }

    public static ReadStack Rent()
    {
        var stack = s_free ?? new ReadStack();
        s_free = null;
        return stack;
    }

    public void Return()
    {
        if (_values.Length <= LargestKept)
        {
            Array.Clear(_names, 0, _used);
            Array.Clear(_values, 0, _used);
            (Top, _used) = (0, 0);
            s_free = this;
        }
    }

    public void Push(string name, Value value)
    {
        Push(value);
        _names[Top - 1] = name;
    }

    public void Push(Value value)
    {
        if (Top == _values.Length)
        {
            Array.Resize(ref _names, Top * 2);
            Array.Resize(ref _values, Top * 2);
        }

        _values[Top++] = value;
        _used = Math.Max(_used, Top);
    }

    public void Replace(int at, Value value) => _values[at] = value;

    /// <summary>Where that name is among the entries above the mark; -1 where it is not. The index is made once they are many.</summary>
    public int IndexOf(int mark, string name, ref Dictionary<string, int>? index)
    {
        if (Top - mark < IndexedFrom)
        {
            for (var i = mark; i < Top; i++)
            {
                if (string.Equals(_names[i], name, StringComparison.Ordinal))
                {
                    return i;
                }
            }

            return -1;
        }

        index ??= new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = mark + index.Count; i < Top; i++)
        {
            index[_names[i]] = i;
        }

        return index.GetValueOrDefault(name, -1);
    }

    public MapValue PopMap(int mark)
    {
        var map = MapValue.Of(_names.AsSpan(mark, Top - mark), _values.AsSpan(mark, Top - mark));
        Top = mark;
        return map;
    }

    public ListValue PopList(int mark)
    {
        var list = ListValue.Create(_values.AsSpan(mark, Top - mark));
        Top = mark;
        return list;
    }
}
