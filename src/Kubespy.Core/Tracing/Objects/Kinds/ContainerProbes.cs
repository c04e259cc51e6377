using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>The probes of a container in words: what is asked, how often, and what follows from how many failures (core/v1 Probe's defaults).</summary>
internal static class ContainerProbes
{
    public static IEnumerable<string> Of(Value container)
    {
        foreach (var (field, name) in (IEnumerable<(string, string)>)[("startupProbe", "startup"), ("readinessProbe", "readiness"), ("livenessProbe", "liveness")])
        {
            if (container.MapAt(field) is { } probe)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} probe: {Action(probe)} every {probe.Int64At("periodSeconds") ?? 10}s, {probe.Int64At("failureThreshold") ?? 3} failures count");
            }
        }
    }

    private static string Action(MapValue probe) =>
        probe.MapAt("httpGet") is { } http ? $"{http.StringAt("scheme") ?? "HTTP"} GET :{Port(http)}{http.StringAt("path") ?? "/"}"
        : probe.MapAt("tcpSocket") is { } tcp ? $"TCP :{Port(tcp)}"
        : probe.MapAt("grpc") is { } grpc ? $"gRPC :{Port(grpc)}"
        : $"exec {string.Join(' ', probe.ListAt("exec", "command").Select(c => c.AsString() ?? ""))}";

    private static string Port(MapValue action) => action.StringAt("port") ?? (action.Int64At("port") ?? 0).ToString(CultureInfo.InvariantCulture);
}
