using Kubespy.Core.Watching;

namespace Kubespy.Core.Changes;

/// <summary>Folds a stream of object events into changes: remembers each object's last revision, by UID, and tells what is different. Pure.</summary>
public sealed class ChangeTracker(FieldScope scope)
{
    private readonly Dictionary<string, (Objects.KubeObject Last, int Folded)> _known = new(StringComparer.Ordinal);

    /// <summary>How many objects there are.</summary>
    public int Count => _known.Count;

    /// <summary>What is to be told; null where nothing that is looked at changed.</summary>
    public ObjectChange? Apply(SourceEvent.ObjectChanged news)
    {
        var uid = news.Object.Uid;
        var isKnown = _known.TryGetValue(uid, out var known);
        if (news.Type == ChangeType.Deleted)
        {
            _known.Remove(uid);
            return Told(news, ChangeType.Deleted, known.Last, []) with { Folded = known.Folded };
        }

        if (!isKnown)
        {
            _known[uid] = (news.Object, 0);
            return Told(news, ChangeType.Added, null, []);
        }

        var changes = ValueDiff.Of(known.Last, news.Object, scope);
        if (changes.Count == 0)
        {
            _known[uid] = (news.Object, known.Folded + (known.Last.ResourceVersion == news.Object.ResourceVersion ? 0 : 1));
            return null;
        }

        _known[uid] = (news.Object, 0);
        return Told(news, ChangeType.Modified, known.Last, changes) with { Folded = known.Folded };
    }

    private static ObjectChange Told(SourceEvent.ObjectChanged news, ChangeType type, Objects.KubeObject? old, IReadOnlyList<FieldChange> changes) =>
        new(news.Time, type, news.Object)
        {
            Old = old,
            Changes = changes,
            IsInitial = news.IsInitial,
            By = Hand.Of(type, old, news.Object, changes),
        };
}
