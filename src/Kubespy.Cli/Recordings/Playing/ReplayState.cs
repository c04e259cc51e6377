using Kubespy.Core.Changes;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Recordings.Playing;

/// <summary>Everything that was folded of a recording, up to a place in it.</summary>
internal sealed class ReplayState(IReadOnlyList<SourceEvent> events, ITracer tracer)
{
    /// <summary>So many events were folded.</summary>
    public int Place { get; private set; }

    public ITracer Tracer => tracer;

    public LastChanges Changes { get; } = new();

    /// <summary>Goes forward to a place; one behind is not reached.</summary>
    public void Advance(int place)
    {
        for (; Place < place; Place++)
        {
            tracer.Apply(events[Place]);
            Changes.Apply(events[Place]);
        }
    }
}
