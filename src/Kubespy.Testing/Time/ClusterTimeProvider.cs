namespace Kubespy.Testing.Time;

/// <summary>The cluster's time and timers on it, for code outside its thread.</summary>
/// <param name="thread">The cluster's thread.</param>
/// <param name="loop">Its queue.</param>
/// <param name="isOfClient">Whether the timers are those of a client, whose short ones count as work that is under way.</param>
internal sealed class ClusterTimeProvider(ClusterThread thread, ControlPlane.Simulation.EventLoop loop, bool isOfClient) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => thread.Now;

    public override long GetTimestamp() => thread.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // As the system's timers do: the callback runs in the context of whoever made the timer.
        var inContext = CallerContext.Capture();
        var timer = new ClusterTimer(thread, loop, isOfClient, () => inContext(() => callback(state)));
        timer.Change(dueTime, period);
        return timer;
    }
}
