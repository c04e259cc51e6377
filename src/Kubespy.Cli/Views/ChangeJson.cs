using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Views;

/// <summary>A change for a program: all that is known of it, and whose object it is.</summary>
internal static class ChangeJson
{
    public static MapValue Of(ObjectChange change, string context, FieldScope scope)
    {
        var obj = change.Object;
        var json = new MapBuilder()
            .Set("time", Timestamp.FormatMicro(change.Time))
            .Set("type", change.Type switch { ChangeType.Added => "ADDED", ChangeType.Modified => "MODIFIED", _ => "DELETED" })
            .Set("context", context.Length > 0 ? StringValue.Of(context) : null)
            .Set("apiVersion", obj.ApiVersion)
            .Set("kind", obj.Kind)
            .Set("namespace", obj.Namespace.Length > 0 ? StringValue.Of(obj.Namespace) : null)
            .Set("name", obj.Name)
            .Set("uid", obj.Uid)
            .Set("resourceVersion", obj.ResourceVersion)
            .Set("initial", change is { IsInitial: true, Type: ChangeType.Added } ? true : null)
            .Set("left", change.HasLeft ? true : null)
            .Set("folded", change.Folded > 0 ? change.Folded : null);
        if (!change.IsInitial)
        {
            json.Set("by", ListValue.Of(change.By.Managers.Select(Manager)));
            json.Set("unknown", change.By.Unknown.Length > 0 ? StringValue.Of(change.By.Unknown) : null);
        }

        return change.Type == ChangeType.Modified
            ? json.Set("changes", ListValue.Of(change.Changes.Select(Field))).ToMap()
            : json.Set("object", scope.Narrow(obj)).ToMap();
    }

    /// <summary>The history expired: what lay before this was not all seen.</summary>
    public static MapValue Gap(DateTimeOffset time, string context, GroupVersionResource resource) => new MapBuilder()
        .Set("time", Timestamp.FormatMicro(time))
        .Set("type", "GAP")
        .Set("context", context.Length > 0 ? StringValue.Of(context) : null)
        .Set("resource", resource.GroupResource)
        .ToMap();

    private static Value Manager(FieldManager manager) => new MapBuilder()
        .Set("manager", manager.Name)
        .Set("operation", manager.Operation)
        .Set("subresource", manager.Subresource.Length > 0 ? StringValue.Of(manager.Subresource) : null)
        .ToMap();

    private static Value Field(FieldChange change) => new MapBuilder()
        .Set("path", change.Path.ToString())
        .Set("op", change switch { { IsOrder: true } => "reorder", { Old: null } => "add", { New: null } => "remove", _ => "replace" })
        .Set("old", change.Old)
        .Set("new", change.New)
        .ToMap();
}
