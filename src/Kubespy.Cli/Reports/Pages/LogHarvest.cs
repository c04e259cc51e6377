using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// All lines of a tracer's log, which itself keeps the newest alone: those that are no longer amended are taken out of it from time to time.
/// </summary>
internal sealed class LogHarvest(ITracer tracer)
{
    /// <summary>A line that old is not amended any more.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    /// <summary>To look costs as much as a frame: not at each event.</summary>
    private const int Period = 100;

    private readonly List<TraceLine> _lines = [];
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private int _events;

    /// <summary>Is called after each event.</summary>
    public void Look(DateTimeOffset now)
    {
        _ = tracer.TakeLines();
        if (++_events % Period == 0 && now - _until > Settled)
        {
            Take(tracer.Trace(now).Log, now - Settled);
        }
    }

    /// <summary>The lines taken, and those that are still in the log at the end.</summary>
    public IReadOnlyList<TraceLine> All(Trace last)
    {
        Take(last.Log, DateTimeOffset.MaxValue);
        return _lines;
    }

    private void Take(IReadOnlyList<TraceLine> log, DateTimeOffset until)
    {
        _lines.AddRange(log.Where(l => l.Time > _until && l.Time <= until));
        _until = until;
        if (_lines.Count > 2 * ReportStory.MostLines)
        {
            _lines.RemoveRange(0, _lines.Count - ReportStory.MostLines);
        }
    }
}
