using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Kubespy.ControlPlane.Api.CustomResources;

/// <summary>
/// The formats of strings that a schema may ask for (kube-openapi/pkg/validation/strfmt; apiextensions-apiserver's formats.go).
/// Of those that apiextensions knows, numbers of books, credit cards, colors, e-mail addresses and the like are not checked.
/// </summary>
public static partial class SchemaFormats
{
    private static readonly string[] DurationUnits = ["ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"];

    private static readonly string[] DurationUnitStarts = ["nano", "micro", "milli", "sec", "min", "hour", "day", "week"];

    /// <summary>Whether the text has the format; null where the format is not one that is checked.</summary>
    public static bool? Has(string format, string text) => format.Replace("-", "", StringComparison.Ordinal) switch
    {
        "datetime" => IsDateTime(text),
        "date" => IsDate(text),
        "duration" => IsDuration(text),
        "ipv4" => text.Contains('.', StringComparison.Ordinal) && (IsIPv4(text) || IsIPv6(text)),
        "ipv6" => IsIPv6(text),
        "cidr" => IsNetwork(text),
        "uuid" => Uuid().IsMatch(text),
        "uuid3" => Uuid().IsMatch(text) && Version(text) == '3',
        "uuid4" => Uuid().IsMatch(text) && Version(text) == '4' && HasVariant(text),
        "uuid5" => Uuid().IsMatch(text) && Version(text) == '5' && HasVariant(text),
        "byte" => Base64().IsMatch(text),
        _ => null,
    };

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDateTime(string text)
    {
        var parts = text.ToLowerInvariant().Split('t');
        return parts.Length >= 2 && IsDate(parts[0]) && Time().IsMatch(parts[1]);
    }

    /// <summary>As Go writes durations, or as Scala does.</summary>
    private static bool IsDuration(string text) =>
        GoDuration().IsMatch(text)
        || ScalaDuration().Matches(text).Select(m => m.Groups[1].Value.ToLowerInvariant()).Any(unit =>
            DurationUnits.Contains(unit) || DurationUnitStarts.Any(start => unit.StartsWith(start, StringComparison.Ordinal)));

    /// <summary>Zeros in front do not make a part octal.</summary>
    private static bool IsIPv4(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is > 0 and < 10 && p.All(char.IsAsciiDigit) && int.Parse(p, CultureInfo.InvariantCulture) <= 255);
    }

    private static bool IsIPv6(string text) =>
        text.Contains(':', StringComparison.Ordinal)
        && text.AsSpan().IndexOfAny('%', '[', '/') < 0
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsNetwork(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || text.Length - slash is < 2 or > 4 || !text.AsSpan(slash + 1).ContainsOnlyDigits())
        {
            return false;
        }

        var bits = int.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture);
        var address = text[..slash];
        return (IsIPv4(address) && bits <= 32) || (IsIPv6(address) && bits <= 128);
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static char Version(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal)[12];

    private static bool HasVariant(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal)[16] is '8' or '9' or 'a' or 'b' or 'A' or 'B';

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Time();

    [GeneratedRegex(@"^[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)\z")]
    private static partial Regex GoDuration();

    [GeneratedRegex(@"[0-9]+[\t\n\f\r ]*([A-Za-zµ]+)")]
    private static partial Regex ScalaDuration();

    [GeneratedRegex(@"^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}\z")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})\z")]
    private static partial Regex Base64();
}
