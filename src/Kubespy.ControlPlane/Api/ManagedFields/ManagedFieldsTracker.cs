using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>
/// Keeps <c>metadata.managedFields</c> with each update and patch: whoever sets or changes a field owns it from then on
/// (KEP-555, apimachinery/pkg/util/managedfields).
/// </summary>
public static class ManagedFieldsTracker
{
    /// <summary>Beyond so many updating managers the oldest are merged into one, called ancient-changes.</summary>
    public const int MaxManagers = 10;

    private const string Ancient = "ancient-changes";

    private static readonly string[] UntrackedMetadata =
        ["name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>
    /// The object with its managedFields brought up to date. <paramref name="old"/> is null for a creation.
    /// Both states are canonical. Fields that the request could not set (<paramref name="ignored"/>, such as status) have no owner by it.
    /// </summary>
    public static KubeObject Track(KubeObject? old, KubeObject next, TypeSchema type, WriteContext context, string subresource, IReadOnlyList<string> ignored, DateTimeOffset now)
    {
        var comparison = context.Served is { } served
            ? FieldComparison.Of(
                Tracked(old is null ? served.Schema.Zero : InVersion(old, served).Root, served.Schema, ignored),
                Tracked(InVersion(next, served).Root, served.Schema, ignored), served.Schema)
            : FieldComparison.Of(Tracked(old?.Root ?? type.Zero, type, ignored), Tracked(next.Root, type, ignored), type);
        var version = context.Served?.ApiVersion ?? next.ApiVersion;
        var given = next.Metadata["managedFields"] as ListValue;
        var entries = (given is { Count: > 0 } ? given : old is not null ? old.Metadata.ListAt("managedFields") : ListValue.Empty)
            .OfType<MapValue>().ToList();
        if (IsReset(next))
        {
            entries.Clear();
        }

        // Of an object that nobody owns anything of, owners are kept only once it is applied (managedfields/internal/skipnonapplied.go).
        if ((comparison.Changed is null && comparison.Removed is null) || (old is not null && entries.Count == 0))
        {
            return next.WithMetadata("managedFields", entries.Count == 0 ? null : ListValue.Of(entries));
        }

        var taken = FieldSets.Union(comparison.Changed, comparison.Removed);
        var own = entries.FirstOrDefault(e => IsEntryOf(e, context.Manager, "Update", version, subresource));
        var result = new List<MapValue>();
        foreach (var entry in entries.Where(e => !ReferenceEquals(e, own)))
        {
            var fields = entry["fieldsV1"]?.AsMap();
            if (FieldSets.Difference(fields, taken) is { } left)
            {
                result.Add(ReferenceEquals(left, fields) ? entry : entry.With("fieldsV1", left));
            }
        }

        var mine = FieldSets.Union(FieldSets.Difference(own?["fieldsV1"]?.AsMap(), comparison.Removed), comparison.Changed);
        if (mine is not null)
        {
            var time = comparison.Changed is null && own is not null ? own["time"]!.AsString()! : Timestamp.Format(now);
            result.Add(EntryOf(context.Manager, "Update", version, subresource, time, mine));
        }

        return next.WithMetadata("managedFields", ToValue(result));
    }

    /// <summary>A stored object in the canonical form of another version.</summary>
    internal static KubeObject InVersion(KubeObject stored, ServedVersion served) => WritePipeline.Canonical(served.Show(stored).Root, served.Schema);

    /// <summary>Whether it takes all owners off: one empty entry does (isResetManagedFields in managedfields/internal/managedfields.go).</summary>
    internal static bool IsReset(KubeObject obj) => obj.Metadata["managedFields"] is ListValue { Count: 1 } given && given[0] is MapValue { Count: 0 };

    /// <summary>The object with the old times of the managers who own what they owned: a new time alone is no change.</summary>
    internal static KubeObject WithTimesOf(KubeObject old, KubeObject next)
    {
        var before = old.Metadata.ListAt("managedFields");
        return next.Metadata["managedFields"] is not ListValue entries ? next : next.WithMetadata("managedFields", ListValue.Of(entries.Select(e =>
            before.FirstOrDefault(b => ((MapValue)b).Without("time") == ((MapValue)e).Without("time")) ?? e)));
    }

    /// <summary>The entries in their order, the oldest updates merged where there are too many; null where there are none.</summary>
    internal static ListValue? ToValue(List<MapValue> entries) => entries.Count == 0 ? null : ListValue.Of(Sorted(Capped(entries)));

    /// <summary>The object without what nobody owns.</summary>
    internal static MapValue Tracked(MapValue root, TypeSchema type, IReadOnlyList<string> ignored)
    {
        var metadata = root["metadata"]?.AsMap() ?? MapValue.Empty;
        foreach (var field in UntrackedMetadata)
        {
            metadata = metadata.Without(field);
        }

        var tracked = root.Without("apiVersion").Without("kind").With("metadata", metadata);
        foreach (var field in ignored)
        {
            tracked = field.Split('.') is [var whole, var part]
                ? tracked[whole] is MapValue map ? tracked.With(whole, map.Without(part)) : tracked
                : tracked.Without(field);
        }

        return tracked;
    }

    /// <summary>Whether the entry is that manager's; an applier is the same one in every version.</summary>
    internal static bool IsEntryOf(MapValue entry, string manager, string operation, string? apiVersion, string subresource) =>
        entry["manager"]?.AsString() == manager
        && entry["operation"]?.AsString() == operation
        && (apiVersion is null || entry["apiVersion"]?.AsString() == apiVersion)
        && (entry["subresource"]?.AsString() ?? "") == subresource;

    internal static MapValue EntryOf(string manager, string operation, string apiVersion, string subresource, string time, MapValue fields) =>
        new MapBuilder()
            .Set("manager", manager)
            .Set("operation", operation)
            .Set("apiVersion", apiVersion)
            .Set("time", time)
            .Set("fieldsType", "FieldsV1")
            .Set("fieldsV1", fields)
            .Set("subresource", subresource.Length == 0 ? null : StringValue.Of(subresource))
            .ToMap();

    private static List<MapValue> Capped(List<MapValue> entries)
    {
        var updates = entries.Where(e => e["operation"]?.AsString() == "Update").ToList();
        if (updates.Count <= MaxManagers)
        {
            return entries;
        }

        var oldest = Sorted(updates).Take(updates.Count - MaxManagers + 1).ToList();
        var fields = oldest.Aggregate((MapValue?)null, (set, e) => FieldSets.Union(set, e["fieldsV1"]?.AsMap()));
        var merged = EntryOf(Ancient, "Update", oldest[^1]["apiVersion"]!.AsString()!, "", oldest[^1]["time"]!.AsString()!, fields!);
        return [.. entries.Except(oldest), merged];
    }

    private static IEnumerable<MapValue> Sorted(IEnumerable<MapValue> entries) => entries
        .OrderBy(e => e["operation"]?.AsString(), StringComparer.Ordinal)
        .ThenBy(e => e["time"]?.AsString(), StringComparer.Ordinal)
        .ThenBy(e => e["manager"]?.AsString(), StringComparer.Ordinal)
        .ThenBy(e => e["apiVersion"]?.AsString(), StringComparer.Ordinal)
        .ThenBy(e => e["subresource"]?.AsString() ?? "", StringComparer.Ordinal);
}
