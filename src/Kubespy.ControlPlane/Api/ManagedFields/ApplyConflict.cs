using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>The fields that an applier wants otherwise than the manager who owns them (apimachinery/pkg/util/managedfields, conflict.go).</summary>
internal sealed record ApplyConflict(MapValue Entry, MapValue Fields)
{
    public static ApiException Refusal(IEnumerable<ApplyConflict> conflicts)
    {
        var all = conflicts
            .Select(c => (Manager: c.Manager, Paths: FieldPath.Of(c.Fields).ToArray()))
            .OrderBy(c => c.Manager, StringComparer.Ordinal)
            .ToArray();
        var count = all.Sum(c => c.Paths.Length);
        var message = count == 1
            ? $"Apply failed with 1 conflict: conflict with {all[0].Manager}: {all[0].Paths[0]}"
            : $"Apply failed with {count} conflicts: {string.Join('\n', all.Select(c => $"conflicts with {c.Manager}:\n{string.Join('\n', c.Paths.Select(p => $"- {p}"))}"))}";
        var causes = all.SelectMany(c => c.Paths.Select(p => (Value)MapValue.Of(
            ("reason", "FieldManagerConflict"), ("message", $"conflict with {c.Manager}"), ("field", p))));
        return new ApiException(new ApiStatus(409, "Conflict", message, MapValue.Of(("causes", ListValue.Of(causes)))));
    }

    private string Manager
    {
        get
        {
            var name = $"\"{Entry.StringAt("manager")}\"";
            if (Entry.StringAt("subresource") is { Length: > 0 } subresource)
            {
                name = $"{name} with subresource \"{subresource}\"";
            }

            return Entry.StringAt("operation") == "Update" ? $"{name} using {Entry.StringAt("apiVersion")}" : name;
        }
    }
}
