using Kubespy.Client.Configuration;
using Kubespy.Client.Tests.Transport;
using Kubespy.Core.Watching;

namespace Kubespy.Client.Tests;

/// <summary>A server that asks to be left alone for a while is, and is asked again then: whatever it was asked.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task What_is_refused_for_a_while_is_asked_again_then(int code)
    {
        var clock = new ManualClock();
        var isBusy = true;
        using var server = new RawServer(answer: _ => isBusy ? (code, "{}", "Retry-After: 7\r\n") : (200, """{"major":"1"}""", ""));
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, clock);
        var asked = client.GetAsync("/version", TestContext.Current.CancellationToken);
        await clock.UntilWaitedForAsync(TimeSpan.FromSeconds(7));
        isBusy = false;
        clock.Advance(TimeSpan.FromSeconds(7));
        (await asked).ToString().ShouldBe("""{"major":"1"}""");
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task It_is_not_asked_for_ever()
    {
        using var server = new RawServer(answer: _ => (429, """{"message":"busy"}""", "Retry-After: 0\r\n"));
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, TimeProvider.System);
        var refusal = await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", TestContext.Current.CancellationToken));
        refusal.Message.ShouldBe("the server answered 429: busy");
        server.Requests.Count.ShouldBe(11);
    }

    [Fact]
    public async Task The_first_list_of_a_watch_is_awaited_and_said_to_be()
    {
        var clock = new ManualClock();
        await using var observed = Observed.Start(clock, (429, "{}", false), (200, """{"metadata":{"resourceVersion":"1"},"items":[]}""", false));
        await observed.UntilAsync(e => e is SourceEvent.ConnectionLost);
        await clock.UntilWaitedForAsync(TimeSpan.FromSeconds(7));
        clock.Advance(TimeSpan.FromSeconds(7));
        await observed.UntilAsync(e => e is SourceEvent.Synced);
        observed.Server.Count.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_bad_request_is_not_asked_again()
    {
        using var server = new ScriptedServer([(400, """{"message":"field label not supported: spec.x"}""", false)]);
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, TimeProvider.System);
        var watch = new Watching.ResourceWatch(
            client, new Watching.WatchTarget(new Core.Objects.GroupVersionResource("", "v1", "pods"), "Pod", "default"),
            System.Threading.Channels.Channel.CreateUnbounded<SourceEvent>().Writer, new Random(1));
        var refusal = await Should.ThrowAsync<ClusterException>(() => watch.RunAsync(TestContext.Current.CancellationToken));
        (refusal.Problem, refusal.Message).ShouldBe((ClusterProblem.BadRequest, "the server refused (400): field label not supported: spec.x"));
    }
}
