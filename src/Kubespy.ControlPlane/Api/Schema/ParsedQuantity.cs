using System.Globalization;
using System.Numerics;
using System.Text;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// A quantity as the Go type holds it after parsing: the number as it was written, and the text itself where that is good enough
/// to be shown again (ParseQuantity and CanonicalizeBytes in k8s.io/apimachinery/pkg/api/resource). A template's hash sees these insides.
/// </summary>
/// <param name="Unscaled">The number without its power of ten.</param>
/// <param name="Scale">The power of ten, at most <see cref="MaxExponent"/> either way.</param>
/// <param name="IsBig">Whether Go keeps it as an inf.Dec: fractions of binary amounts, and what has too many digits.</param>
/// <param name="Text">The text given, kept because it is canonical to Go's quick test; null where the text is computed anew.</param>
/// <param name="Format">How the power is written, and will be again.</param>
internal readonly record struct ParsedQuantity(BigInteger Unscaled, int Scale, bool IsBig, string? Text, QuantityFormat Format)
{
    /// <summary>Go takes any exponent of 32 bits, and then runs out of memory on most.</summary>
    internal const int MaxExponent = 1000;

    private const int NanoScale = -9;
    private const int MilliScale = -3;
    private const int MaxDigits = 18;
    private static readonly BigInteger MaxAllowed = long.MaxValue;

    /// <summary>The text that the API shows: the one given if it was kept, else the canonical one.</summary>
    public string Shown => Text ?? Canonical;

    /// <summary>No fraction, and the largest suffix that keeps the number whole. Beyond the largest suffix Go writes none at all.</summary>
    public string Canonical
    {
        get
        {
            if (Unscaled.IsZero)
            {
                return "0";
            }

            return Format == QuantityFormat.BinarySI && WholeUnits is { } whole && BigInteger.Abs(whole) >= 1024
                ? CanonicalBinary(whole)
                : CanonicalDecimal(Format == QuantityFormat.DecimalExponent);
        }
    }

    /// <summary>The number where it has no fraction; else null.</summary>
    private BigInteger? WholeUnits
    {
        get
        {
            if (Scale >= 0)
            {
                return Unscaled * BigInteger.Pow(10, Scale);
            }

            var whole = BigInteger.DivRem(Unscaled, BigInteger.Pow(10, -Scale), out var rest);
            return rest.IsZero ? whole : null;
        }
    }

    /// <summary>Finer parts than thousandths are rounded away from zero, as in every ResourceList (SetDefaults_ResourceList).</summary>
    public ParsedQuantity RoundedToMilli => Scale >= MilliScale ? this : this with { Unscaled = Round(Unscaled, MilliScale - Scale), Scale = MilliScale, Text = null };

    /// <summary>The quantity, or what is wrong with the text in the words of the API server.</summary>
    public static ParsedQuantity? Parse(string text, out string error)
    {
        error = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
        if (text == "0")
        {
            return new ParsedQuantity(0, 0, IsBig: false, text, QuantityFormat.DecimalSI);
        }

        if (QuantityText.Split(text) is not { } parts)
        {
            return null;
        }

        error = "unable to parse quantity's suffix";
        if (QuantitySuffix.Find(parts.Suffix) is not { } suffix)
        {
            return null;
        }

        error = "unable to parse numeric part of quantity";
        return Quick(text, parts, suffix) ?? Big(parts, suffix);
    }

    /// <summary>The insides, as the dump behind pod-template-hash shows them (go-spew).</summary>
    public StringBuilder Dump(StringBuilder dump)
    {
        dump.Append(CultureInfo.InvariantCulture, $"{{i:(resource.int64Amount){{value:(int64){(IsBig ? 0 : Unscaled)} scale:(resource.Scale){(IsBig ? 0 : Scale)}}} d:(resource.infDecAmount){{Dec:(*inf.Dec)");
        if (IsBig)
        {
            dump.Append("{unscaled:(big.Int){neg:(bool)").Append(Unscaled.Sign < 0 ? "true" : "false").Append(" abs:(big.nat)");
            DumpWords(dump).Append(CultureInfo.InvariantCulture, $"}} scale:(inf.Scale){-Scale}}}");
        }
        else
        {
            dump.Append("<nil>");
        }

        return dump.Append(CultureInfo.InvariantCulture, $"}} s:(string){Text} Format:(resource.Format){Format}}}");
    }

    /// <summary>Numbers of few digits, that Go keeps in 64 bits; null where the long way is to be taken.</summary>
    private static ParsedQuantity? Quick(string text, QuantityText parts, QuantitySuffix suffix)
    {
        var isBinary = suffix.Format == QuantityFormat.BinarySI;
        var precision = !isBinary ? MaxDigits - parts.Whole.Length - parts.Fraction.Length
            : parts.Fraction.Length == 0 ? 15 - parts.Whole.Length - (int)(suffix.Exponent * 3 / 10f) - 1
            : -1;
        var scale = (isBinary ? 0 : suffix.Exponent) - parts.Fraction.Length;
        if (precision < 0 || scale < NanoScale)
        {
            return null;
        }

        var digits = parts.Whole + parts.Fraction;
        var number = long.Parse(digits, CultureInfo.InvariantCulture);
        var value = (isBinary ? (BigInteger)number << suffix.Exponent : number) * (parts.IsNegative ? -1 : 1);
        var isCanonical = isBinary
            ? (number & 7) != 0
            : scale % 3 == 0 && digits[0] != '0' && !digits.EndsWith("000", StringComparison.Ordinal);
        return new ParsedQuantity(value, scale, IsBig: false, isCanonical ? text : null, suffix.Format);
    }

    /// <summary>As inf.Dec: in billionths, finer parts rounded away from zero; binary amounts at most 2^63-1.</summary>
    private static ParsedQuantity? Big(QuantityText parts, QuantitySuffix suffix)
    {
        if (!parts.HasDigits)
        {
            return null;
        }

        var format = suffix.Format;
        var unscaled = BigInteger.Parse(parts.Whole + parts.Fraction, CultureInfo.InvariantCulture);
        var scale = -parts.Fraction.Length;
        if (format == QuantityFormat.BinarySI)
        {
            unscaled <<= suffix.Exponent;
        }
        else
        {
            scale += suffix.Exponent;
        }

        if (!unscaled.IsZero)
        {
            unscaled = scale >= NanoScale ? unscaled * BigInteger.Pow(10, scale - NanoScale) : Round(unscaled, NanoScale - scale);
            scale = NanoScale;
            if (format == QuantityFormat.BinarySI)
            {
                var one = BigInteger.Pow(10, -NanoScale);
                format = unscaled < one ? QuantityFormat.DecimalSI : format;
                (unscaled, scale) = unscaled > MaxAllowed * one ? (MaxAllowed, 0) : (unscaled, scale);
            }
        }

        return new ParsedQuantity(parts.IsNegative ? -unscaled : unscaled, scale, IsBig: true, null, format);
    }

    /// <summary>Divided by a power of ten, away from zero.</summary>
    private static BigInteger Round(BigInteger value, int places)
    {
        var quotient = BigInteger.DivRem(value, BigInteger.Pow(10, places), out var rest);
        return quotient + rest.Sign;
    }

    private static string CanonicalBinary(BigInteger whole)
    {
        var power = 0;
        while (BigInteger.Abs(whole) >= 1024 && (whole % 1024).IsZero)
        {
            (whole, power) = (whole / 1024, power + 1);
        }

        return whole.ToString(CultureInfo.InvariantCulture) + QuantitySuffix.Binary(power);
    }

    private string CanonicalDecimal(bool isExponent)
    {
        var (mantissa, exponent) = (Unscaled, Scale);
        while (BigInteger.Abs(mantissa) >= 10 && (mantissa % 10).IsZero)
        {
            (mantissa, exponent) = (mantissa / 10, exponent + 1);
        }

        var excess = ((exponent % 3) + 3) % 3;
        mantissa *= BigInteger.Pow(10, excess);
        exponent -= excess;
        var suffix = !isExponent ? QuantitySuffix.Decimal(exponent)
            : exponent == 0 ? ""
            : "e" + exponent.ToString(CultureInfo.InvariantCulture);
        return mantissa.ToString(CultureInfo.InvariantCulture) + suffix;
    }

    /// <summary>A big number's words of 64 bits, the lowest first.</summary>
    private StringBuilder DumpWords(StringBuilder dump)
    {
        if (Unscaled.IsZero)
        {
            return dump.Append("<nil>");
        }

        dump.Append('[');
        var isFirst = true;
        for (var rest = BigInteger.Abs(Unscaled); !rest.IsZero; rest >>= 64)
        {
            dump.Append(isFirst ? "" : " ").Append(CultureInfo.InvariantCulture, $"{(ulong)(rest & ulong.MaxValue)}");
            isFirst = false;
        }

        return dump.Append(']');
    }
}
