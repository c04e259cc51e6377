namespace Kubespy.Client.Tests;

/// <summary>A clock that moves when told, and tells when someone waits for it.</summary>
internal sealed class ManualClock : TimeProvider
{
    /// <summary>No wait between two tries is longer, and no watchdog shorter.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(40);

    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan duration)
    {
        Timer[] due;
        lock (_gate)
        {
            _now += duration;
            due = [.. _timers.Where(t => t.Due <= _now)];
            _timers.RemoveAll(t => t.Due <= _now);
        }

        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    /// <summary>Returns once something is due after at least that long.</summary>
    public Task UntilWaitedForAsync(TimeSpan duration) => UntilAsync(left => left >= duration && left < duration * 3);

    private async Task UntilAsync(Func<TimeSpan, bool> isIt)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (IsWaitedFor(isIt))
            {
                return;
            }

            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>Returns once something is due within half a minute: a wait between two tries, and not a watchdog.</summary>
    public Task UntilWaitedForAsync() => UntilAsync(left => left > TimeSpan.Zero && left < Wait);

    /// <summary>
    /// Time passes until that has happened: what starts a timer anew meanwhile only takes longer. By small steps it passes while somebody waits between two tries, and
    /// stands still while a request is under way, which on a busy machine would else take too long.
    /// </summary>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> awaited, TimeSpan step)
    {
        while (await Task.WhenAny(awaited, Task.Delay(20)) != awaited)
        {
            if (step > Wait || IsWaitedFor(left => left <= Wait))
            {
                Advance(step);
            }
        }

        return await awaited;
    }

    private bool IsWaitedFor(Func<TimeSpan, bool> isIt)
    {
        lock (_gate)
        {
            return _timers.Any(t => isIt(t.Due - _now));
        }
    }

    private sealed class Timer(ManualClock clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Fire() => fire();

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
