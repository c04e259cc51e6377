namespace Kubespy.Client.Tests;

public sealed class ServerClockTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(1.4, 0)]
    [InlineData(90, 90.5)]
    [InlineData(-43_200, -43_199.5)]
    public void The_time_is_the_servers_where_the_clocks_differ(double serverIsAhead, double offset)
    {
        var local = new ManualClock();
        var clock = new ServerClock(local);
        clock.Observe(local.GetUtcNow().AddSeconds(serverIsAhead));

        (clock.GetUtcNow() - local.GetUtcNow()).TotalSeconds.ShouldBe(offset);
    }

    [Fact]
    public void Answers_that_differ_by_a_second_do_not_make_the_time_jump()
    {
        var local = new ManualClock();
        var clock = new ServerClock(local);
        clock.Observe(local.GetUtcNow().AddSeconds(90));
        clock.Observe(local.GetUtcNow().AddSeconds(91));
        (clock.GetUtcNow() - local.GetUtcNow()).TotalSeconds.ShouldBe(90.5);

        clock.Observe(local.GetUtcNow());
        clock.GetUtcNow().ShouldBe(local.GetUtcNow());
    }
}
