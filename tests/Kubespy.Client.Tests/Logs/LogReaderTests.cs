using Kubespy.Client.Configuration;
using Kubespy.Client.Logs;
using Kubespy.Core.Objects;

namespace Kubespy.Client.Tests.Logs;

public sealed class LogReaderTests
{
    private static readonly ObjectKey Pod = new("prod", "web-1");

    [Fact]
    public async Task The_last_lines_are_asked_for_and_no_more_are_kept()
    {
        var (lines, requests) = await TailAsync((200, "one\r\ntwo\n\nthree größer\n" + new string('x', 2 * LogReader.MaxLine), false), isPrevious: true);

        requests.ShouldBe(["/api/v1/namespaces/prod/pods/web-1/log?container=app&tailLines=3&limitBytes=65536&previous=true"]);
        lines.ShouldBe(["two", "three größer", new string('x', LogReader.MaxLine)]);
    }

    [Fact]
    public async Task A_server_that_heeds_no_limit_is_cut_off()
    {
        var (lines, _) = await TailAsync((200, string.Concat(Enumerable.Repeat("a line of a log that does not end\n", 100_000)), false));
        lines.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(400, """{"message":"container \"app\" in pod \"web-1\" is waiting to start: ContainerCreating"}""")]
    [InlineData(404, """{"message":"pods \"web-1\" not found"}""")]
    public async Task Where_there_is_no_log_there_are_no_lines(int code, string status) =>
        (await TailAsync((code, status, false))).Lines.ShouldBeEmpty();

    [Fact]
    public async Task That_logs_may_not_be_read_is_said() =>
        (await Should.ThrowAsync<ClusterException>(() => TailAsync((403, """{"message":"pods \"web-1\" is forbidden"}""", false)))).Problem.ShouldBe(ClusterProblem.Forbidden);

    private static async Task<(IReadOnlyList<string> Lines, IReadOnlyList<string> Requests)> TailAsync((int Code, string Body, bool Breaks) answer, bool isPrevious = false)
    {
        using var server = new ScriptedServer([answer]);
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, TimeProvider.System);
        var lines = await new LogReader(client).TailAsync(Pod, "app", 3, isPrevious, TestContext.Current.CancellationToken);
        return (lines, server.Requests);
    }
}
