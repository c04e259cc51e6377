using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>Whether a Service has the address that its type promises.</summary>
internal static class ServiceAddress
{
    public static TraceRow Row(ServiceFacts facts)
    {
        const string Name = "address";
        if (facts.IsHeadless)
        {
            return TraceRow.Of(Name, Health.Ready, "none, headless: clients get the addresses of its Pods");
        }

        if (facts.ClusterIp.Length == 0)
        {
            return TraceRow.Of(Name, Health.Failing, "none: the API server has given it no cluster IP");
        }

        var inside = string.Join(", ", facts.ClusterIps);
        return facts.Type switch
        {
            "NodePort" => TraceRow.Of(Name, Health.Ready, $"{inside} inside; {NodePorts(facts)} on every node"),
            "LoadBalancer" when LoadBalancer(facts) is { Count: > 0 } outside => TraceRow.Of(Name, Health.Ready, $"{inside} inside; {string.Join(", ", outside)} outside"),
            "LoadBalancer" => TraceRow.Of(Name, Health.Coming, $"{inside} inside; load balancer pending", [.. Pending(facts)]),
            _ => TraceRow.Of(Name, Health.Ready, inside),
        };
    }

    /// <summary>The addresses that its load balancer has been given; empty while it is pending.</summary>
    public static IReadOnlyList<string> LoadBalancer(ServiceFacts facts) =>
        [.. facts.Service.Root.ListAt("status", "loadBalancer", "ingress").Select(i => i.StringAt("hostname") ?? i.StringAt("ip") ?? "").Where(a => a.Length > 0)];

    private static string[] Pending(ServiceFacts facts)
    {
        var events = facts.World.Events.About(facts.Service.Uid).TakeLast(3).Select(EventText.Of).ToArray();
        return events.Length > 0 ? events : ["no Event tells of it: does the cluster have a controller for load balancers?"];
    }

    private static string NodePorts(ServiceFacts facts) =>
        string.Join(", ", facts.Ports.Select(p => string.Create(CultureInfo.InvariantCulture, $"port {p.Int64At("nodePort") ?? 0}")));
}
