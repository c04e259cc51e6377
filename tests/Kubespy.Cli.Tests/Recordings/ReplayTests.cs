using System.Threading.Channels;
using CsCheck;
using Kubespy.Cli.Live;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Recordings.Playing;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Tests.Live;
using Kubespy.Cli.Views;
using Kubespy.Client.Tests;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Recordings;

/// <summary>Going about in a recording: what is seen anywhere is what is seen by who came from the beginning.</summary>
public sealed class ReplayTests
{
    private static readonly ViewOptions View = new() { Context = "02-rollout.kspy", Mode = "replay" };

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Wherever_one_goes_one_sees_what_leads_there_from_the_beginning()
    {
        // Often enough the same, so that states in between are worth their while.
        var (once, cycle) = (Events("02"), Enumerable.Repeat(Events("02"), 8).SelectMany(e => e).ToArray());
        cycle.Length.ShouldBeGreaterThan(1000);
        var replayer = new Replayer(cycle, New);
        await replayer.Ready;
        Gen.Int[0, cycle.Length].Array[1, 20].Sample(places =>
        {
            foreach (var place in places)
            {
                replayer.Go(place);
                replayer.Place.ShouldBe(place);
            }

            var direct = New();
            foreach (var news in cycle.Take(places[^1]))
            {
                direct.Apply(news);
            }

            Picture(replayer.State.Tracer).ShouldBe(Picture(direct));
        }, iter: 50, threads: 1);
        once.Length.ShouldBeLessThan(cycle.Length);
    }

    [Fact]
    public void It_plays_by_the_clock_at_its_speed_to_its_end_and_anew_from_the_beginning()
    {
        var (position, map) = Position("02");
        position.IsPlaying.ShouldBeFalse();
        position.Obey(LiveKey.Of(' ')).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (position.Time - map.Begin).ShouldBe(TimeSpan.FromSeconds(1));
        position.Obey(LiveKey.Of('>'));
        _clock.Advance(TimeSpan.FromSeconds(1));
        (position.Time - map.Begin).ShouldBe(TimeSpan.FromSeconds(3));
        position.Obey(LiveKey.Of(' '));
        _clock.Advance(TimeSpan.FromSeconds(100));
        (position.Time - map.Begin).ShouldBe(TimeSpan.FromSeconds(3));
        position.Obey(LiveKey.Of(' '));
        _clock.Advance(TimeSpan.FromDays(1));
        (position.Time, position.IsAtEnd).ShouldBe((map.End, true));
        position.Place.ShouldBe(Events("02").Length);
        position.Obey(LiveKey.Of(' '));
        position.Time.ShouldBe(map.Begin);
    }

    [Fact]
    public void Steps_and_jumps_land_where_something_happened()
    {
        var (position, map) = Position("02");
        var first = position.Place;
        position.Obey(LiveKey.Of('.'));
        position.Place.ShouldBe(first + 1);
        position.Obey(LiveKey.Of(','));
        position.Place.ShouldBe(first);
        position.Obey(LiveKey.Of(','));
        position.Place.ShouldBe(first, "there is nothing before");

        position.Obey(LiveKey.Of('$'));
        position.Obey(LiveKey.Of('N'));
        var turn = map.Marks.Last(m => m.IsTurn && m.Place < Events("02").Length);
        (position.Place, position.Time).ShouldBe((turn.Place, turn.Time));
        turn.Text.ShouldContain("complete in");
        position.Obey(LiveKey.Of('w'));
        position.Notice.ShouldBe("no other warning after this");
        position.Place.ShouldBe(turn.Place);

        position.Obey(LiveKey.Of('0'));
        position.Obey(LiveKey.Of('s'));
        foreach (var letter in "1.12-ALPINE")
        {
            position.Obey(LiveKey.Of(letter)).ShouldBeTrue();
        }

        position.Obey(new LiveKey(KeyCode.Enter));
        map.Marks.First(m => m.Place == position.Place && m.Text.Contains("1.12-alpine", StringComparison.Ordinal)).Text.ShouldContain("revision 1 -> 2");
        position.IsSearching.ShouldBeFalse();
        position.Obey(LiveKey.Of('j')).ShouldBeFalse("a key of the view");
    }

    [Fact]
    public void A_warning_is_found_in_a_recording_that_went_wrong()
    {
        var (position, _) = Position("05");
        position.Obey(LiveKey.Of('w'));
        position.Notice.ShouldBeEmpty();
        var replayer = new Replayer(Events("05"), New);
        replayer.Go(position.Place);
        Picture(replayer.State.Tracer).ShouldContain("bad");
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(80, true)]
    [InlineData(200, false)]
    [InlineData(30, false)]
    [InlineData(12, false)]
    public void The_scrubber_shows_where_one_is(int width, bool isAscii)
    {
        var (position, map) = Position("05");
        position.Go(map.Begin + ((map.End - map.Begin) / 2));
        var lines = Scrubber.Render(map, position, width, View with { IsAscii = isAscii });
        lines.ShouldAllBe(l => TextWidth.Of(string.Concat(l.Spans.Select(s => s.Text))) <= width);
        Snapshot.Check($"scrubber-{width}{(isAscii ? "-ascii" : "")}", string.Join('\n', lines.Select(l => Ansi.Encode(l, isColoured: false).TrimEnd())) + "\n");
        Snapshot.Check($"scrubber-{width}{(isAscii ? "-ascii" : "")}-colour", string.Join('\n', lines.Select(l => Ansi.Encode(l, isColoured: true))) + "\n");
    }

    [Fact]
    public void Nothing_recorded_is_no_trouble()
    {
        var map = ReplayMap.Of([], New());
        var position = new ReplayPosition([], map, default, default, _clock);
        foreach (var key in " .,[]0$nNwW<>;")
        {
            position.Obey(LiveKey.Of(key));
        }

        position.Place.ShouldBe(0);
        Scrubber.Render(map, position, 80, View).Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Somebody_stops_looks_around_and_leaves()
    {
        var screen = new WatchedScreen();
        var keys = Channel.CreateUnbounded<LiveKey>();
        var events = Events("02");
        var map = ReplayMap.Of(events, New());
        var running = new ReplayPlayer(events, New, View, TimeProvider.System) { Span = (map.Begin, map.End), StopAt = map.Begin }.RunAsync(screen, keys.Reader, TestContext.Current.CancellationToken);
        await screen.UntilAsync(t => t.Contains("space plays", StringComparison.Ordinal));
        keys.Writer.TryWrite(LiveKey.Of('$'));
        await screen.UntilAsync(t => t.Contains("Complete      revision 2", StringComparison.Ordinal));
        keys.Writer.TryWrite(LiveKey.Of('0'));
        await screen.UntilAsync(t => !t.Contains("revision 2", StringComparison.Ordinal));
        foreach (var key in "s1.12")
        {
            keys.Writer.TryWrite(LiveKey.Of(key));
        }

        await screen.UntilAsync(t => t.Contains("search: 1.12_", StringComparison.Ordinal));
        keys.Writer.TryWrite(new LiveKey(KeyCode.Enter));
        await screen.UntilAsync(t => t.Contains("via kubectl-set: revision 2", StringComparison.Ordinal) && !t.Contains("search: ", StringComparison.Ordinal));
        running.IsCompleted.ShouldBeFalse();
        keys.Writer.TryWrite(LiveKey.Of('q'));
        (await running).ShouldBe(0);
    }

    [Fact]
    public async Task Left_alone_it_plays_to_its_end_and_ends()
    {
        using var screen = new WatchedScreen();
        var events = Events("02");
        var map = ReplayMap.Of(events, New());
        (await new ReplayPlayer(events, New, View, TimeProvider.System) { Span = (map.Begin, map.End), Speed = 4096 }.RunAsync(screen, null, TestContext.Current.CancellationToken)).ShouldBe(0);
        screen.Text.ShouldContain("Complete");
    }

    /// <summary>On a machine that is busy, much time may pass between any two moments.</summary>
    [Fact]
    public async Task The_end_is_what_stays_whenever_it_was_reached()
    {
        var events = Events("02");
        var map = ReplayMap.Of(events, New());
        for (var reading = 1; reading < 25; reading++)
        {
            using var screen = new WatchedScreen();
            (await new ReplayPlayer(events, New, View, new LeapingClock(reading)) { Span = (map.Begin, map.End), Speed = 1 }.RunAsync(screen, null, TestContext.Current.CancellationToken)).ShouldBe(0);
            screen.Text.ShouldContain("Complete      revision 2", customMessage: $"an hour passed before reading {reading}");
        }
    }

    private static DeploymentTracer New() => new DeploymentTracer("nginx", "default");

    private static SourceEvent[] Events(string scenario) => [.. RecordingSource.WithCaughtUp([.. Replay.Load(scenario)])];

    private static string Picture(ITracer tracer) =>
        string.Join('\n', TraceView.Render(tracer.Trace(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero)), 100, 60, View).Select(l => Ansi.Encode(l, isColoured: true)));

    private (ReplayPosition Position, ReplayMap Map) Position(string scenario)
    {
        var events = Events(scenario);
        var map = ReplayMap.Of(events, New());
        return (new ReplayPosition(events, map, map.Begin, map.End, _clock), map);
    }

    /// <summary>An hour passes before it is read for the so-manieth time and before each time after it; until then it stands still. Timers are over at once.</summary>
    private sealed class LeapingClock(int reading) : TimeProvider
    {
        private int _readings;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => TimeSpan.TicksPerHour * Math.Max(0, Interlocked.Increment(ref _readings) - reading + 1);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }
}
