using Kubespy.ControlPlane.Simulation;

namespace Kubespy.Testing.Time;

/// <summary>A timer on the cluster's time: a step of its queue, whose callback runs on the thread pool.</summary>
/// <param name="thread">The cluster's thread.</param>
/// <param name="loop">Its queue.</param>
/// <param name="isOfClient">Whether it is a client's, for which it counts as work under way unless it is periodic; else the cluster's own.</param>
/// <param name="callback">What it does.</param>
internal sealed class ClusterTimer(ClusterThread thread, EventLoop loop, bool isOfClient, Action callback) : ITimer
{
    private readonly Lock _gate = new();

    /// <summary>Of the cluster's thread.</summary>
    private ScheduledStep? _step;

    private int _generation;
    private bool _isDisposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return false;
            }

            var generation = ++_generation;
            var due = dueTime == Timeout.InfiniteTimeSpan ? (DateTimeOffset?)null : thread.Now + dueTime;
            var isPeriodic = !isOfClient || period > TimeSpan.Zero;
            thread.Post(() => Schedule(generation, due, period, isPeriodic));
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _generation++;
            thread.Post(Cancel);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Schedule(int generation, DateTimeOffset? due, TimeSpan period, bool isPeriodic)
    {
        Cancel();
        if (due is not { } at || !IsCurrent(generation))
        {
            return;
        }

        if (isOfClient)
        {
            thread.Activity.Await(1);
        }

        _step = loop.At(at, () => Fire(generation, at, period, isPeriodic), isPeriodic);
    }

    private void Fire(int generation, DateTimeOffset at, TimeSpan period, bool isPeriodic)
    {
        _step = null;
        if (isOfClient)
        {
            thread.Activity.Await(-1);
        }

        if (!IsCurrent(generation))
        {
            return;
        }

        if (period > TimeSpan.Zero)
        {
            Schedule(generation, at + period, period, isPeriodic);
        }

        thread.Activity.Run(callback);
    }

    private void Cancel()
    {
        if (_step is { } step)
        {
            step.Cancel();
            _step = null;
            if (isOfClient)
            {
                thread.Activity.Await(-1);
            }
        }
    }

    private bool IsCurrent(int generation)
    {
        lock (_gate)
        {
            return generation == _generation;
        }
    }
}
