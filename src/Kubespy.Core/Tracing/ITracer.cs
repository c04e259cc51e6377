using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing;

/// <summary>
/// Folds what a source tells into a trace of one object. It reads no clock and does no I/O: the same events give the same trace,
/// live or replayed.
/// </summary>
public interface ITracer
{
    void Apply(SourceEvent news);

    /// <summary>The state as of that moment: ages and deadlines are counted to it.</summary>
    Trace Trace(DateTimeOffset now);

    /// <summary>How many Pods there are; 0 where they are not what is traced.</summary>
    int PodCount => 0;

    /// <summary>Lines told since they were last taken.</summary>
    IReadOnlyList<TraceLine> TakeLines();
}
