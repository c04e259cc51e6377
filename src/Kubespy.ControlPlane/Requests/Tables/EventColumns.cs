using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Requests.Tables.TableColumns;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The columns of Events.</summary>
internal static class EventColumns
{
    public static readonly IReadOnlyList<TableColumn> All =
    [
        new("Last Seen", "string", 0, "The time at which the most recent occurrence of this event was recorded.", (o, now) => Age(Time(o, "lastTimestamp"), now)),
        Text("Type", "Type of this event (Normal, Warning), new types could be added in the future.", o => o.Root.StringAt("type") ?? ""),
        Text("Reason", "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.", o => o.Root.StringAt("reason") ?? ""),
        Text("Object", "The object that this event is about.", About),
        Text("Subobject", "If referring to a piece of an object instead of an entire object, this string contains a valid JSON/Go field access statement.", o => o.Root.StringAt("involvedObject", "fieldPath") ?? "", 1),
        Text("Source", "The component reporting this event.", Source, 1),
        Text("Message", "A human-readable description of the status of this operation.", o => o.Root.StringAt("message")?.Trim() ?? ""),
        new("First Seen", "string", 1, "The time at which the event was first recorded.", (o, now) => Age(Time(o, "firstTimestamp"), now)),
        new("Count", "string", 1, "The number of times this event has occurred.", (o, _) => o.Root.Int64At("count") ?? 1),
        new("Name", "string", 1, "Name must be unique within a namespace.", (o, _) => o.Name),
    ];

    private static DateTimeOffset? Time(KubeObject obj, string field) =>
        Timestamp.Parse(obj.Root.StringAt(field)) ?? Timestamp.Parse(obj.Root.StringAt("eventTime"));

#pragma warning disable CA1308 // kubectl shows kinds in lower case here.
    private static Value About(KubeObject obj) =>
        $"{obj.Root.StringAt("involvedObject", "kind")?.ToLowerInvariant()}/{obj.Root.StringAt("involvedObject", "name")}";
#pragma warning restore CA1308

    private static Value Source(KubeObject obj)
    {
        var component = obj.Root.StringAt("source", "component") is { Length: > 0 } old ? old : obj.Root.StringAt("reportingComponent") ?? "";
        var host = obj.Root.StringAt("source", "host") ?? obj.Root.StringAt("reportingInstance") ?? "";
        return host.Length == 0 ? component : $"{component}, {host}";
    }
}
