using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A Service leads nowhere: it selects no Pod, or none that is Ready: docs/causes/service-empty.md.</summary>
public sealed class ServiceSelectsNothing : ICause
{
    public string Id => "service-empty";

    public IEnumerable<Finding> Find(Situation situation)
    {
        // Without a selector its endpoints are somebody else's business.
        if (situation.Workload is not { Kind: "Service", IsBeingDeleted: false } service || service.Root.MapAt("spec", "selector") is not { Count: > 0 } selector
            || service.Root.StringAt("spec", "type") == "ExternalName" || situation.OfKind("Pod") is not { } pods)
        {
            yield break;
        }

        var all = pods.ToArray();
        var matching = LabelSelector.OfLabels(selector);
        var selected = all.Where(p => matching.Matches(p.Labels) && !PodView.Of(p).IsTerminal).ToArray();
        var asks = string.Join(", ", selector.Select(s => $"{s.Key}={s.Value.AsString()}"));
        if (selected.Length == 0)
        {
            yield return Nothing(situation, selector, asks, all);
        }
        else if (!selected.Any(p => PodView.Of(p).IsReady) && service.Root.BoolAt("spec", "publishNotReadyAddresses") != true)
        {
            yield return Finding.Of(
                Id,
                situation,
                Invariant($"none of the {selected.Length} Pods it selects is Ready"),
                [.. selected.Take(5).Select(p => new Evidence(Timestamp.Parse(p.Condition("Ready").StringAt("lastTransitionTime")), $"{p.Name} {PodStatusText.Of(p)}", "Pod condition Ready"))],
                "see why: kubespy why pod/" + selected[0].Name + situation.Scope) with
            { IsSymptom = true };
        }
    }

    private Finding Nothing(Situation situation, MapValue selector, string asks, KubeObject[] pods)
    {
        var misses = NearMiss.Of(selector, pods);
        var more = misses.Count > 1 ? Invariant($" (and {misses.Count - 1} more)") : "";
        List<Evidence> evidence =
        [
            new(null, $"selector {asks}", "Service spec"),
            new(null, Invariant($"no Pod of {pods.Length} in the namespace has these labels"), "Pods"),
            .. misses.Select(m => new Evidence(null, m.Text, "Pod labels")),
        ];
        return Finding.Of(
            Id,
            situation,
            misses.Count == 0 ? $"selects no Pod: {asks}" : $"selects no Pod: {misses[0].Text}{more}",
            evidence,
            misses.Count == 0 ? "correct its selector, or start Pods with these labels" : $"correct label {misses[0].Label} in the Pod template, or the Service's selector");
    }
}
