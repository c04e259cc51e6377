using System.Globalization;

namespace Kubespy.Core.Values;

/// <summary>
/// A JSON number. Integers are kept as 64 bits, as Kubernetes reads them; anything else keeps its literal text,
/// so that what was read is what is written.
/// </summary>
public sealed class NumberValue : Value
{
    private static readonly NumberValue[] Small = [.. Enumerable.Range(-1, 1026).Select(i => new NumberValue(i, null))];

    private readonly long _integer;
    private readonly string? _literal;

    private NumberValue(long integer, string? literal)
    {
        _integer = integer;
        _literal = literal;
    }

    public bool IsInteger => _literal is null;

    /// <summary>The number as it is written in JSON.</summary>
    public string Literal => _literal ?? _integer.ToString(CultureInfo.InvariantCulture);

    public static NumberValue Of(long number) =>
        number is >= -1 and <= 1024 ? Small[number + 1] : new NumberValue(number, null);

    /// <summary>Whether there is only one of that number: small integers.</summary>
    internal static bool IsShared(NumberValue number) => number._literal is null && number._integer is >= -1 and <= 1024;

    /// <summary>A number from its JSON literal, which the caller has checked to be one.</summary>
    public static NumberValue OfLiteral(string literal) =>
        long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) && literal != "-0"
            ? Of(integer)
            : new NumberValue(0, literal);

    /// <summary>The integer, or null where the number is not a whole one of 64 bits.</summary>
    public long? TryInt64()
    {
        if (_literal is null)
        {
            return _integer;
        }

        var number = ToDouble();
        return number == Math.Floor(number) && Math.Abs(number) < 9.0e15 ? (long)number : null;
    }

    public double ToDouble() =>
        _literal is null ? _integer : double.Parse(_literal, NumberStyles.Float, CultureInfo.InvariantCulture);

    public override bool Equals(Value? other) =>
        other is NumberValue n && (_literal is null && n._literal is null
            ? n._integer == _integer
            : n.ToDouble().Equals(ToDouble()));

    public override int GetHashCode() => ToDouble().GetHashCode();
}
