using System.Globalization;

namespace Kubespy.Core.Tracing;

/// <summary>Several Pods in a sentence.</summary>
internal static class Names
{
    /// <summary>The names where they are few, else their number.</summary>
    public static string Of(IReadOnlyCollection<string> names) =>
        names.Count <= 3 ? string.Join(", ", names) : string.Create(CultureInfo.InvariantCulture, $"{names.Count} Pods");

    public static string Verb(IReadOnlyCollection<string> names, string one, string several) => names.Count == 1 ? one : several;

    /// <summary>1st, 2nd, 3rd, 4th, 11th.</summary>
    public static string Ordinal(long number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{number}{((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}");
}
