namespace Kubespy.Core.Values;

/// <summary>A JSON string.</summary>
public sealed class StringValue : Value
{
    public static readonly StringValue Empty = new("");

    private StringValue(string text) => Text = text;

    public string Text { get; }

    public static StringValue Of(string text) => text.Length == 0 ? Empty : new StringValue(text);

    public override bool Equals(Value? other) =>
        ReferenceEquals(this, other) || (other is StringValue s && string.Equals(s.Text, Text, StringComparison.Ordinal));

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);
}
