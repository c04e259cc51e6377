using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A Service leads nowhere: it selects no Pod, none that is Ready, or a port that no Pod has: docs/causes/service-empty.md.</summary>
public sealed class ServiceSelectsNothing : ICause
{
    public string Id => "service-empty";

    public IEnumerable<Finding> Find(Situation situation)
    {
        // Without a selector its endpoints are somebody else's business.
        if (situation.Workload is not { Kind: "Service", IsBeingDeleted: false } service || service.Root.MapAt("spec", "selector") is not { Count: > 0 } selector
            || service.Root.StringAt("spec", "type") == "ExternalName")
        {
            yield break;
        }

        var all = situation.OfKind("Pod").ToArray();
        var matching = LabelSelector.OfLabels(selector);
        var selected = all.Where(p => matching.Matches(p.Labels) && !PodView.Of(p).IsTerminal).ToArray();
        var asks = string.Join(", ", selector.Select(s => $"{s.Key}={s.Value.AsString()}"));
        if (selected.Length == 0)
        {
            yield return Nothing(situation, selector, asks, all);
        }
        else if (!selected.Any(p => PodView.Of(p).IsReady) && service.Root.BoolAt("spec", "publishNotReadyAddresses") != true)
        {
            yield return Of(
                situation,
                Invariant($"none of the {selected.Length} Pods it selects is Ready"),
                [.. selected.Take(5).Select(p => new Evidence(Timestamp.Parse(p.Condition("Ready").StringAt("lastTransitionTime")), $"{p.Name} {PodStatusText.Of(p)}", "Pod condition Ready"))],
                "see why: kubespy why pod/" + selected[0].Name + situation.Scope) with
            { IsSymptom = true };
        }

        foreach (var port in MissingPorts(service, selected))
        {
            yield return Of(
                situation,
                $"targetPort {port} names no port of the Pods it selects",
                [new Evidence(null, $"{selected[0].Name} names {Names(selected[0])}", "Pod spec")],
                "name a container port so, or correct targetPort") with
            { IsFinal = true };
        }
    }

    private Finding Nothing(Situation situation, MapValue selector, string asks, KubeObject[] pods)
    {
        var near = NearMiss.Of(selector, pods);
        var evidence = new List<Evidence> { new(null, $"selector {asks}", "Service spec"), new(null, Invariant($"no Pod of {pods.Length} in the namespace has these labels"), "Pods") };
        if (near is not null)
        {
            evidence.Add(new Evidence(null, near.ToString(), "Pod labels"));
        }

        return Of(
            situation,
            near is null ? $"it selects no Pod ({asks})" : $"it selects no Pod: {near}",
            evidence,
            near is null ? "correct its selector, or start Pods with these labels" : $"correct label {near.Label} in the Pod template, or in the Service's selector");
    }

    /// <summary>Ports by name that a selected Pod's spec is known not to have.</summary>
    private static IEnumerable<string> MissingPorts(KubeObject service, IReadOnlyList<KubeObject> selected)
    {
        var known = selected.Where(p => p.Root.ListAt("spec", "containers").Any(c => c["name"] is not null && c["image"] is not null)).ToArray();
        return known.Length == 0
            ? []
            : service.Root.ListAt("spec", "ports").Select(p => p.StringAt("targetPort")).OfType<string>().Where(name => !known.Any(p => PortNames(p).Contains(name)));
    }

    private static IEnumerable<string> PortNames(KubeObject pod) => pod.Root.ListAt("spec", "containers").Concat(pod.Root.ListAt("spec", "initContainers"))
        .SelectMany(c => c.ListAt("ports")).Select(p => p.StringAt("name")).OfType<string>();

    private static string Names(KubeObject pod) => string.Join(", ", PortNames(pod)) is { Length: > 0 } names ? names : "none";

    private Finding Of(Situation situation, string summary, IReadOnlyList<Evidence> evidence, string remedy) => new()
    {
        Cause = Id,
        Subjects = [situation.Subject],
        Summary = summary,
        Evidence = evidence,
        Remedy = remedy,
        IsFinal = false,
    };
}
