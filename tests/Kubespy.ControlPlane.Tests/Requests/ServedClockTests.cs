using Kubespy.ControlPlane.Server;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>However a cluster is run, and run again, its time never goes back and never passes the wall clock, beyond which kubectl shows ages as invalid.</summary>
public sealed class ServedClockTests
{
    private readonly WallClock _wall = new();

    [Fact]
    public void One_that_runs_fast_for_long_is_in_the_past_until_it_has_caught_up_and_goes_on_at_the_wall_clocks_pace()
    {
        var clock = Begin(speed: 20, kept: null);
        clock.Notice.ShouldBeNull();
        clock.Now.ShouldBe(_wall.Now - TimeSpan.FromHours(12 * 19));

        Go(clock, TimeSpan.FromMinutes(719));
        (clock.HasCaughtUp, clock.Pace).ShouldBe((false, 20));
        clock.Now.ShouldBe(_wall.Now - TimeSpan.FromMinutes(19));

        Go(clock, TimeSpan.FromHours(30));
        (clock.HasCaughtUp, clock.Pace).ShouldBe((true, 1));
        clock.Now.ShouldBe(_wall.Now);
    }

    [Fact]
    public void One_that_was_kept_runs_fast_then_slowly_then_fast()
    {
        var fast = Begin(speed: 20, kept: null);
        Go(fast, TimeSpan.FromHours(15));

        var slow = Begin(speed: 1, fast.Now);
        slow.Now.ShouldBe(_wall.Now);
        Go(slow, TimeSpan.FromHours(1));

        // It has no past left to run through.
        var again = Begin(speed: 20, slow.Now);
        again.Notice.ShouldBe("--speed 20 has no effect any more: the cluster's clock has reached this machine's, beyond which kubectl shows ages as <invalid>; a cluster begun anew with --speed has 12 hours of it");
        Go(again, TimeSpan.FromHours(1));
        again.Now.ShouldBe(_wall.Now);
    }

    [Fact]
    public void One_that_runs_fast_after_a_rest_takes_the_rest_for_its_past()
    {
        var kept = Begin(speed: 1, kept: null).Now;
        _wall.Now += TimeSpan.FromMinutes(19);

        var clock = Begin(speed: 20, kept);
        (clock.Notice, clock.Now).ShouldBe((null, kept));
        Go(clock, TimeSpan.FromSeconds(59));
        (clock.HasCaughtUp, clock.Now).ShouldBe((false, kept + TimeSpan.FromSeconds(59 * 20)));

        Go(clock, TimeSpan.FromSeconds(2));
        (clock.HasCaughtUp, clock.Now).ShouldBe((true, _wall.Now));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void One_that_is_ahead_says_so_and_gets_no_further(double speed)
    {
        var clock = Begin(speed, _wall.Now + TimeSpan.FromHours(3));

        clock.Notice.ShouldBe("the cluster's clock is 3 hours ahead of this machine's: kubectl shows younger objects' ages as <invalid> until then; another folder begins anew");
        Go(clock, TimeSpan.FromHours(5));
        clock.Now.ShouldBe(_wall.Now + TimeSpan.FromHours(3));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(20)]
    public void It_does_not_go_back_with_a_wall_clock_that_is_set_back(double speed)
    {
        var clock = Begin(speed, kept: null);
        Go(clock, TimeSpan.FromHours(13));

        _wall.Now -= TimeSpan.FromHours(1);

        Go(clock, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_kept_cluster_tells_once_that_its_clock_has_caught_up()
    {
        var folder = Directory.CreateTempSubdirectory("kubespy-clock-").FullName;
        try
        {
            await using (await ClusterHost.StartAsync(new ClusterHostOptions { DataFolder = folder, WallClock = _wall }))
            {
            }

            _wall.Now += TimeSpan.FromSeconds(10);
            await using (var host = await ClusterHost.StartAsync(new ClusterHostOptions { DataFolder = folder, WallClock = _wall, Speed = 20 }))
            {
                host.Notices.ShouldBeEmpty();
                host.CaughtUp.IsCompleted.ShouldBeFalse();
                _wall.Pass(TimeSpan.FromSeconds(1));

                (await host.CaughtUp.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).ShouldStartWith("--speed 20 has no effect any more");
                host.Now.ShouldBe(_wall.Now);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private ServedClock Begin(double speed, DateTimeOffset? kept) => new(ServedClock.StartTime(_wall.Now, speed, kept), speed, _wall);

    /// <summary>Lets so much pass, and looks on.</summary>
    private void Go(ServedClock clock, TimeSpan duration)
    {
        for (var i = 0; i < 100; i++)
        {
            var before = clock.Now;
            _wall.Pass(duration / 100);
            clock.Now.ShouldBeGreaterThan(before);
        }
    }

    private sealed class WallClock : TimeProvider
    {
        private long _ticks;

        public DateTimeOffset Now { get; set; } = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan duration)
        {
            Now += duration;
            _ticks += duration.Ticks;
        }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => _ticks;
    }
}
