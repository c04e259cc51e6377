using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing;

/// <summary>The lines of a trace: the newest for the foot of a live view, each once for a pipe; and whether the connection is up.</summary>
internal sealed class TraceLog
{
    /// <summary>Older lines are forgotten.</summary>
    private const int MaxLines = 200;

    private readonly List<TraceLine> _log = [];
    private readonly List<TraceLine> _untaken = [];
    private readonly Dictionary<string, string> _lost = new(StringComparer.Ordinal);

    public IReadOnlyList<TraceLine> Lines => _log;

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
        _untaken.Add(line);
        if (line.Log.Length == 0)
        {
            return;
        }

        _log.Add(line);
        if (_log.Count > MaxLines)
        {
            _log.RemoveAt(0);
        }
    }

    /// <summary>News of the connection, not of an object.</summary>
    public void Apply(SourceEvent news)
    {
        switch (news)
        {
            case SourceEvent.ConnectionLost lost:
                var isFirst = _lost.Count == 0;
                _lost[lost.Resource.Resource] = lost.Reason;
                if (isFirst)
                {
                    Tell(news, $"connection lost: {lost.Reason}", $"connection lost: {lost.Reason}", true);
                }

                break;
            case SourceEvent.ConnectionRestored restored when _lost.Remove(restored.Resource.Resource) && _lost.Count == 0:
                Tell(news, "connected again", "connected again");
                break;
            case SourceEvent.Gap gap:
                Tell(news, $"the history of {gap.Resource.Resource} expired: what lies between was not seen", $"gap: changes of {gap.Resource.Resource} were not seen");
                break;
            case SourceEvent.Forbidden forbidden:
                Tell(news, forbidden.Message, forbidden.Message, true);
                break;
        }
    }

    private void Tell(SourceEvent news, string plain, string log, bool isWarning = false) => Add(new TraceLine(news.Time, "", plain, log, isWarning));
}
