using System.Collections;
using System.Runtime.CompilerServices;

namespace Kubespy.Core.Values;

/// <summary>A JSON array, immutable.</summary>
[CollectionBuilder(typeof(ListValue), nameof(Create))]
public sealed class ListValue : Value, IReadOnlyList<Value>
{
    public static readonly ListValue Empty = new([]);

    private readonly Value[] _items;

    private ListValue(Value[] items) => _items = items;

    public int Count => _items.Length;

    public Value this[int index] => _items[index];

    public static ListValue Create(ReadOnlySpan<Value> items) => items.IsEmpty ? Empty : new ListValue(items.ToArray());

    public static ListValue Of(IEnumerable<Value> items)
    {
        Value[] array = [.. items];
        return array.Length == 0 ? Empty : new ListValue(array);
    }

    /// <summary>Takes the array over; the caller must not touch it again.</summary>
    public static ListValue Adopt(Value[] items) => items.Length == 0 ? Empty : new ListValue(items);

    public ReadOnlySpan<Value> AsSpan() => _items;

    public ListValue Add(Value item) => new([.. _items, item]);

    public ListValue RemoveAt(int index) => Adopt([.. _items.AsSpan(0, index), .. _items.AsSpan(index + 1)]);

    public ListValue SetItem(int index, Value item)
    {
        if (ReferenceEquals(_items[index], item))
        {
            return this;
        }

        var copy = (Value[])_items.Clone();
        copy[index] = item;
        return new ListValue(copy);
    }

    public ListValue Insert(int index, Value item) => new([.. _items.AsSpan(0, index), item, .. _items.AsSpan(index)]);

    public override bool Equals(Value? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not ListValue list || list._items.Length != _items.Length)
        {
            return false;
        }

        for (var i = 0; i < _items.Length; i++)
        {
            if (!_items[i].Equals(list._items[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<Value> GetEnumerator() => ((IEnumerable<Value>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
