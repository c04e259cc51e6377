using System.Globalization;
using System.Numerics;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// A fixed-point number with a suffix (k8s.io/apimachinery/pkg/api/resource): nano precision, finer parts are rounded up.
/// Its text is canonical: no fraction, the largest suffix that keeps the number whole.
/// </summary>
public readonly record struct Quantity : IComparable<Quantity>
{
    public static readonly Quantity One = new(BigInteger.Pow(10, 9), Format.DecimalSI);

    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly BigInteger Nano = BigInteger.Pow(10, 9);

    private readonly BigInteger _nanos;
    private readonly Format _format;

    private Quantity(BigInteger nanos, Format format)
    {
        _nanos = nanos;
        _format = format;
    }

    private enum Format
    {
        DecimalSI,
        BinarySI,
        DecimalExponent,
    }

    /// <summary>The value in thousandths, rounded up: how CPU is counted.</summary>
    public long Milli => (long)Ceiling(_nanos, 1_000_000);

    /// <summary>The value in whole units, rounded up: how memory and counts are counted.</summary>
    public long Value => (long)Ceiling(_nanos, Nano);

    public bool IsZero => _nanos.IsZero;

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    /// <summary>The sum, in the left one's format unless that is zero.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => left.Add(right);

    public static Quantity Of(long number) => new(number * Nano, Format.DecimalSI);

    /// <summary>Thousandths, shown with suffixes of thousands or of 1024.</summary>
    public static Quantity OfMilli(long milli, bool isBinary) => new(milli * (Nano / 1000), isBinary ? Format.BinarySI : Format.DecimalSI);

    public Quantity Add(Quantity other) => new(_nanos + other._nanos, _nanos.IsZero ? other._format : _format);

    /// <summary>The difference, but not below zero.</summary>
    public Quantity Less(Quantity other) => other >= this ? default : new(_nanos - other._nanos, _format);

    /// <summary>Compares the amounts, whatever their formats.</summary>
    public int CompareTo(Quantity other) => _nanos.CompareTo(other._nanos);

    /// <summary>A quantity that has been decoded.</summary>
    public static Quantity Parse(string text) => TryParse(text) ?? throw new FormatException($"{text} is no quantity");

    public static Quantity? TryParse(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.' || (end == 0 && text[0] is '+' or '-')))
        {
            end++;
        }

        var (number, suffix) = (text[..end], text[end..]);
        if (!decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        var point = number.IndexOf('.', StringComparison.Ordinal);
        var digits = BigInteger.Parse(number.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var scale = point < 0 ? 0 : number.Length - point - 1;
        if (Array.IndexOf(Binary, suffix) is var power and > 0)
        {
            return new Quantity(Scale(digits * BigInteger.Pow(1024, power), 9 - scale), Format.BinarySI);
        }

        if (Array.IndexOf(Decimal, suffix) is var place and >= 0)
        {
            return new Quantity(Scale(digits, (3 * place) - scale), Format.DecimalSI);
        }

        return suffix.Length > 1 && suffix[0] is 'e' or 'E' && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) && Math.Abs(exponent) < 40
            ? new Quantity(Scale(digits, 9 + exponent - scale), Format.DecimalExponent)
            : null;
    }

    public override string ToString()
    {
        var units = _nanos / Nano;
        // What is no whole number, or small, is shown in decimal: nothing is lost (CanonicalizeBytes).
        if (_format == Format.BinarySI && BigInteger.Abs(units) >= 1024 && (_nanos % Nano).IsZero)
        {
            var (whole, power) = (Ceiling(_nanos, Nano), 0);
            while (power < Binary.Length - 1 && (whole % 1024).IsZero)
            {
                (whole, power) = (whole / 1024, power + 1);
            }

            return whole.ToString(CultureInfo.InvariantCulture) + Binary[power];
        }

        var (mantissa, place) = (_nanos, 0);
        while (place < Decimal.Length - 1 && !mantissa.IsZero && (mantissa % 1000).IsZero)
        {
            (mantissa, place) = (mantissa / 1000, place + 1);
        }

        if (mantissa.IsZero)
        {
            return "0";
        }

        var suffix = _format == Format.DecimalExponent
            ? place == 3 ? "" : "e" + ((place - 3) * 3).ToString(CultureInfo.InvariantCulture)
            : Decimal[place];
        return mantissa.ToString(CultureInfo.InvariantCulture) + suffix;
    }

    /// <summary>The insides of the Go type, as the dump behind pod-template-hash shows them.</summary>
    internal System.Text.StringBuilder Dump(System.Text.StringBuilder dump, bool isSet)
    {
        var (value, scale) = (_nanos, -9);
        while (scale < 0 && (value % 10).IsZero && !value.IsZero)
        {
            (value, scale) = (value / 10, scale + 1);
        }

        if (value.IsZero)
        {
            scale = 0;
        }

        if (_format == Format.DecimalSI && scale is not 0 and > -3)
        {
            (value, scale) = (value * BigInteger.Pow(10, scale + 3), -3);
        }

        return dump.Append(CultureInfo.InvariantCulture, $"{{i:(resource.int64Amount){{value:(int64){value} scale:(resource.Scale){scale}}} d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string) Format:(resource.Format){(isSet ? _format.ToString() : "")}}}");
    }

    private static BigInteger Scale(BigInteger digits, int exponent) =>
        exponent >= 0 ? digits * BigInteger.Pow(10, exponent) : Ceiling(digits, BigInteger.Pow(10, -exponent));

    private static BigInteger Ceiling(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        return rest.Sign > 0 ? quotient + 1 : quotient;
    }
}
