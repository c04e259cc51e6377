namespace Kubespy.Cli.Tests.Commands;

/// <summary>A clock on which every wait is over at once, and took as long as it was asked to; but for one moment at which it cancels.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _reached = new();
    private DateTimeOffset _now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private DateTimeOffset _end = DateTimeOffset.MaxValue;
    private CancellationTokenSource? _stop;
    private TimeSpan _jump;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now + _jump;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    /// <summary>The time of day is another by that; what has passed is not.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_gate)
        {
            _jump += by;
        }
    }

    /// <summary>Cancels when so many seconds have passed.</summary>
    public Task AfterAsync(double seconds, CancellationTokenSource stop)
    {
        lock (_gate)
        {
            (_end, _stop) = (_now.AddSeconds(seconds), stop);
        }

        return _reached.Task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isOver = false;
        lock (_gate)
        {
            if (dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromHours(1) && _stop is not null)
            {
                _now += dueTime;
                isOver = _now >= _end;
            }
        }

        if (isOver)
        {
            _reached.TrySetResult();
            _stop!.Cancel();
        }

        return System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
