using System.Diagnostics.CodeAnalysis;

namespace Kubespy.Core.Values;

/// <summary>
/// An immutable JSON value: the one representation of API objects, from the wire to the view.
/// Values are shared structurally: a changed object shares every part that did not change.
/// Unset (absent from its map), null and empty are three different things, as on the real server.
/// </summary>
[SuppressMessage("Design", "CA1052", Justification = "The base of a closed hierarchy.")]
public abstract class Value : IEquatable<Value>
{
    private protected Value()
    {
    }

    public static Value Null => NullValue.Instance;

    /// <summary>Deep equality; the order of a map's entries does not count, the order of a list's items does.</summary>
    public abstract bool Equals(Value? other);

    public sealed override bool Equals(object? obj) => Equals(obj as Value);

    public abstract override int GetHashCode();

    /// <summary>The value as compact JSON.</summary>
    public sealed override string ToString() => System.Text.Encoding.UTF8.GetString(ValueWriter.Write(this));

    /// <summary>The map entry of that name, or null where this is no map or has no such entry.</summary>
    public virtual Value? this[string name] => null;

    public string? AsString() => (this as StringValue)?.Text;

    public long? AsInt64() => (this as NumberValue)?.TryInt64();

    public bool? AsBool() => (this as BoolValue)?.IsTrue;

    public MapValue? AsMap() => this as MapValue;

    public ListValue? AsList() => this as ListValue;

    public static implicit operator Value(string text) => StringValue.Of(text);

    public static implicit operator Value(long number) => NumberValue.Of(number);

    public static implicit operator Value(bool flag) => BoolValue.Of(flag);

    public static bool operator ==(Value? left, Value? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Value? left, Value? right) => !(left == right);
}
