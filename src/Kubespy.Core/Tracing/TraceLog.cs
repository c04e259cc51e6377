using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing;

/// <summary>
/// The lines of a trace: the newest for the foot of a live view, each once for a pipe; and whether the connection is up.
/// Lines for pipes are final; a line of the log may be amended while what it tells goes on (a Pod is Ready, so another stops), because
/// the watches that tell of it are not ordered among each other.
/// </summary>
internal sealed class TraceLog
{
    /// <summary>Older lines are forgotten.</summary>
    private const int MaxLines = 200;

    private static readonly TimeSpan ClosesFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CatchesUpFor = TimeSpan.FromSeconds(3);

    private readonly List<(long Id, TraceLine Line)> _log = [];
    private readonly List<TraceLine> _untaken = [];
    private readonly Dictionary<string, string> _lost = new(StringComparer.Ordinal);
    private long _lastId;
    private long _closing;
    private DateTimeOffset? _restored;

    /// <summary>The newest last.</summary>
    public IReadOnlyList<TraceLine> Lines => [.. _log.Select(l => l.Line)];

    /// <summary>The number of the newest line of the log, one that closes aside; 0 where there is none.</summary>
    public long Newest => Closing is null ? At(^1) : At(^2);

    /// <summary>
    /// Whether what arrives now happened at some time before: what was missed while the connection was down comes all at once, and some watches
    /// are a moment behind others.
    /// </summary>
    public bool IsCatchingUp(DateTimeOffset time) => _lost.Count > 0 || (_restored is { } restored && time - restored < CatchesUpFor);

    /// <summary>Why the connection is down; empty while it is up.</summary>
    public string ConnectionLost => _lost.Values.FirstOrDefault() ?? "";

    public IReadOnlyList<TraceLine> Take()
    {
        var lines = _untaken.ToArray();
        _untaken.Clear();
        return lines;
    }

    public void Add(TraceLine line)
    {
        if (line.Plain.Length > 0)
        {
            _untaken.Add(line);
        }

        if (line.Log.Length > 0)
        {
            // What a closing line closes may be told after it: the watches are not ordered among each other.
            var isBefore = Closing is { } closing && line.Time - closing.Time < ClosesFor;
            _log.Insert(_log.Count - (isBefore ? 1 : 0), (++_lastId, line));
            if (_log.Count > MaxLines)
            {
                _log.RemoveAt(0);
            }
        }
    }

    /// <summary>Tells a line where it says something; the number by which its log text is amended, 0 where it has none.</summary>
    public long Tell(DateTimeOffset time, string subject, string plain, string log, bool isWarning = false)
    {
        Add(new TraceLine(time, subject, plain, log, isWarning));
        return log.Length > 0 ? _lastId : 0;
    }

    /// <summary>Tells that something is done: for a moment, what else is told stands before it.</summary>
    public void Close(DateTimeOffset time, string subject, string plain, string log)
    {
        _closing = 0;
        _closing = Tell(time, subject, plain, log);
    }

    /// <summary>Another text for a line of the log; nothing where it is forgotten.</summary>
    public void Amend(long id, string log)
    {
        if (_log.FindLastIndex(l => l.Id == id) is >= 0 and var at)
        {
            _log[at] = (id, _log[at].Line with { Log = log });
        }
    }

    public void Remove(long id) => _log.RemoveAll(l => l.Id == id);

    /// <summary>News of the connection, not of an object.</summary>
    public void Apply(SourceEvent news)
    {
        switch (news)
        {
            case SourceEvent.ConnectionLost lost:
                var isNews = _lost.Count == 0
                    || (_lost.TryGetValue(lost.Resource.Resource, out var before) && before != lost.Reason && !_lost.ContainsValue(lost.Reason));
                _lost[lost.Resource.Resource] = lost.Reason;
                if (isNews)
                {
                    Tell(news, $"connection lost, trying again: {lost.Reason}", true);
                }

                break;
            case SourceEvent.ConnectionRestored restored when _lost.Remove(restored.Resource.Resource) && _lost.Count == 0:
                _restored = news.Time;
                Tell(news, "connected again: the state is exact");
                break;
            case SourceEvent.Gap gap:
                Tell(news, $"the history of {gap.Resource.Resource} has expired, or is another: the state is exact, what lay between was not seen");
                break;
            case SourceEvent.Forbidden { Message.Length: > 0 } forbidden:
                Tell(news, forbidden.Message, true);
                break;
        }
    }

    /// <summary>The line that closes, while it is the last.</summary>
    private TraceLine? Closing => _log is [.., var last] && last.Id == _closing ? last.Line : null;

    private long At(Index index) => index.GetOffset(_log.Count) is >= 0 and var at ? _log[at].Id : 0;

    private void Tell(SourceEvent news, string text, bool isWarning = false) => Add(new TraceLine(news.Time, "", text, text, isWarning));
}
