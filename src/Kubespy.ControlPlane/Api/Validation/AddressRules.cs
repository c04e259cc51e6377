using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>IP addresses and ranges of them, as fields take them that are older than the strict rules (apimachinery/pkg/util/validation/ip.go).</summary>
internal static class AddressRules
{
    public const string IpRule = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private const string CidrRule = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    public static IReadOnlyList<string> Ip(string text) => TryParse(text) is null ? [IpRule] : [];

    /// <summary>An address in the one form it is written in by default: what an IPAddress is called.</summary>
    public static IReadOnlyList<string> Canonical(string text) => TryParse(text) is not { } address ? [IpRule]
        : address.ToString() is var canonical && canonical != text ? [$"must be in canonical form (\"{canonical}\")"]
        : [];

    public static IReadOnlyList<string> Cidr(string text) => TryParseCidr(text) is null ? [CidrRule] : [];

    /// <summary>An address in the four decimal numbers or the hexadecimal groups of its standard; null for whatever else .NET would take.</summary>
    public static IPAddress? TryParse(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal) && IPAddress.TryParse(text, out var six) ? six : null;
        }

        var bytes = new byte[4];
        var parts = text.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts.Length != 4 || !byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return null;
            }
        }

        return new IPAddress(bytes);
    }

    public static (IPAddress Address, int Length)? TryParseCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && TryParse(text[..slash]) is { } address
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
            ? (address, length)
            : null;
    }

    /// <summary>Whether the range has an address in it.</summary>
    public static bool Contains((IPAddress Address, int Length) range, IPAddress address)
    {
        var (one, other) = (range.Address.GetAddressBytes(), address.GetAddressBytes());
        if (one.Length != other.Length)
        {
            return false;
        }

        for (var bit = 0; bit < range.Length; bit++)
        {
            var mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask))
            {
                return false;
            }
        }

        return true;
    }
}
