using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>Conditions as rows: glyph, type, and why where one is not as it should be; the age is that of its last change.</summary>
internal static class ConditionRows
{
    /// <summary>Nobody reads more; a hostile object may have thousands.</summary>
    public const int Most = 30;

    private static readonly string[] PodOrder = ["PodScheduled", "PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready"];

    /// <summary>In the order in which a Pod comes by them, then its own readiness gates; those that say trouble when they are true last.</summary>
    public static IReadOnlyList<TraceRow> OfPod(KubeObject pod)
    {
        var isOver = PodView.Of(pod).IsTerminal;
        return
        [
            .. pod.Root.ListAt("status", "conditions").Take(Most)
                .OrderBy(c => Array.IndexOf(PodOrder, c.StringAt("type")) is >= 0 and var i ? i : PodOrder.Length)
                .Select(c => Of(c, isBadWhenTrue: c.StringAt("type") is "DisruptionTarget" or "PodResizePending", bad: isOver ? Health.Leaving : Health.Coming)),
            .. pod.Root.ListAt("spec", "readinessGates").Select(g => g.StringAt("conditionType") ?? "").Where(g => pod.Condition(g) is null)
                .Select(g => TraceRow.Of(g, Health.Coming, "readiness gate that nobody has set yet")),
        ];
    }

    /// <param name="condition">Of a status.</param>
    /// <param name="isBadWhenTrue">It tells trouble when it is true: MemoryPressure.</param>
    /// <param name="bad">How it stands where it is not as it should be.</param>
    public static TraceRow Of(Value condition, bool isBadWhenTrue, Health bad)
    {
        var (type, status) = (condition.StringAt("type") ?? "", condition.StringAt("status") ?? "Unknown");
        var isGood = status == (isBadWhenTrue ? "False" : "True");
        var reason = condition.StringAt("reason") is { Length: > 0 } given && !isGood ? $", {given}" : "";
        return new TraceRow
        {
            Key = type,
            Name = type,
            Health = isGood ? Health.Ready : bad,
            Word = status + reason,
            Details = !isGood && condition.StringAt("message") is { Length: > 0 } message ? [message] : [],
            CreatedAt = Timestamp.Parse(condition.StringAt("lastTransitionTime")),
        };
    }
}
