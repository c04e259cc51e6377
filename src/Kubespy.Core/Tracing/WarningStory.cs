using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>
/// Tells Warning Events: one line for those that say the same of several objects, and none for what the Pods' own states tell.
/// </summary>
internal sealed class WarningStory(TraceLog log)
{
    private const int MaxKept = 500;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SortedSet<string> About, long Id)> _groups = new(StringComparer.Ordinal);

    /// <summary>Its repetitions are not told again.</summary>
    public void Tell(DateTimeOffset time, KubeObject warning)
    {
        var reason = warning.Root.StringAt("reason") ?? "";
        var about = warning.Root.StringAt("involvedObject", "name") ?? "";
        var kind = warning.Root.StringAt("involvedObject", "kind") ?? "";
        if ((kind == "Pod" && reason is "Failed" or "BackOff") || !_told.Add($"{about} {reason}"))
        {
            return;
        }

        if (_told.Count > MaxKept)
        {
            _told.Clear();
            _groups.Clear();
        }

        var message = (warning.Root.StringAt("message") ?? "").Trim().TrimEnd(':');
        log.Tell(time, $"{Resource(kind)}/{about}", $"{reason}: {message}", "", isWarning: true);
        var text = message.StartsWith(reason, StringComparison.OrdinalIgnoreCase) || reason == "Unhealthy" ? message : $"{reason}: {message}";
        if (_groups.TryGetValue(text, out var group) && group.Id == log.Newest)
        {
            group.About.Add(Short(kind, about));
            log.Amend(group.Id, $"{Names.Of(group.About)}: {text}");
            return;
        }

        var names = new SortedSet<string>(StringComparer.Ordinal) { Short(kind, about) };
        _groups[text] = (names, log.Tell(time, "", "", $"{Names.Of(names)}: {text}", isWarning: true));
    }

    /// <summary>How often a Pod's image was asked for in vain, where this Event counts that; else 0.</summary>
    public static long PullAttempts(KubeObject warning) =>
        warning.Root.StringAt("reason") == "Failed" && (warning.Root.StringAt("message") ?? "").StartsWith("Failed to pull image", StringComparison.Ordinal)
            ? warning.Root.Int64At("count") ?? warning.Root.Int64At("series", "count") ?? 1
            : 0;

    /// <summary>What a Pod's probe answered, where this Event tells it; else empty.</summary>
    public static string ProbeFailure(KubeObject warning) =>
        warning.Root.StringAt("reason") == "Unhealthy" ? (warning.Root.StringAt("message") ?? "").Trim().TrimEnd(':') : "";

    private static string Short(string kind, string name) => kind == "Pod" ? name[(name.LastIndexOf('-') + 1)..] : name;

    private static string Resource(string kind) => kind switch
    {
        "Pod" => "pod",
        "ReplicaSet" => "rs",
        "Deployment" => "deploy",
        _ => kind.ToLower(CultureInfo.InvariantCulture),
    };
}
