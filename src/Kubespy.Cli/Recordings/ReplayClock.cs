namespace Kubespy.Cli.Recordings;

/// <summary>The time within a recording: that of the last event, and what has passed since at the speed of the replay.</summary>
internal sealed class ReplayClock(TimeProvider clock, double speed)
{
    private DateTimeOffset _reached;
    private long _at;

    public DateTimeOffset Now => speed > 0 ? _reached + (clock.GetElapsedTime(_at) * speed) : _reached;

    public void Reach(DateTimeOffset time) => (_reached, _at) = (time, clock.GetTimestamp());
}
