namespace Kubespy.ControlPlane.Simulation;

/// <summary>A step on the <see cref="EventLoop"/> that has not run yet, or was cancelled.</summary>
public sealed class ScheduledStep
{
    private readonly EventLoop _loop;
    private readonly Action _run;

    internal ScheduledStep(EventLoop loop, Action run, bool periodic)
    {
        _loop = loop;
        _run = run;
        IsPeriodic = periodic;
    }

    public bool IsPeriodic { get; }

    public bool IsDone { get; internal set; }

    public void Cancel() => _loop.Finish(this);

    internal void Run() => _run();
}
