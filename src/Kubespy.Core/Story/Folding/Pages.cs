namespace Kubespy.Core.Story.Folding;

/// <summary>
/// The happenings as far as they are known. One that has ended may still be added to for a moment, since watches of different kinds are
/// not ordered among each other; then it is finished, and stays as it is. At most <see cref="Most"/> are kept: of the finished ones the
/// oldest are dropped first, and counted.
/// </summary>
internal sealed class Pages
{
    public const int Most = 5000;

    /// <summary>Watches lag behind each other by less than this.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<long, Happening> _all = [];
    private readonly SortedSet<long> _unfinished = [];
    private readonly HashSet<long> _held = [];
    private long _next = 1;

    /// <summary>So many finished happenings were dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>In the order in which they began.</summary>
    public IEnumerable<(long Id, Happening Happening)> InOrder => _all.OrderBy(p => p.Value.Begin).ThenBy(p => p.Key).Select(p => (p.Key, p.Value));

    public Happening this[long id] => _all[id];

    /// <summary>A new one. Its number is for whoever goes on with it.</summary>
    public long Open(Happening happening)
    {
        var id = _next++;
        _all[id] = happening;
        _unfinished.Add(id);
        Trim();
        return id;
    }

    /// <summary>One that was over at once.</summary>
    public long Tell(Happening happening, StoryOutcome outcome = StoryOutcome.Complete)
    {
        var id = Open(happening);
        Close(id, happening.Begin, outcome);
        return id;
    }

    /// <summary>Whether it can still be added to.</summary>
    public bool IsOpen(long? id) => id is { } at && _unfinished.Contains(at);

    /// <summary>Whether it goes on.</summary>
    public bool IsGoingOn(long? id) => IsOpen(id) && _all[id!.Value].End is null;

    /// <summary>Changes one that is not finished; does nothing to others.</summary>
    public void Update<T>(long? id, Func<T, T> change)
        where T : Happening
    {
        if (IsOpen(id) && _all[id!.Value] is T open)
        {
            _all[id.Value] = change(open);
        }
    }

    /// <summary>It is over. Held back, it is not finished before it is let go.</summary>
    public void Close(long? id, DateTimeOffset time, StoryOutcome outcome, bool isHeld = false)
    {
        if (!IsGoingOn(id))
        {
            return;
        }

        var open = _all[id!.Value];
        _all[id.Value] = open with { End = time < open.Begin ? open.Begin : time, Outcome = outcome };
        if (isHeld)
        {
            _held.Add(id.Value);
        }
    }

    public void LetGo(long? id)
    {
        if (id is { } held)
        {
            _held.Remove(held);
        }
    }

    /// <summary>It goes on after all.</summary>
    public void Reopen(long? id) => Update<Happening>(id, h => h with { End = null, Outcome = StoryOutcome.GoingOn });

    /// <summary>It turned out to be part of something else. Of a finished one nothing is taken back.</summary>
    public void Remove(long? id)
    {
        if (IsOpen(id))
        {
            _unfinished.Remove(id!.Value);
            _held.Remove(id.Value);
            _all.Remove(id.Value);
        }
    }

    public void Settle(DateTimeOffset now)
    {
        foreach (var id in _unfinished.Where(i => !_held.Contains(i) && now - _all[i].End >= Grace).ToArray())
        {
            _all[id] = _all[id] with { IsFinished = true };
            _unfinished.Remove(id);
        }
    }

    private void Trim()
    {
        while (_all.Count > Most && _all.Keys.FirstOrDefault(i => !_unfinished.Contains(i)) is > 0 and var oldest)
        {
            _all.Remove(oldest);
            Dropped++;
        }
    }
}
