using Kubespy.Core.Findings;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Tests.Findings;

public sealed class FailingLogTests
{
    private const string Ended = """{"terminated":{"exitCode":1,"finishedAt":"2026-01-01T00:00:05Z"}}""";

    [Fact]
    public void A_container_that_ended_badly_is_read_as_it_is() =>
        Of(Ended, "{}", restarts: 0).ShouldHaveSingleItem().ShouldBe(new FailingLog("app", IsPrevious: false, "app 0 2026-01-01T00:00:05Z"));

    [Fact]
    public void One_that_waits_to_be_started_again_has_a_previous_instance() =>
        Of("""{"waiting":{"reason":"CrashLoopBackOff"}}""", Ended, restarts: 0).ShouldHaveSingleItem().IsPrevious.ShouldBeTrue();

    [Fact]
    public void The_end_is_the_same_while_it_waits() =>
        Of("""{"waiting":{"reason":"CrashLoopBackOff"}}""", Ended, restarts: 0).Single().Instance.ShouldBe(Of(Ended, "{}", restarts: 0).Single().Instance);

    [Theory]
    [InlineData("""{"running":{}}""", "{}", 0)]
    [InlineData("""{"waiting":{"reason":"ContainerCreating"}}""", "{}", 0)]
    [InlineData("""{"terminated":{"exitCode":0}}""", "{}", 0)]
    public void One_that_never_ended_badly_is_not_read(string state, string last, int restarts) => Of(state, last, restarts).ShouldBeEmpty();

    [Fact]
    public void One_that_is_Ready_again_is_not_read() => Of("""{"running":{}}""", Ended, restarts: 1, isReady: true).ShouldBeEmpty();

    private static FailingLog[] Of(string state, string last, int restarts, bool isReady = false) => [.. FailingLog.Of(KubeObject.Parse(
        """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web-1","uid":"u"},"status":{"conditions":[{"type":"Ready","status":"READY"}],"containerStatuses":[{"name":"app","restartCount":RESTARTS,"state":STATE,"lastState":LAST}]}}"""
            .Replace("READY", isReady ? "True" : "False", StringComparison.Ordinal)
            .Replace("RESTARTS", restarts.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("STATE", state, StringComparison.Ordinal)
            .Replace("LAST", last, StringComparison.Ordinal)))];
}
