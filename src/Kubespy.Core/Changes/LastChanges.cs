using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Changes;

/// <summary>
/// What was told last of each object, and the newest revisions of those that changed last, from which their last change is calculated when somebody asks:
/// most are never asked for. Secrets are without their values. All is bounded: of more objects nothing is known, older changes are forgotten
/// (design.md, law 8).
/// </summary>
public sealed class LastChanges
{
    /// <summary>Objects beyond these are not looked at.</summary>
    public const int MaxObjects = 2_000;

    /// <summary>Of so many objects the last change is kept.</summary>
    public const int MaxChanged = 128;

    /// <summary>The newest ones may have changed nothing but heartbeats: the change before is told then.</summary>
    private const int MaxRevisions = 5;

    private readonly SecretRedactor _redactor = new();
    private readonly Dictionary<string, KubeObject> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<History>> _changed = new(StringComparer.Ordinal);
    private readonly LinkedList<History> _oldestFirst = [];

    /// <summary>The UID of the object that somebody looks at: its changes are not forgotten, however many others change. Empty where he looks at none.</summary>
    public string Focus { get; set; } = "";

    /// <summary>Since when changes are looked at; null before anything was told.</summary>
    public DateTimeOffset? Since { get; private set; }

    public void Apply(SourceEvent news)
    {
        if (news is not SourceEvent.ObjectChanged { Object.Kind: not "Event" } change)
        {
            return;
        }

        Since ??= change.Time;
        var known = _known.GetValueOrDefault(change.Object.Uid);
        if (change.Object.Uid.Length == 0 || (known is null && (_known.Count >= MaxObjects || change.Type == ChangeType.Deleted)))
        {
            return;
        }

        if (change.Type == ChangeType.Deleted)
        {
            _known.Remove(change.Object.Uid);
            Keep(known!, change with { Object = _redactor.Redact(change.Object) });
        }
        else if (!IsSameRevision(known, change.Object))
        {
            var told = change with { Object = _redactor.Redact(change.Object) };
            _known[change.Object.Uid] = told.Object;
            Keep(known, told);
        }
    }

    /// <summary>The object as it was told last; null where it is not known, or gone.</summary>
    public KubeObject? Find(string uid) => _known.GetValueOrDefault(uid);

    /// <summary>The object of that name; null where it is not known.</summary>
    public KubeObject? Find(string kind, string ns, string name) => _known.Values.FirstOrDefault(o => o.Kind == kind && o.Name == name && o.Namespace == ns);

    /// <summary>Its last change that was seen; null where none was, or it is forgotten.</summary>
    public ObjectChange? Of(string uid) => _changed.TryGetValue(uid, out var node) ? Calculate(node.Value) : null;

    private static ObjectChange? Calculate(History history)
    {
        var revisions = history.Revisions;
        if (history.EndedAt is { } end)
        {
            return new ObjectChange(end, ChangeType.Deleted, revisions[^1].Object) { Old = revisions[^1].Object, By = Hand.Of(ChangeType.Deleted, null, revisions[^1].Object, []) };
        }

        for (var i = revisions.Count - 1; i > 0; i--)
        {
            var (old, @new) = (revisions[i - 1].Object, revisions[i].Object);
            if (ValueDiff.Of(old, @new, FieldScope.Whole) is { Count: > 0 } changes)
            {
                return new ObjectChange(revisions[i].Time, ChangeType.Modified, @new) { Old = old, Changes = changes, By = Hand.Of(ChangeType.Modified, old, @new, changes) };
            }
        }

        return history.HasBeginning ? new ObjectChange(revisions[0].Time, ChangeType.Added, revisions[0].Object) { By = Hand.Of(ChangeType.Added, null, revisions[0].Object, []) } : null;
    }

    /// <summary>Two watches tell of it, each the fields that it is for.</summary>
    private static bool IsSameRevision(KubeObject? known, KubeObject told) => known is not null && told.ResourceVersion.Length > 0 && known.ResourceVersion == told.ResourceVersion;

    private void Keep(KubeObject? known, SourceEvent.ObjectChanged told)
    {
        if (told.IsInitial)
        {
            return;
        }

        var uid = told.Object.Uid;
        if (_changed.Remove(uid, out var node))
        {
            _oldestFirst.Remove(node);
        }
        else
        {
            node = new LinkedListNode<History>(new History(uid, known is null));
            if (known is not null)
            {
                node.Value.Revisions.Add((told.Time, known));
            }
        }

        node.Value.Add(told);
        _oldestFirst.AddLast(node);
        _changed[uid] = node;
        if (_changed.Count > MaxChanged)
        {
            var oldest = _oldestFirst.First!.Value.Uid == Focus ? _oldestFirst.First.Next! : _oldestFirst.First;
            _changed.Remove(oldest.Value.Uid);
            _oldestFirst.Remove(oldest);
        }
    }

    private sealed class History(string uid, bool isNew)
    {
        public string Uid => uid;

        /// <summary>The oldest first.</summary>
        public List<(DateTimeOffset Time, KubeObject Object)> Revisions { get; } = [];

        /// <summary>The first of them is the object as it was made.</summary>
        public bool HasBeginning { get; private set; } = isNew;

        public DateTimeOffset? EndedAt { get; private set; }

        public void Add(SourceEvent.ObjectChanged told)
        {
            EndedAt = told.Type == ChangeType.Deleted ? told.Time : null;
            Revisions.Add((told.Time, told.Object));
            if (Revisions.Count > MaxRevisions)
            {
                Revisions.RemoveAt(0);
                HasBeginning = false;
            }
        }
    }
}
