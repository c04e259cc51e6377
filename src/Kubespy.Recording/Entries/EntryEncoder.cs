using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Recording.Entries;

/// <summary>
/// From what was seen to the entries of a recording: the first time an object whole, later as what changed. It keeps the last version of each object
/// that exists, which later ones share what did not change with.
/// </summary>
public sealed class EntryEncoder(DateTimeOffset started)
{
    private readonly Dictionary<(string Context, string Uid), MapValue> _last = [];

    /// <summary>How many objects exist, as far as was seen.</summary>
    public int Objects => _last.Count;

    public MapValue Encode(RecordedEvent seen)
    {
        var entry = new MapBuilder().Set("t", EntryTime.Of(seen.News.Time, started));
        if (seen.News is not SourceEvent.ObjectChanged change)
        {
            EventEntry.Write(entry, seen.News);
            return entry.Set("context", Context(seen.Context)).ToMap();
        }

        entry.Set("type", ObjectType.Of(change.Type));
        var root = change.Object.Root;
        var key = (seen.Context, change.Object.Uid);
        if (change.Object.Uid.Length > 0 && _last.TryGetValue(key, out var last) && ObjectDelta.Between(last, root) is var delta && !ObjectDelta.IsWhole(delta))
        {
            entry.Set("uid", change.Object.Uid).Set("patch", delta);

            // The patched one shares what did not change with the one before: an object that changes often is kept once.
            root = change.Type == ChangeType.Deleted ? root : ObjectDelta.Apply(last, delta);
        }
        else
        {
            entry.Set("object", root);
        }

        if (change.Type == ChangeType.Deleted)
        {
            _last.Remove(key);
        }
        else if (change.Object.Uid.Length > 0)
        {
            _last[key] = root;
        }

        return entry.Set("initial", change.IsInitial ? true : null).Set("left", seen.HasLeft ? true : null).Set("context", Context(seen.Context)).ToMap();
    }

    /// <summary>All objects as they are now: with them, what follows can be read without what came before.</summary>
    public IEnumerable<MapValue> State(DateTimeOffset now)
    {
        var time = EntryTime.Of(now, started);
        return _last.Select(o => new MapBuilder().Set("t", time).Set("type", "STATE").Set("object", o.Value).Set("context", Context(o.Key.Context)).ToMap());
    }

    private static StringValue? Context(string context) => context.Length > 0 ? StringValue.Of(context) : null;
}
