using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>How long what is told to stop may take: waits end with it, and it can be shortened while they last.</summary>
internal sealed class GracePeriod(EventLoop loop, DateTimeOffset end)
{
    private readonly List<Wait> _waits = [];

    public DateTimeOffset End { get; private set; } = end;

    public bool IsOver => loop.Now >= End;

    /// <summary>Completes after that time, or when the grace period is over.</summary>
    public Task DelayAsync(TimeSpan time) => WaitUntilAsync(loop.Now + time < End ? loop.Now + time : End);

    /// <summary>Completes when it is over, and not before that time has passed.</summary>
    public Task UntilOverAsync(TimeSpan atLeast) =>
        WaitUntilAsync(End > loop.Now + atLeast ? End : loop.Now + atLeast);

    /// <summary>Completes with the task, or when the grace period is over.</summary>
    public async Task UntilAsync(Task task)
    {
        if (!task.IsCompleted && !IsOver)
        {
            await Task.WhenAny(task, WaitUntilAsync(End));
        }
    }

    public void Shorten(DateTimeOffset to)
    {
        if (to >= End)
        {
            return;
        }

        End = to;
        foreach (var wait in _waits.Where(w => w.Due > to).ToArray())
        {
            wait.Step?.Cancel();
            Schedule(wait, to);
        }
    }

    /// <summary>Nothing waits any longer.</summary>
    public void Close()
    {
        foreach (var wait in _waits)
        {
            wait.Step?.Cancel();
        }

        _waits.Clear();
    }

    private Task WaitUntilAsync(DateTimeOffset due)
    {
        var wait = new Wait();
        _waits.Add(wait);
        Schedule(wait, due);
        return wait.Done.Task;
    }

    private void Schedule(Wait wait, DateTimeOffset due)
    {
        wait.Due = due;
        wait.Step = loop.At(due, () =>
        {
            _waits.Remove(wait);
            wait.Done.TrySetResult();
        });
    }

    private sealed class Wait
    {
        public TaskCompletionSource Done { get; } = new();

        public DateTimeOffset Due { get; set; }

        public ScheduledStep? Step { get; set; }
    }
}
