using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Recording.Entries;

/// <summary>
/// From the entries of a recording to what was seen. A state in its midst is no news to who has read all before it; to who has not, it is what existed
/// when he began, or, where a part in between is lost, what has become of it meanwhile.
/// </summary>
public sealed class EntryDecoder(DateTimeOffset started)
{
    private static readonly GroupVersionResource Lost = new("", "v1", "this recording");

    private readonly Dictionary<(string Context, string Uid), KubeObject> _last = [];
    private readonly HashSet<(string Context, string Uid)> _stated = [];
    private bool _hasBegun;
    private bool _isGap;
    private bool _isStating;
    private DateTimeOffset _stateTime;

    /// <summary>What exists, as far as was read.</summary>
    public IReadOnlyDictionary<(string Context, string Uid), KubeObject> Objects => _last;

    /// <summary>All before was read: a state is no news.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Something was lost: until the next state, nothing can be told.</summary>
    public void Lose() => (IsComplete, _isGap) = (false, true);

    /// <summary>A block begins; one with a state can be read without what came before, as can the first of all.</summary>
    /// <returns>False where it can not be read, because what came before was not.</returns>
    public bool BeginBlock(bool hasState)
    {
        _isStating = hasState && !IsComplete;
        _stated.Clear();
        return IsComplete || hasState;
    }

    /// <summary>What the entry tells, in order; nothing where it is of a type that this version does not know.</summary>
    /// <exception cref="FormatException">It does not follow from what came before.</exception>
    public IEnumerable<RecordedEvent> Decode(Value entry)
    {
        var time = EntryTime.Read(entry, started);
        var context = entry.StringAt("context") ?? "";
        if (entry.StringAt("type") == "STATE")
        {
            return _isStating && entry.MapAt("object") is { } stated ? State(time, context, new KubeObject(stated)) : [];
        }

        var ended = EndState();
        var seen = ObjectType.Parse(entry.StringAt("type")) is { } type ? Change(entry, type, time, context)
            : EventEntry.Read(entry, time) is { } news ? new RecordedEvent(news, context)
            : null;
        return seen is null ? ended : [.. ended, seen];
    }

    /// <summary>The state is whole: what it lacks was deleted unseen.</summary>
    public IReadOnlyList<RecordedEvent> EndState()
    {
        if (!_isStating)
        {
            return [];
        }

        (_isStating, IsComplete) = (false, true);
        var gone = new List<RecordedEvent>();
        foreach (var (key, obj) in _last.Where(o => !_stated.Contains(o.Key)).ToArray())
        {
            _last.Remove(key);
            gone.Add(new RecordedEvent(new SourceEvent.ObjectChanged(_stateTime, ChangeType.Deleted, obj), key.Context));
        }

        if (_isGap)
        {
            // From here on all is told again; what lay between was not kept.
            gone.Add(new RecordedEvent(new SourceEvent.Gap(_stateTime, Lost)));
        }

        (_hasBegun, _isGap) = (true, false);
        return gone;
    }

    private IReadOnlyList<RecordedEvent> State(DateTimeOffset time, string context, KubeObject obj)
    {
        var key = (context, obj.Uid);
        _stated.Add(key);
        _stateTime = time;
        var old = _last.GetValueOrDefault(key);
        _last[key] = obj;
        return old?.ResourceVersion == obj.ResourceVersion && old.Root.Equals(obj.Root)
            ? []
            : [new RecordedEvent(new SourceEvent.ObjectChanged(time, old is null ? ChangeType.Added : ChangeType.Modified, obj, IsInitial: !_hasBegun), context)];
    }

    private RecordedEvent Change(Value entry, ChangeType type, DateTimeOffset time, string context)
    {
        KubeObject obj;
        if (entry.MapAt("object") is { } whole)
        {
            obj = new KubeObject(whole);
        }
        else if (entry.StringAt("uid") is { } uid && _last.TryGetValue((context, uid), out var last))
        {
            obj = new KubeObject(ObjectDelta.Apply(last.Root, entry.ListAt("patch")));
        }
        else
        {
            throw new FormatException("an entry has neither an object nor a patch of one that is known");
        }

        if (type == ChangeType.Deleted)
        {
            _last.Remove((context, obj.Uid));
        }
        else if (obj.Uid.Length > 0)
        {
            _last[(context, obj.Uid)] = obj;
        }

        return new RecordedEvent(new SourceEvent.ObjectChanged(time, type, obj, entry.BoolAt("initial") ?? false), context, entry.BoolAt("left") ?? false);
    }
}
