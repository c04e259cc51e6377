using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>
/// Whether the ports that a Service sends to exist in its Pods: a named one must, else the Pod gets no endpoint port; a number need not be
/// declared, and a declared one need not be listened on.
/// </summary>
internal static class ServicePorts
{
    /// <summary>The first named targetPort that no container of any Pod has; empty where there is none such.</summary>
    public static string Unknown(ServiceFacts facts) => facts.LivePods.Count == 0
        ? ""
        : facts.Ports.Select(p => p.StringAt("targetPort")).FirstOrDefault(name => name is not null && !facts.LivePods.Any(p => Declared(p).Any(c => c.Name == name))) ?? "";

    public static IEnumerable<TraceRow> Rows(ServiceFacts facts) => facts.Ports.Select(p => Row(p, facts));

    private static TraceRow Row(Value port, ServiceFacts facts)
    {
        var number = port.Int64At("port") ?? 0;
        var protocol = port.StringAt("protocol") ?? "TCP";
        var target = port["targetPort"];
        var goesTo = (target as StringValue)?.Text ?? (target?.AsInt64() ?? number).ToString(CultureInfo.InvariantCulture);
        var name = string.Create(CultureInfo.InvariantCulture, $"port {number}");
        var (health, said, details) = facts.LivePods.Count == 0 || facts.IsHeadless && target is null
            ? (Health.Aside, facts.LivePods.Count == 0 ? "no Pod to look at" : "", [])
            : target is StringValue named ? OfName(named.Text, protocol, facts) : OfNumber(target?.AsInt64() ?? number, protocol, facts);
        return new TraceRow
        {
            Key = $"port {number} {protocol}",
            Name = name,
            Health = health,
            Word = $"{(protocol == "TCP" ? "" : protocol + " ")}→ {goesTo}{(said.Length > 0 ? ", " + said : "")}",
            Details = details,
        };
    }

    private static (Health Health, string Said, IReadOnlyList<string> Details) OfName(string name, string protocol, ServiceFacts facts)
    {
        var having = facts.LivePods.Where(p => Declared(p).Any(c => c.Name == name && c.Protocol == protocol)).ToArray();
        if (having.Length == facts.LivePods.Count)
        {
            var ports = having.SelectMany(Declared).Where(c => c.Name == name).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Port} of container {c.Container}")).Distinct(StringComparer.Ordinal);
            return (Health.Ready, string.Join(" and ", ports), []);
        }

        var lacking = facts.LivePods.Except(having).ToArray();
        var others = lacking.SelectMany(Declared).Where(c => c.Name.Length > 0).Select(c => c.Name).Distinct(StringComparer.Ordinal).ToArray();
        string[] details = [others.Length > 0 ? $"their named ports: {string.Join(", ", others)}" : "their containers name no port"];
        return having.Length == 0
            ? (Health.Failing, "which no container port is named", details)
            : (Health.Coming, $"which {PodRows.Counted(lacking.Length, "Pod")} lack", details);
    }

    private static (Health Health, string Said, IReadOnlyList<string> Details) OfNumber(long number, string protocol, ServiceFacts facts)
    {
        var declared = facts.LivePods.SelectMany(Declared).ToArray();
        var same = declared.Where(c => c.Port == number && c.Protocol == protocol).Select(c => c.Container).Distinct(StringComparer.Ordinal).ToArray();
        if (same.Length > 0)
        {
            return (Health.Ready, $"declared by container {string.Join(", ", same)}", []);
        }

        var others = declared.Select(c => c.Port.ToString(CultureInfo.InvariantCulture)).Distinct(StringComparer.Ordinal).ToArray();
        return others.Length == 0
            ? (Health.Aside, "which no container declares (none has to)", [])
            : (Health.Coming, "which no container declares", [$"they declare {string.Join(", ", others)}; if nothing listens on {number}, connections are refused"]);
    }

    private static IEnumerable<(string Container, string Name, long Port, string Protocol)> Declared(KubeObject pod) =>
        pod.Root.ListAt("spec", "containers").Concat(pod.Root.ListAt("spec", "initContainers").Where(c => c.StringAt("restartPolicy") == "Always"))
            .SelectMany(c => c.ListAt("ports").Select(p => (c.StringAt("name") ?? "", p.StringAt("name") ?? "", p.Int64At("containerPort") ?? 0, p.StringAt("protocol") ?? "TCP")));
}
