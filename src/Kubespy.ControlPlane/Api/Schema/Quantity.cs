using System.Numerics;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// A fixed-point number with a suffix (k8s.io/apimachinery/pkg/api/resource): nano precision, finer parts are rounded up.
/// Its text is canonical: no fraction, the largest suffix that keeps the number whole.
/// </summary>
public readonly record struct Quantity : IComparable<Quantity>
{
    public static readonly Quantity One = new(BigInteger.Pow(10, 9), QuantityFormat.DecimalSI);

    private static readonly BigInteger Nano = BigInteger.Pow(10, 9);

    private readonly BigInteger _nanos;
    private readonly QuantityFormat _format;

    private Quantity(BigInteger nanos, QuantityFormat format)
    {
        _nanos = nanos;
        _format = format;
    }

    /// <summary>The value in thousandths, rounded up: how CPU is counted. At most what 64 bits hold.</summary>
    public long Milli => Clamped(Ceiling(_nanos, 1_000_000));

    /// <summary>The value in whole units, rounded up: how memory and counts are counted. At most what 64 bits hold.</summary>
    public long Value => Clamped(Ceiling(_nanos, Nano));

    /// <summary>Whether there is no fraction.</summary>
    public bool IsWhole => (_nanos % Nano).IsZero;

    public bool IsZero => _nanos.IsZero;

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    /// <summary>The sum, in the left one's format unless that is zero.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => left.Add(right);

    public static Quantity Of(long number) => new(number * Nano, QuantityFormat.DecimalSI);

    /// <summary>Thousandths, shown with suffixes of thousands or of 1024.</summary>
    public static Quantity OfMilli(long milli, bool isBinary) => new(milli * (Nano / 1000), isBinary ? QuantityFormat.BinarySI : QuantityFormat.DecimalSI);

    public Quantity Add(Quantity other) => new(_nanos + other._nanos, _nanos.IsZero ? other._format : _format);

    /// <summary>The difference, but not below zero.</summary>
    public Quantity Less(Quantity other) => other >= this ? default : new(_nanos - other._nanos, _format);

    /// <summary>Compares the amounts, whatever their formats.</summary>
    public int CompareTo(Quantity other) => _nanos.CompareTo(other._nanos);

    /// <summary>A quantity that has been decoded.</summary>
    public static Quantity Parse(string text) => TryParse(text) ?? throw new FormatException($"{text} is no quantity");

    public static Quantity? TryParse(string text) =>
        ParsedQuantity.Parse(text, out _) is { } parsed ? new Quantity(Scale(parsed.Unscaled, 9 + parsed.Scale), parsed.Format) : null;

    public override string ToString() => new ParsedQuantity(_nanos, -9, IsBig: false, Text: null, _format).Canonical;

    private static long Clamped(BigInteger value) => (long)BigInteger.Clamp(value, long.MinValue, long.MaxValue);

    private static BigInteger Scale(BigInteger digits, int exponent) =>
        exponent >= 0 ? digits * BigInteger.Pow(10, exponent) : Ceiling(digits, BigInteger.Pow(10, -exponent));

    private static BigInteger Ceiling(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        return rest.Sign > 0 ? quotient + 1 : quotient;
    }
}
