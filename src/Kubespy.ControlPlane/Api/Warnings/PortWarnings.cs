using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Warnings;

/// <summary>Ports of a Pod that get into each other's way (pkg/api/pod/warnings.go).</summary>
internal static class PortWarnings
{
    public static IEnumerable<string> Of(IEnumerable<(MapValue Container, string Path)> containers)
    {
        var ports = containers.SelectMany(c => c.Container.ListAt("ports").Select((p, i) => (Port: p, Path: string.Create(CultureInfo.InvariantCulture, $"{c.Path}.ports[{i}]")))).ToList();
        return [.. Overlaps(ports), .. SameNames(ports)];
    }

    private static IEnumerable<string> Overlaps(List<(Value Port, string Path)> ports)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            foreach (var (other, path) in ports.Take(i).Where(p => p.Port.Int64At("containerPort") == ports[i].Port.Int64At("containerPort") && p.Port.StringAt("protocol") == ports[i].Port.StringAt("protocol")))
            {
                if (Conflict(ports[i].Port, other) is { } what)
                {
                    yield return $"{ports[i].Path}: {what} port definition with {path}";
                }
            }
        }
    }

    private static string? Conflict(Value port, Value other)
    {
        var (ip, otherIp) = (port.StringAt("hostIP") ?? "", other.StringAt("hostIP") ?? "");
        var (host, otherHost) = (port.Int64At("hostPort") ?? 0, other.Int64At("hostPort") ?? 0);
        return ip == otherIp && host == otherHost ? "duplicate"
            : host == 0 || otherHost == 0 ? "overlapping"
            : host == otherHost && (ip.Length == 0) != (otherIp.Length == 0) ? "dangerously ambiguous"
            : null;
    }

    private static IEnumerable<string> SameNames(List<(Value Port, string Path)> ports)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (port, path) in ports)
        {
            if (port.StringAt("name") is { Length: > 0 } name && !seen.TryAdd(name, path))
            {
                yield return $"{path}: duplicate port name {StringValue.Of(name)} with {seen[name]}, services and probes that select ports by name will use {seen[name]}";
            }
        }
    }
}
