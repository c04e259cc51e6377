namespace Kubespy.ControlPlane.Simulation;

/// <summary>The time of an <see cref="EventLoop"/>, which moves only when the loop does.</summary>
internal sealed class ClusterClock(EventLoop loop) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => loop.Now;

    public override long GetTimestamp() => loop.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("The control plane schedules on its EventLoop.");
}
