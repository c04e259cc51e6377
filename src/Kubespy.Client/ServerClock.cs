namespace Kubespy.Client;

/// <summary>
/// The time of day as the API server has it: ages and grace periods are differences to times that the server wrote. Where this machine's
/// clock is off, or the cluster's is one of its own, the Date of the server's answers tells by how much. Timers stay those of this machine.
/// </summary>
public sealed class ServerClock(TimeProvider local) : TimeProvider
{
    /// <summary>A Date has whole seconds, and an answer takes its time: less than this is no difference.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private long _offsetTicks;

    public override long TimestampFrequency => local.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => local.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => local.GetUtcNow() + new TimeSpan(Volatile.Read(ref _offsetTicks));

    public override long GetTimestamp() => local.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>The server said that it was that time when it answered.</summary>
    public void Observe(DateTimeOffset date)
    {
        var offset = date + TimeSpan.FromSeconds(0.5) - local.GetUtcNow();
        if ((offset - new TimeSpan(Volatile.Read(ref _offsetTicks))).Duration() > Tolerance)
        {
            Volatile.Write(ref _offsetTicks, offset.Duration() > Tolerance ? offset.Ticks : 0);
        }
    }
}
