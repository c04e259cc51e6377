using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// What a node's machine has to do to start and stop containers: what goes on at once shares it evenly, so each takes longer.
/// Read off the recordings of a real node with two cores: one Pod is up after 0.6 to 0.8 s, three at once after 1.1 s, seven after 3 s,
/// ten after 4 s; two do not hinder each other.
/// </summary>
internal sealed class NodeWorkload(EventLoop loop, Randomness random, bool isContended)
{
    /// <summary>By how much each one that is added slows down all.</summary>
    private const double SlowdownEach = 0.6;

    /// <summary>How much of that costs nothing.</summary>
    private const double Unhindered = 0.4;

    /// <summary>No more than ten at once were recorded: what is beyond is as slow as ten.</summary>
    private const double MostRecorded = 10;

    /// <summary>Of several at once, one is done sooner than another: by how much each may differ from the mean.</summary>
    private const double Spread = 0.2;

    private readonly PriorityQueue<(TaskCompletionSource Done, double Weight), (double End, long Sequence)> _running = new();
    private ScheduledStep? _next;
    private DateTimeOffset _updated;
    private double _progress;
    private double _load;
    private long _sequence;

    /// <summary>How much work, in ticks, each of those running gets done in a tick.</summary>
    private double Rate => 1 / Math.Max(1, (SlowdownEach * Math.Min(_load, MostRecorded)) - Unhindered);

    /// <summary>Completes when the work is done, which takes so long on a node that does nothing else.</summary>
    /// <param name="work">How long it takes on a node that does nothing else.</param>
    /// <param name="weight">How much of the machine it takes: 1 is what starting a container does.</param>
    public Task RunAsync(TimeSpan work, double weight = 1)
    {
        if (!isContended || work <= TimeSpan.Zero)
        {
            return loop.DelayAsync(work);
        }

        Advance();
        var share = _running.Count == 0 ? 1 : 1 - Spread + (2 * Spread * random.NextDouble());
        var done = new TaskCompletionSource();
        _load += weight;
        _running.Enqueue((done, weight), (_progress + (work.Ticks * share), _sequence++));
        ScheduleNext();
        return done.Task;
    }

    private void Advance()
    {
        _progress = _running.Count == 0 ? 0 : _progress + ((loop.Now - _updated).Ticks * Rate);
        _updated = loop.Now;
    }

    private void ScheduleNext()
    {
        _next?.Cancel();
        _next = _running.TryPeek(out _, out var first)
            ? loop.After(TimeSpan.FromTicks((long)Math.Ceiling(Math.Max(0, first.End - _progress) / Rate)), Finish)
            : null;
    }

    private void Finish()
    {
        Advance();
        List<TaskCompletionSource> finished = [];
        while (_running.TryPeek(out var work, out var first) && first.End <= _progress + 1)
        {
            _running.Dequeue();
            _load = _running.Count == 0 ? 0 : _load - work.Weight;
            finished.Add(work.Done);
        }

        ScheduleNext();
        foreach (var done in finished)
        {
            done.SetResult();
        }
    }
}
