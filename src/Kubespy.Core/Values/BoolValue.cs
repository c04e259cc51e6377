namespace Kubespy.Core.Values;

/// <summary>JSON's <c>true</c> or <c>false</c>.</summary>
public sealed class BoolValue : Value
{
    public static readonly BoolValue True = new(true);
    public static readonly BoolValue False = new(false);

    private BoolValue(bool isTrue) => IsTrue = isTrue;

    public bool IsTrue { get; }

    public static BoolValue Of(bool flag) => flag ? True : False;

    public override bool Equals(Value? other) => other is BoolValue b && b.IsTrue == IsTrue;

    public override int GetHashCode() => IsTrue ? 1 : 2;
}
