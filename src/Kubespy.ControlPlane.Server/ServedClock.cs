namespace Kubespy.ControlPlane.Server;

/// <summary>
/// The clock of a cluster that is served: faster or slower than the wall clock, and never ahead of it, for kubectl shows times to come as
/// &lt;invalid&gt;. One that runs fast begins in the past; when it has caught up, it goes on at the wall clock's pace. One that begins ahead of the wall clock
/// (that was set back, or an earlier kubespy let the cluster run ahead) never gets further ahead, and never goes back. May be read from any thread.
/// </summary>
internal sealed class ServedClock
{
    /// <summary>A cluster at speed 2 begins so far back, one at speed 3 twice as far: for so long it may run until it has caught up.</summary>
    private static readonly TimeSpan Headroom = TimeSpan.FromHours(12);

    /// <summary>Further ahead than clocks differ by.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly double _speed;
    private readonly TimeProvider _wallClock;
    private readonly DateTimeOffset _start;
    private readonly DateTimeOffset _wallStart;
    private readonly long _startedAt;

    public ServedClock(DateTimeOffset start, double speed, TimeProvider wallClock)
    {
        (_start, _speed, _wallClock, _wallStart, _startedAt) = (start, speed, wallClock, wallClock.GetUtcNow(), wallClock.GetTimestamp());
    }

    public DateTimeOffset Now => Min(Unbounded, Bound);

    /// <summary>How many seconds of the cluster pass in one of the wall clock just now.</summary>
    public double Pace => HasCaughtUp ? 1 : _speed;

    /// <summary>It was to run fast, and goes at the wall clock's pace.</summary>
    public bool HasCaughtUp => _speed > 1 && Unbounded >= Bound;

    /// <summary>What the user is to know at the start; null where there is nothing to say.</summary>
    public string? Notice => (_start - _wallStart, _speed) switch
    {
        (var ahead, _) when ahead > Tolerance => $"the cluster's clock is {Text(ahead)} ahead of this machine's: kubectl shows younger objects' ages as <invalid> until then; another folder begins anew",
        (_, > 1) when HasCaughtUp => CaughtUp,
        _ => null,
    };

    /// <summary>What is said once the clock has caught up.</summary>
    public string CaughtUp => FormattableString.Invariant(
        $"--speed {_speed} has no effect any more: the cluster's clock has reached this machine's, beyond which kubectl shows ages as <invalid>; a cluster begun anew with --speed has {Headroom.TotalHours:0} hours of it");

    /// <summary>
    /// Where a cluster's time begins: now; where it is to run fast so far back that it stays in the past for hours; where it was kept, at its own time at the
    /// earliest, and at speed 1 now.
    /// </summary>
    public static DateTimeOffset StartTime(DateTimeOffset now, double speed, DateTimeOffset? kept) => (speed, kept) switch
    {
        ( <= 1, { } last) => last > now ? last : now,
        ( <= 1, null) => now,
        (_, { } last) => last,
        _ => now - (Headroom * Math.Min(speed - 1, 7000)),
    };

    private DateTimeOffset Unbounded => _start + (_wallClock.GetElapsedTime(_startedAt) * _speed);

    /// <summary>By how much time has passed, not by what the wall clock says: it may be set.</summary>
    private DateTimeOffset Bound => (_start > _wallStart ? _start : _wallStart) + _wallClock.GetElapsedTime(_startedAt);

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string Text(TimeSpan ahead) => FormattableString.Invariant($"{(ahead.TotalHours < 1 ? ahead.TotalMinutes : ahead.TotalHours):0.#} {(ahead.TotalHours < 1 ? "minutes" : "hours")}");
}
