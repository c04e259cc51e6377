using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>What of a Service's settings sends its traffic elsewhere, or drops it (KEP-1669, KEP-2086, KEP-4444).</summary>
internal static class ServiceTraffic
{
    /// <summary>A policy makes nodes without an endpoint of their own drop what comes to them.</summary>
    public static bool IsLocal(KubeObject service) => Policy(service, "internalTrafficPolicy") == "Local" || IsLocalOutside(service);

    public static IEnumerable<TraceRow> Rows(ServiceFacts facts)
    {
        var service = facts.Service;
        if (facts.PublishesNotReady)
        {
            yield return TraceRow.Of("not ready", Health.Aside, "publishNotReadyAddresses: Pods that are not Ready get traffic, too");
        }

        if (Policy(service, "internalTrafficPolicy") == "Local")
        {
            yield return Local("internal policy", "traffic from a node's own Pods", facts);
        }

        if (IsLocalOutside(service))
        {
            yield return Local("external policy", "traffic from outside", facts);
        }

        if (service.Root.StringAt("spec", "sessionAffinity") == "ClientIP")
        {
            var seconds = service.Root.Int64At("spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds") ?? 10_800;
            yield return TraceRow.Of("affinity", Health.Aside, $"ClientIP: a client stays with one Pod for {HumanDuration.Format(TimeSpan.FromSeconds(seconds))}");
        }

        if (service.Root.StringAt("spec", "trafficDistribution") is { Length: > 0 } distribution)
        {
            yield return TraceRow.Of("distribution", Health.Aside, $"{distribution}: near endpoints are preferred, none is dropped");
        }
    }

    private static bool IsLocalOutside(KubeObject service) =>
        service.Root.StringAt("spec", "type") is "NodePort" or "LoadBalancer" && Policy(service, "externalTrafficPolicy") == "Local";

    private static TraceRow Local(string name, string which, ServiceFacts facts)
    {
        var serving = facts.ReadyEndpoints.Select(e => e.Node).Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal);
        var nodes = facts.World.Store.OfKind("Node").Select(n => n.Name).Order(StringComparer.Ordinal).ToArray();
        var dropping = nodes.Where(n => !serving.Contains(n)).ToArray();
        var where = serving.Count == 0 ? "no node has a ready endpoint" : $"ready endpoints only on {string.Join(", ", serving.Order(StringComparer.Ordinal))}";
        return nodes.Length == 0
            ? TraceRow.Of(name, Health.Aside, $"Local: {which} is dropped where no endpoint is; {where}")
            : dropping.Length == 0 ? TraceRow.Of(name, Health.Ready, "Local: every node has a ready endpoint")
            : TraceRow.Of(name, serving.Count == 0 ? Health.Failing : Health.Coming, $"Local: {which} is dropped on {Few(dropping)}", where);
    }

    private static string Few(string[] names) => names.Length <= 3 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Length - 3} more";

    private static string Policy(KubeObject service, string field) => service.Root.StringAt("spec", field) ?? "";
}
