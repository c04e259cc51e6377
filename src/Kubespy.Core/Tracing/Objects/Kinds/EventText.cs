using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>What rows say of Events.</summary>
internal static class EventText
{
    /// <summary>When it was last seen (core/v1 Event: a series' and an old client's fields, else the creation).</summary>
    public static DateTimeOffset? LastSeen(KubeObject e) =>
        Timestamp.Parse(e.Root.StringAt("series", "lastObservedTime"))
        ?? Timestamp.Parse(e.Root.StringAt("lastTimestamp"))
        ?? Timestamp.Parse(e.Root.StringAt("eventTime"))
        ?? e.CreationTimestamp;

    public static bool IsWarning(KubeObject e) => e.Root.StringAt("type") == "Warning";

    public static string Reason(KubeObject e) => e.Root.StringAt("reason") ?? "";

    /// <summary><c>FailedMount: … (12 times)</c></summary>
    public static string Of(KubeObject e)
    {
        var count = e.Root.Int64At("series", "count") ?? e.Root.Int64At("count") ?? 1;
        var times = count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({count} times)") : "";
        return $"{Reason(e)}: {e.Root.StringAt("message")}{times}";
    }

    /// <summary>The newest warning of each reason about that object, the newest last; at most so many, the newest kept.</summary>
    public static IReadOnlyList<KubeObject> Warnings(TraceWorld world, string uid, int most) =>
    [
        .. world.Events.About(uid).Where(IsWarning)
            .GroupBy(Reason, StringComparer.Ordinal)
            .Select(g => g.MaxBy(e => LastSeen(e) ?? default)!)
            .OrderBy(e => LastSeen(e) ?? default)
            .TakeLast(most),
    ];
}
