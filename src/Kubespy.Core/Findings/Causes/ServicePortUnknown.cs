using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A Service sends to a port by a name that no Pod it selects gives to a port, so it gets no endpoint there: docs/causes/service-port.md.</summary>
public sealed class ServicePortUnknown : ICause
{
    public string Id => "service-port";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is not { Kind: "Service", IsBeingDeleted: false } service || service.Root.MapAt("spec", "selector") is not { Count: > 0 } selector
            || service.Root.StringAt("spec", "type") == "ExternalName" || situation.OfKind("Pod") is not { } pods)
        {
            return [];
        }

        // Where a Pod was read without its ports, what it names is not known.
        var matching = LabelSelector.OfLabels(selector);
        var known = pods.Where(p => matching.Matches(p.Labels) && !PodView.Of(p).IsTerminal && p.Root.ListAt("spec", "containers").Any(c => c["name"] is not null && (c["image"] is not null || c["ports"] is not null))).ToArray();
        return known.Length == 0
            ? []
            : service.Root.ListAt("spec", "ports").Select(p => p.StringAt("targetPort")).OfType<string>().Where(name => !known.Any(p => PortNames(p).Contains(name))).Select(name => new Finding
            {
                Cause = Id,
                Subjects = [situation.Subject],
                Summary = $"targetPort {name} names no port of the Pods it selects",
                Evidence = [new Evidence(null, $"{known[0].Name} names {Names(known[0])}", "Pod spec")],
                Remedy = "name a container port so, or correct targetPort",
                IsFinal = true,
            });
    }

    private static IEnumerable<string> PortNames(KubeObject pod) => pod.Root.ListAt("spec", "containers").Concat(pod.Root.ListAt("spec", "initContainers"))
        .SelectMany(c => c.ListAt("ports")).Select(p => p.StringAt("name")).OfType<string>();

    private static string Names(KubeObject pod) => string.Join(", ", PortNames(pod)) is { Length: > 0 } names ? names : "none";
}
