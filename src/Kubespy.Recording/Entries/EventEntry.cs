using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Recording.Entries;

/// <summary>All that a source tells but the objects themselves, as the fields of an entry.</summary>
internal static class EventEntry
{
    public static void Write(MapBuilder entry, SourceEvent news)
    {
        switch (news)
        {
            case SourceEvent.Synced synced:
                Write(entry, "SYNCED", synced.Resource);
                break;
            case SourceEvent.CaughtUp:
                entry.Set("type", "CAUGHT_UP");
                break;
            case SourceEvent.LogRead log:
                entry.Set("type", "LOG").Set("uid", log.PodUid).Set("container", log.Container).Set("lines", ListValue.Of(log.Lines.Select(l => (Value)l)));
                break;
            case SourceEvent.Probed probed:
                entry.Set("type", "PROBED").Set("check", probed.Check).Set("good", probed.IsGood).Set("text", probed.Text);
                break;
            case SourceEvent.ConnectionLost lost:
                Write(entry, "CONNECTION_LOST", lost.Resource).Set("reason", lost.Reason);
                break;
            case SourceEvent.ConnectionRestored restored:
                Write(entry, "CONNECTION_RESTORED", restored.Resource);
                break;
            case SourceEvent.Gap gap:
                Write(entry, "GAP", gap.Resource);
                break;
            case SourceEvent.Forbidden forbidden:
                Write(entry, "FORBIDDEN", forbidden.Resource).Set("message", forbidden.Message);
                break;
            default:
                throw new ArgumentException($"{news.GetType().Name} has no entry of its own", nameof(news));
        }
    }

    /// <summary>Null where it is of a type that this version does not know.</summary>
    public static SourceEvent? Read(Value entry, DateTimeOffset time) => entry.StringAt("type") switch
    {
        "SYNCED" => new SourceEvent.Synced(time, ResourceOf(entry)),
        "CAUGHT_UP" => new SourceEvent.CaughtUp(time),
        "LOG" => new SourceEvent.LogRead(time, Text(entry, "uid"), Text(entry, "container"), [.. entry.ListAt("lines").Select(l => l.AsString() ?? "")]),
        "PROBED" => new SourceEvent.Probed(time, Text(entry, "check"), entry.BoolAt("good") ?? false, Text(entry, "text")),
        "CONNECTION_LOST" => new SourceEvent.ConnectionLost(time, ResourceOf(entry), Text(entry, "reason")),
        "CONNECTION_RESTORED" => new SourceEvent.ConnectionRestored(time, ResourceOf(entry)),
        "GAP" => new SourceEvent.Gap(time, ResourceOf(entry)),
        "FORBIDDEN" => new SourceEvent.Forbidden(time, ResourceOf(entry), Text(entry, "message")),
        _ => null,
    };

    private static MapBuilder Write(MapBuilder entry, string type, GroupVersionResource resource) =>
        entry.Set("type", type).Set("apiVersion", resource.ApiVersion).Set("resource", resource.Resource);

    private static GroupVersionResource ResourceOf(Value entry)
    {
        var kind = GroupVersionKind.Of(Text(entry, "apiVersion"), "");
        return new GroupVersionResource(kind.Group, kind.Version, Text(entry, "resource"));
    }

    private static string Text(Value entry, string field) => entry.StringAt(field) ?? "";
}
