using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings;

/// <summary>What an Event tells, whichever of its two shapes it has (core/v1 with counts and seconds, events.k8s.io/v1 with a series).</summary>
public sealed record ObservedEvent(string Reason, string Message, bool IsWarning, long Count, DateTimeOffset? First, DateTimeOffset? Last)
{
    private const string Combined = "(combined from similar events): ";

    /// <summary>The container it is about; empty where it is about the whole object.</summary>
    public string Container { get; init; } = "";

    /// <summary>Who reported it, such as <c>kubelet</c>; a component, not a person.</summary>
    public string Reporter { get; init; } = "";

    /// <summary>The UID of the object it is about.</summary>
    public string About { get; init; } = "";

    /// <summary>It stands for several that were alike, and has the words of the last (client-go, tools/record/events_cache.go).</summary>
    public bool IsCombined { get; init; }

    /// <summary>As a source of evidence: <c>Event, count 61</c>.</summary>
    public string Source => Count > 1 ? FormattableString.Invariant($"Event, count {Count}") : "Event";

    public static ObservedEvent Of(KubeObject change)
    {
        var root = change.Root;
        var message = root.StringAt("message") ?? "";
        var first = Timestamp.Parse(root.StringAt("firstTimestamp")) ?? Timestamp.Parse(root.StringAt("eventTime")) ?? change.CreationTimestamp;
        return new ObservedEvent(
            root.StringAt("reason") ?? "",
            message.StartsWith(Combined, StringComparison.Ordinal) ? message[Combined.Length..] : message,
            root.StringAt("type") == "Warning",
            root.Int64At("count") ?? root.Int64At("series", "count") ?? 1,
            first,
            Timestamp.Parse(root.StringAt("lastTimestamp")) ?? Timestamp.Parse(root.StringAt("series", "lastObservedTime")) ?? first)
        {
            Container = ContainerOf(root.StringAt("involvedObject", "fieldPath") ?? ""),
            Reporter = root.StringAt("source", "component") is { Length: > 0 } component ? component : root.StringAt("reportingComponent") ?? "",
            IsCombined = message.StartsWith(Combined, StringComparison.Ordinal),
            About = root.StringAt("involvedObject", "uid") ?? "",
        };
    }

    /// <summary>The newest of those that match, by when they last happened; null where none does.</summary>
    public static ObservedEvent? Newest(IEnumerable<KubeObject> events, Func<ObservedEvent, bool> matches) =>
        events.Select(Of).Where(matches).MaxBy(e => e.Last);

    public Evidence ToEvidence() => new(Last, $"{Reason}: {Message}", Source);

    /// <summary>Of <c>spec.containers{nginx}</c>, the name within the braces.</summary>
    private static string ContainerOf(string fieldPath)
    {
        var (open, close) = (fieldPath.IndexOf('{', StringComparison.Ordinal), fieldPath.IndexOf('}', StringComparison.Ordinal));
        return open >= 0 && close > open ? fieldPath[(open + 1)..close] : "";
    }
}
