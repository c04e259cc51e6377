using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Changes;

/// <summary>
/// What was told last of each object, and the last change of each of those that changed last; Secrets without their values. Both are bounded: of more
/// objects nothing is known, older changes are forgotten (design.md, law 8).
/// </summary>
public sealed class LastChanges
{
    /// <summary>Objects beyond these are not looked at.</summary>
    public const int MaxObjects = 20_000;

    /// <summary>Of so many objects the last change is kept.</summary>
    public const int MaxChanged = 256;

    private readonly ChangeTracker _tracker = new(FieldScope.Whole);
    private readonly SecretRedactor _redactor = new();
    private readonly Dictionary<string, KubeObject> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<ObjectChange>> _changes = new(StringComparer.Ordinal);
    private readonly LinkedList<ObjectChange> _oldestFirst = [];

    /// <summary>Since when changes are looked at; null before anything was told.</summary>
    public DateTimeOffset? Since { get; private set; }

    public void Apply(SourceEvent news)
    {
        if (news is not SourceEvent.ObjectChanged { Object.Kind: not "Event" } change)
        {
            return;
        }

        Since ??= change.Time;
        var uid = change.Object.Uid;
        var known = _known.GetValueOrDefault(uid);
        if (uid.Length == 0 || (known is null && _known.Count >= MaxObjects) || (change.Type != ChangeType.Deleted && IsSameRevision(known, change.Object)))
        {
            return;
        }

        change = change with { Object = _redactor.Redact(change.Object) };
        if (change.Type == ChangeType.Deleted)
        {
            _known.Remove(uid);
        }
        else
        {
            _known[uid] = change.Object;
        }

        if (_tracker.Apply(change) is { IsInitial: false } told)
        {
            Keep(uid, told);
        }
    }

    /// <summary>The object as it was told last; null where it is not known, or gone.</summary>
    public KubeObject? Find(string uid) => _known.GetValueOrDefault(uid);

    /// <summary>The object of that name; null where it is not known.</summary>
    public KubeObject? Find(string kind, string ns, string name) => _known.Values.FirstOrDefault(o => o.Kind == kind && o.Name == name && o.Namespace == ns);

    /// <summary>Its last change that was seen; null where none was, or it is forgotten.</summary>
    public ObjectChange? Of(string uid) => _changes.GetValueOrDefault(uid)?.Value;

    /// <summary>Two watches tell of it, each the fields that it is for.</summary>
    private static bool IsSameRevision(KubeObject? known, KubeObject told) => known is not null && told.ResourceVersion.Length > 0 && known.ResourceVersion == told.ResourceVersion;

    private void Keep(string uid, ObjectChange change)
    {
        if (_changes.Remove(uid, out var before))
        {
            _oldestFirst.Remove(before);
        }

        _changes[uid] = _oldestFirst.AddLast(change);
        if (_changes.Count > MaxChanged)
        {
            _changes.Remove(_oldestFirst.First!.Value.Object.Uid);
            _oldestFirst.RemoveFirst();
        }
    }
}
