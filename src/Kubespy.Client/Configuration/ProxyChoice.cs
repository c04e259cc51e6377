using System.Net;
using System.Net.Sockets;

namespace Kubespy.Client.Configuration;

/// <summary>
/// Which proxy leads to a server where the kubeconfig names none: what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say, by the rules that kubectl follows
/// (golang.org/x/net/http/httpproxy): loopback is never proxied, and NO_PROXY knows suffixes, CIDR blocks and ports.
/// </summary>
internal static class ProxyChoice
{
    /// <exception cref="FormatException">The variable's value is no URL.</exception>
    public static Uri? Of(Uri server, KubeEnvironment environment)
    {
        var name = server.Scheme == Uri.UriSchemeHttps ? "HTTPS_PROXY" : "HTTP_PROXY";
        var value = First(environment, name);
        if (value.Length == 0 || server.IsLoopback || First(environment, "NO_PROXY").Split(',', StringSplitOptions.TrimEntries).Any(p => Matches(server, p)))
        {
            return null;
        }

        return Parse(value) ?? throw new FormatException($"{name} is no proxy's URL: {value}");
    }

    /// <summary>The URL of a proxy, <c>http://</c> where it names no scheme; null where it is none.</summary>
    public static Uri? Parse(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var proxy)
        && proxy.Scheme is "http" or "https" or "socks5" or "socks5h" && proxy.Host.Length > 0
            ? proxy
            : null;

    private static string First(KubeEnvironment environment, string name) =>
        environment[name] is { Length: > 0 } upper ? upper : environment[name.ToLowerInvariant()];

    private static bool Matches(Uri server, string pattern)
    {
        if (pattern.Length == 0)
        {
            return false;
        }

        if (pattern == "*")
        {
            return true;
        }

        var host = server.IdnHost.Trim('[', ']').TrimEnd('.');
        if (IPNetwork.TryParse(pattern, out var block))
        {
            return IPAddress.TryParse(host, out var inBlock) && block.Contains(inBlock);
        }

        var (name, port) = Split(pattern);
        if (port.Length > 0 && port != server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            return false;
        }

        if (IPAddress.TryParse(name, out var address))
        {
            return IPAddress.TryParse(host, out var mine) && mine.Equals(address);
        }

        name = name.StartsWith("*.", StringComparison.Ordinal) ? name[1..] : name;
        return name.StartsWith('.')
            ? host.EndsWith(name, StringComparison.OrdinalIgnoreCase)
            : host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
    }

    private static (string Name, string Port) Split(string pattern)
    {
        if (IPAddress.TryParse(pattern, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && !pattern.StartsWith('['))
        {
            return (pattern, "");
        }

        var colon = pattern.LastIndexOf(':');
        return colon > pattern.LastIndexOf(']') && colon >= 0
            ? (pattern[..colon].Trim('[', ']'), pattern[(colon + 1)..])
            : (pattern.Trim('[', ']'), "");
    }
}
