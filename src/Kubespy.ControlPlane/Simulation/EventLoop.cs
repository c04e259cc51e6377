namespace Kubespy.ControlPlane.Simulation;

/// <summary>
/// The control plane's only concurrency (design.md, law 3): a queue of steps ordered by due time, then by the order
/// in which they were asked for. One thread runs it; nothing in the control plane's core blocks, sleeps or starts a thread.
/// Virtual and real time differ only in who calls <see cref="AdvanceTo"/>, and how far.
/// </summary>
public sealed class EventLoop
{
    private readonly PriorityQueue<ScheduledStep, (long DueTicks, long Sequence)> _queue = new();
    private long _sequence;
    private int _pendingWork;

    public EventLoop(DateTimeOffset start)
    {
        Now = start;
        Clock = new ClusterClock(this);
    }

    /// <summary>The cluster's time: the due time of the step that runs.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The cluster's time as a <see cref="TimeProvider"/>.</summary>
    public TimeProvider Clock { get; }

    /// <summary>How many steps have run.</summary>
    public long Steps { get; private set; }

    /// <summary>When the next step is due; null where nothing is scheduled.</summary>
    public DateTimeOffset? NextDue => _queue.TryPeek(out _, out var priority) ? new DateTimeOffset(priority.DueTicks, TimeSpan.Zero) : null;

    /// <summary>Whether steps other than periodic ones (heartbeats, leases) are scheduled.</summary>
    public bool HasPendingWork => _pendingWork > 0;

    /// <summary>Whether steps other than periodic ones are due until then. Looks at all of them.</summary>
    public bool HasWorkUntil(DateTimeOffset time)
    {
        foreach (var (step, priority) in _queue.UnorderedItems)
        {
            if (!step.IsDone && !step.IsPeriodic && priority.DueTicks <= time.UtcTicks)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Runs the step as soon as those already due have run.</summary>
    public ScheduledStep Post(Action step) => At(Now, step);

    public ScheduledStep After(TimeSpan delay, Action step, bool periodic = false) => At(Now + delay, step, periodic);

    /// <summary>Runs the step at that time, or now where it is past. Periodic steps never end and do not count as pending work.</summary>
    public ScheduledStep At(DateTimeOffset due, Action step, bool periodic = false)
    {
        var at = due < Now ? Now : due;
        var scheduled = new ScheduledStep(this, step, periodic);
        if (!periodic)
        {
            _pendingWork++;
        }

        _queue.Enqueue(scheduled, (at.UtcTicks, _sequence++));
        return scheduled;
    }

    /// <summary>Completes after the delay, on this loop.</summary>
    public Task DelayAsync(TimeSpan delay)
    {
        var completion = new TaskCompletionSource();
        After(delay, completion.SetResult);
        return completion.Task;
    }

    /// <summary>Runs everything due until then, in order, and leaves the clock there; stops early where it is asked to.</summary>
    public void AdvanceTo(DateTimeOffset time, Func<bool>? stop = null)
    {
        while (_queue.TryPeek(out _, out var priority) && priority.DueTicks <= time.UtcTicks)
        {
            if (stop?.Invoke() == true)
            {
                return;
            }

            RunNext();
        }

        AdvanceClock(time);
    }

    /// <summary>Moves the clock alone, never past a step that is due.</summary>
    public void AdvanceClock(DateTimeOffset time)
    {
        var limit = NextDue is { } due && due < time ? due : time;
        if (limit > Now)
        {
            Now = limit;
        }
    }

    public void Advance(TimeSpan duration) => AdvanceTo(Now + duration);

    /// <summary>Runs the next step, moving the clock to its due time. False where nothing is scheduled.</summary>
    public bool RunNext()
    {
        while (_queue.TryDequeue(out var step, out var priority))
        {
            if (step.IsDone)
            {
                continue;
            }

            if (priority.DueTicks > Now.UtcTicks)
            {
                Now = new DateTimeOffset(priority.DueTicks, TimeSpan.Zero);
            }

            Steps++;
            Finish(step);
            step.Run();
            return true;
        }

        return false;
    }

    /// <summary>Runs steps until the condition holds. False where the limit of cluster time passed, or nothing is left to run.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var end = Now + limit;
        while (!condition())
        {
            if (NextDue is not { } due || due > end || !RunNext())
            {
                return false;
            }
        }

        return true;
    }

    internal void Finish(ScheduledStep step)
    {
        if (!step.IsDone)
        {
            step.IsDone = true;
            if (!step.IsPeriodic)
            {
                _pendingWork--;
            }
        }
    }
}
