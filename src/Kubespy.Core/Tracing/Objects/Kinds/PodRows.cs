using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>Pods as rows: the word for each, and below it why it is not well, with the last lines of its containers' logs.</summary>
internal static class PodRows
{
    /// <summary>Warnings that say why a Pod does not come up, where its status alone does not.</summary>
    private static readonly string[] TellingReasons = ["Unhealthy", "FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "FailedScheduling", "FailedPreStopHook", "FailedPostStartHook"];

    public static TraceRow Of(KubeObject pod, TraceWorld world, int depth = 0)
    {
        var state = world.StateOf(pod);
        return new TraceRow
        {
            Key = pod.Uid,
            Depth = depth,
            Health = state.Health,
            Name = pod.Name,
            Word = WordOf(state, world.Now),
            Details = [.. DetailsOf(pod, state, world)],
            CreatedAt = state.CreatedAt,
            Where = state.Node,
            Pod = pod.Key,
        };
    }

    /// <summary>By name; the ordinals at the end of a StatefulSet's as numbers.</summary>
    public static IReadOnlyList<KubeObject> InOrder(IEnumerable<KubeObject> pods) =>
        [.. pods.OrderBy(p => p.Name.Length).ThenBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>Its state in a few words: the word that kubectl has for it first, then what goes with it.</summary>
    public static string WordOf(PodState state, DateTimeOffset now) => string.Join(", ", PodPhrases.Of(state, now));

    public static string Counted(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static IEnumerable<string> DetailsOf(KubeObject pod, PodState state, TraceWorld world)
    {
        if (state.Health is not (Health.Coming or Health.Failing))
        {
            yield break;
        }

        var told = EventText.Warnings(world, pod.Uid, EventIndex.PerObject).LastOrDefault(e => TellingReasons.Contains(EventText.Reason(e)));
        if (state.Detail.Length > 0)
        {
            yield return state.Detail;
        }

        if (told is not null && !(told.Root.StringAt("message") ?? "").StartsWith(state.Detail.Length > 0 ? state.Detail : "\n", StringComparison.Ordinal))
        {
            yield return EventText.Of(told);
        }

        foreach (var line in LogLines(pod, world))
        {
            yield return line;
        }
    }

    /// <summary>The log lines that are known of its containers; each says whose it is where there are several.</summary>
    public static IEnumerable<string> LogLines(KubeObject pod, TraceWorld world)
    {
        var logs = ContainerStatus.Of(pod).Select(c => (c.Name, Lines: world.LogOf(pod.Uid, c.Name))).Where(l => l.Lines.Count > 0).ToArray();
        return logs.SelectMany(l => l.Lines.Select(line => logs.Length == 1 ? $"| {line}" : $"{l.Name} | {line}"));
    }
}
