using System.Globalization;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A quantity's suffix: a power of ten, or of two (pkg/api/resource/suffix.go).</summary>
internal readonly record struct QuantitySuffix(int Exponent, QuantityFormat Format)
{
    private static readonly string[] Decimals = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binaries = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static QuantitySuffix? Find(string suffix)
    {
        if (Array.IndexOf(Decimals, suffix) is var place and >= 0)
        {
            return new QuantitySuffix((3 * place) - 9, QuantityFormat.DecimalSI);
        }

        if (Array.IndexOf(Binaries, suffix) is var power and > 0)
        {
            return new QuantitySuffix(10 * power, QuantityFormat.BinarySI);
        }

        return suffix[0] is 'e' or 'E'
            && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            && exponent is >= -ParsedQuantity.MaxExponent and <= ParsedQuantity.MaxExponent
            ? new QuantitySuffix(exponent, QuantityFormat.DecimalExponent)
            : null;
    }

    /// <summary>The suffix of a power of ten that 3 divides; none for what is beyond them, as Go has it.</summary>
    public static string Decimal(int exponent) => ((exponent + 9) / 3) is var place && place < Decimals.Length ? Decimals[place] : "";

    /// <summary>The suffix of a power of 1024.</summary>
    public static string Binary(int power) => Binaries[power];
}
