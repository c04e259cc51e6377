using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>The versions of one object, the first first.</summary>
internal sealed class ArchivedObject
{
    private readonly List<SourceEvent.ObjectChanged> _versions = [];
    private byte[][]? _written;

    public KubeObject Last => _versions[^1].Object;

    /// <summary>False where it is a version that is kept already: two watches may tell of it.</summary>
    public bool Add(SourceEvent.ObjectChanged change)
    {
        if (_versions.Count > 0 && change.Type != ChangeType.Deleted && _versions[^1].Object.Root.Equals(change.Object.Root))
        {
            return false;
        }

        _versions.Add(change);
        return true;
    }

    /// <summary>How many versions there are.</summary>
    public int Count => _versions.Count;

    /// <summary>
    /// Each version as JSON, <c>{at, type, by, object or delta, changes}</c>; a delta is a JSON merge patch (RFC 7386) to the version before. Of more than so
    /// many, the first and the newest.
    /// </summary>
    public IEnumerable<byte[]> Versions(DateTimeOffset start, int most)
    {
        var written = Written(start);
        if (written.Length <= most)
        {
            return written;
        }

        // What comes after a hole cannot be made of what came before it.
        var newest = written.Length - Math.Max(most - 1, 0);
        return newest < written.Length ? [written[0], ValueWriter.Write(Of(_versions[newest], _versions[newest - 1], start, isWhole: true)), .. written.AsSpan(newest + 1)] : [written[0]];
    }

    /// <summary>About how many bytes those are.</summary>
    public long Size(DateTimeOffset start, int most)
    {
        var written = Written(start);
        var size = 0L;
        for (var i = Math.Max(written.Length - Math.Max(most - 1, 0), 1); i < written.Length; i++)
        {
            size += written[i].Length;
        }

        return size + written[0].Length + (written.Length > most && most > 1 ? written[0].Length : 0);
    }

    private byte[][] Written(DateTimeOffset start) =>
        _written ??= [.. _versions.Select((v, i) => ValueWriter.Write(Of(v, i == 0 ? null : _versions[i - 1], start, isWhole: i == 0)))];

    private static MapValue Of(SourceEvent.ObjectChanged version, SourceEvent.ObjectChanged? before, DateTimeOffset start, bool isWhole)
    {
        IReadOnlyList<FieldChange> changes = before is null || version.Type == ChangeType.Deleted ? [] : ValueDiff.Of(before.Object, version.Object, FieldScope.Whole);
        var hand = version.IsInitial ? new Hand([], "") : Hand.Of(version.Type, before?.Object, version.Object, changes);
        var built = new MapBuilder()
            .Set("at", ObjectArchive.Milliseconds(version.Time, start))
            .Set("type", version.IsInitial && before is null ? "existed" : version.Type switch { ChangeType.Added => "created", ChangeType.Modified => "changed", _ => "deleted" })
            .Set("by", hand.Managers.Count > 0 ? hand.ToString() : "");
        _ = before is null || isWhole
            ? built.Set("object", Shown(version.Object))
            : built.Set("delta", MergeDelta.Of(Shown(before.Object), Shown(version.Object)));
        return built.Set("changes", ListValue.Of(changes.SelectMany(ChangeText))).ToMap();
    }

    /// <summary>Without what is for machines: managedFields, what kubectl applied last, which repeats the object, and nulls, which say nothing.</summary>
    internal static MapValue Shown(KubeObject obj)
    {
        var shown = obj.Annotation(FieldScope.LastApplied) is null ? obj : obj.WithAnnotation(FieldScope.LastApplied, null);
        return (MapValue)MergeDelta.WithoutNulls(shown.Metadata["managedFields"] is null ? shown.Root : shown.WithMetadata("managedFields", null).Root);
    }

    private static IEnumerable<Value> ChangeText(FieldChange change) =>
        ChangeView.Fields(change).Select(l => (Value)string.Concat(l.Spans.Select(s => s.Text)));
}
