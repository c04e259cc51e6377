using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Story.Folding;

/// <summary>
/// Tells of an object of a kind without a story of its own, custom ones too, what every object may tell: which of its fields were changed, its
/// phase, its conditions and its addresses (Kubernetes API conventions, typical status properties).
/// </summary>
internal sealed class ObjectChronicle(Cast cast, Pages pages)
{
    private static readonly string[] Phases = ["phase", "state"];

    /// <summary>In the order in which they tell how an object of any kind stands.</summary>
    private static readonly string[] Standings = ["Ready", "Available", "Established", "Succeeded"];

    /// <summary>Whether others tell what happens to objects of that kind.</summary>
    public static bool IsToldElsewhere(string kind) =>
        WorkloadFacts.IsWorkload(kind) || kind is "ReplicaSet" or "Job" or "CronJob" or "Pod" or "Service" or "Node" or "HorizontalPodAutoscaler";

    /// <summary>How it stands: its phase, or the condition that sums it up; empty where it has neither.</summary>
    public static string Standing(KubeObject obj)
    {
        if (Phase(obj) is { } phase)
        {
            return phase;
        }

        foreach (var type in Standings)
        {
            if (obj.Condition(type) is { } condition)
            {
                var isSo = condition.StringAt("status") == "True";
                return (isSo ? "" : "not ") + type + (!isSo && condition.StringAt("reason") is { Length: > 0 } reason ? $" ({reason})" : "");
            }
        }

        return "";
    }

    public void Changed(DateTimeOffset time, KubeObject old, KubeObject next)
    {
        TellFields(time, old, next);
        string[] states = [.. PhaseChange(old, next), .. ConditionChanges(old, next), .. AddressChange(old, next)];
        if (states.Length > 0)
        {
            pages.Tell(new Happening.StateChange(cast.Subject, time, states)
            {
                Author = Writers.OfStatus(old, next),
                Evidence = [new Evidence(time, string.Join(", ", states), $"{next.Kind} status")],
            });
        }
    }

    private void TellFields(DateTimeOffset time, KubeObject old, KubeObject next)
    {
        // Where the server counts generations, a change of the spec is told as one of a workload is.
        var isSpecTold = old.Generation != next.Generation;
        string[] fields = [.. SpecChange.Differing(old.Root, next.Root)
            .Where(f => f is not ("apiVersion" or "kind" or "metadata" or "status") && !(f == "spec" && isSpecTold))];
        string[] changes = [.. fields.SelectMany(f => Changes(next.Kind, f, old.Root[f], next.Root[f]))];
        if (changes.Length > 0)
        {
            pages.Tell(new Happening.Setting(cast.Subject, time, changes)
            {
                Author = Writers.OfChange(old, next, "." + fields[0]),
                Evidence = [new Evidence(time, string.Join(", ", fields.Select(f => $"{f} changed")), next.Kind)],
            });
        }
    }

    /// <summary>Of a Secret no value is told, and of any map what differs in it.</summary>
    private static IEnumerable<string> Changes(string kind, string field, Value? old, Value? next)
    {
        var (before, after) = (old as MapValue ?? MapValue.Empty, next as MapValue ?? MapValue.Empty);
        if (old is not (MapValue or null) || next is not (MapValue or null))
        {
            return [kind == "Secret" ? field : SpecChange.Of(field, old, next)];
        }

        return SpecChange.Differing(before, after).Select(k => kind == "Secret" ? $"{field}.{k}" : SpecChange.Of($"{field}.{k}", before[k], after[k]));
    }

    private static string? Phase(KubeObject obj) => Phases.Select(p => obj.Status.StringAt(p)).FirstOrDefault(p => p is { Length: > 0 });

    private static IEnumerable<string> PhaseChange(KubeObject old, KubeObject next)
    {
        var (was, now) = (Phase(old), Phase(next));
        return was == now ? [] : [$"phase {was ?? "unset"} → {now ?? "unset"}"];
    }

    private static IEnumerable<string> ConditionChanges(KubeObject old, KubeObject next)
    {
        foreach (var condition in next.Status.ListAt("conditions").OfType<MapValue>())
        {
            if (condition.StringAt("type") is not { } type)
            {
                continue;
            }

            var (was, now) = (old.Condition(type).StringAt("status"), condition.StringAt("status"));
            if (was != now)
            {
                yield return $"{type} {(was is null ? "" : was + " → ")}{now}{(condition.StringAt("reason") is { Length: > 0 } reason ? $" ({reason})" : "")}";
            }
        }
    }

    private static IEnumerable<string> AddressChange(KubeObject old, KubeObject next)
    {
        var (was, now) = (Addresses(old), Addresses(next));
        return was == now ? [] : [Invariant($"address {(was.Length == 0 ? "none" : was)} → {(now.Length == 0 ? "none" : now)}")];
    }

    private static string Addresses(KubeObject obj) => string.Join(
        ", ", obj.Status.ListAt("loadBalancer", "ingress").OfType<MapValue>().Select(i => i.StringAt("ip") ?? i.StringAt("hostname") ?? "").Where(a => a.Length > 0));
}
