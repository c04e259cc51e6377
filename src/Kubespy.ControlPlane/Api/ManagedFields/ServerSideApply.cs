using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>
/// Server-side apply (KEP-555): the configuration's fields become the applier's, what it named before and names no more goes unless another
/// owns it, and what others own and it wants otherwise is a conflict. A pure function.
/// </summary>
public static class ServerSideApply
{
    /// <summary>Every configuration says whose it is.</summary>
    private static readonly MapValue Identity = MapValue.Of(("f:metadata", MapValue.Of(("f:name", MapValue.Empty))));

    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The live object with the configuration in it, its managedFields brought up to date.</summary>
    /// <exception cref="ApiException">409 with the conflicts; 400 or 500: it is no configuration of the type.</exception>
    public static KubeObject Apply(KubeObject live, MapValue config, TypeSchema type, WriteContext context, string subresource, IReadOnlyList<string> ignored, bool force, DateTimeOffset now)
    {
        if (config.At("metadata", "managedFields") is not (null or NullValue))
        {
            throw new ApiException(ApiStatus.BadRequest("metadata.managedFields must be nil"));
        }

        var set = Check(config, type, ignored);
        try
        {
            return Apply(live, config, set, type, context, subresource, ignored, force, now);
        }
        catch (ApiException e) when (!force && e.IsConflict && context.Manager == "kubectl" && IsMigration(live, config, set, type, ignored))
        {
            // What client-side apply wrote is kubectl's own.
            return Apply(live, config, set, type, context, subresource, ignored, force: true, now);
        }
    }

    /// <summary>The fields that the configuration names.</summary>
    /// <exception cref="ApiException">500: it is no configuration of the type.</exception>
    internal static MapValue? Check(MapValue config, TypeSchema type, IReadOnlyList<string> ignored)
    {
        var fields = new AppliedSet();
        var set = fields.OfObject(ManagedFieldsTracker.Tracked(config, type, ignored), type);
        var errors = TypedValidation.ErrorsOf(config, type).Union(fields.Errors, StringComparer.Ordinal).ToList();
        return errors.Count > 0 ? throw NotTyped(config, errors) : set;
    }

    private static KubeObject Apply(
        KubeObject live, MapValue config, MapValue? set, TypeSchema type, WriteContext context, string subresource, IReadOnlyList<string> ignored, bool force, DateTimeOffset now)
    {
        var entries = live.Metadata.ListAt("managedFields").OfType<MapValue>().ToList();
        if (entries.Count == 0 && live.Uid.Length > 0
            && FieldComparison.Of(ManagedFieldsTracker.Tracked(type.Zero, type, ignored), ManagedFieldsTracker.Tracked(live.Root, type, ignored), type).Changed is { } unowned)
        {
            // What was there before anyone owned anything (managedfields/internal/skipnonapplied.go).
            entries.Add(ManagedFieldsTracker.EntryOf("before-first-apply", "Update", live.ApiVersion, subresource, Timestamp.Format(now), unowned));
        }

        var own = entries.FirstOrDefault(e => ManagedFieldsTracker.IsEntryOf(e, context.Manager, "Apply", null, subresource));
        var others = entries.Where(e => !ReferenceEquals(e, own)).ToList();
        var merged = StructuredMerge.Merge(live.Root, config, type);
        if (own?["fieldsV1"]?.AsMap() is { Count: > 0 } last)
        {
            var owned = others.Aggregate(FieldSets.Union(set, Identity), (union, e) => FieldSets.Union(union, e["fieldsV1"]?.AsMap()));
            merged = StructuredMerge.Prune(merged, last, owned, type);
        }

        var comparison = FieldComparison.Of(
            ManagedFieldsTracker.Tracked(live.Root, type, ignored), ManagedFieldsTracker.Tracked(merged, type, ignored), type);
        var conflicts = others
            .Select(e => (Entry: e, Fields: FieldSets.Intersection(e["fieldsV1"]?.AsMap(), comparison.Changed)))
            .Where(c => c.Fields is not null)
            .Select(c => new ApplyConflict(c.Entry, c.Fields!))
            .ToList();
        if (conflicts.Count > 0 && !force)
        {
            throw ApplyConflict.Refusal(conflicts);
        }

        var lost = FieldSets.Union(conflicts.Aggregate((MapValue?)null, (union, c) => FieldSets.Union(union, c.Fields)), comparison.Removed);
        var result = Reduce(others, lost).ToList();
        if (set is not null)
        {
            var isChanged = comparison.Changed is not null || comparison.Removed is not null;
            var time = own is not null && !isChanged ? own["time"]!.AsString()! : Timestamp.Format(now);
            result.Add(ManagedFieldsTracker.EntryOf(context.Manager, "Apply", live.ApiVersion, subresource, time, set));
        }

        var applied = new KubeObject(merged).WithMetadata("managedFields", ManagedFieldsTracker.ToValue(result));
        return context.Manager == "kubectl" && live.Annotation(LastApplied) is not null ? WithLastApplied(applied, config) : applied;
    }

    private static IEnumerable<MapValue> Reduce(IEnumerable<MapValue> entries, MapValue? lost)
    {
        foreach (var entry in entries)
        {
            var fields = entry["fieldsV1"]?.AsMap();
            if (FieldSets.Difference(fields, lost) is { } left)
            {
                yield return ReferenceEquals(left, fields) ? entry : entry.With("fieldsV1", left);
            }
        }
    }

    /// <summary>Whether everything that is in conflict is as client-side apply left it (lastappliedmanager.go).</summary>
    private static bool IsMigration(KubeObject live, MapValue config, MapValue? set, TypeSchema type, IReadOnlyList<string> ignored)
    {
        if (live.Annotation(LastApplied) is not { Length: > 0 } text || Parse(text) is not { } last)
        {
            return false;
        }

        var (tracked, current) = (ManagedFieldsTracker.Tracked(last, type, ignored), ManagedFieldsTracker.Tracked(live.Root, type, ignored));
        var differing = FieldComparison.Of(tracked, current, type);
        var allowed = FieldSets.Difference(FieldSets.Difference(new AppliedSet().OfObject(tracked, type), differing.Changed), differing.Removed);
        var changed = FieldComparison.Of(
            current, ManagedFieldsTracker.Tracked(StructuredMerge.Merge(live.Root, config, type), type, ignored), type).Changed;
        var conflicting = live.Metadata.ListAt("managedFields").OfType<MapValue>()
            .Where(e => !ManagedFieldsTracker.IsEntryOf(e, "kubectl", "Apply", null, ""))
            .Select(e => FieldSets.Intersection(e["fieldsV1"]?.AsMap(), FieldSets.Intersection(changed, set)))
            .Aggregate((MapValue?)null, FieldSets.Union);
        return FieldSets.Difference(conflicting, allowed) is null;
    }

    private static MapValue? Parse(string json)
    {
        try
        {
            return ValueReader.Read(json) as MapValue;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The annotation of client-side apply is kept in step, so that one can go back to it.</summary>
    private static KubeObject WithLastApplied(KubeObject applied, MapValue config)
    {
        var bare = config.WithAt(["metadata", "annotations"], config.MapAt("metadata", "annotations")?.Without(LastApplied));
        return applied.WithAnnotation(LastApplied, SortedText(bare) + "\n");
    }

    private static string SortedText(Value value) => Sorted(value).ToString();

    private static Value Sorted(Value value) => value switch
    {
        MapValue map => MapValue.Of(map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => KeyValuePair.Create(e.Key, Sorted(e.Value)))),
        ListValue list => ListValue.Of(list.Select(Sorted)),
        _ => value,
    };

    private static ApiException NotTyped(MapValue config, List<string> errors)
    {
        var (version, kind) = (config.StringAt("apiVersion") ?? "", config.StringAt("kind"));
        var gvk = version.Contains('/', StringComparison.Ordinal) ? version : "/" + version;
        var text = errors.Count == 1 ? errors[0] : $"errors:\n{string.Join('\n', errors.Select(e => $"  {e}"))}";
        return new ApiException(new ApiStatus(500, "", $"failed to create typed patch object ({config.StringAt("metadata", "namespace")}/{config.StringAt("metadata", "name")}; {gvk}, Kind={kind}): {text}"));
    }
}
