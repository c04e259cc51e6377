namespace Kubespy.Core.Values;

/// <summary>JSON's <c>null</c>.</summary>
public sealed class NullValue : Value
{
    public static readonly NullValue Instance = new();

    private NullValue()
    {
    }

    public override bool Equals(Value? other) => other is NullValue;

    public override int GetHashCode() => 0;
}
