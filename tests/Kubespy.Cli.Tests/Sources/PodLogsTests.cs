using Kubespy.Cli.Sources;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Tests;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Tests.Sources;

public sealed class PodLogsTests
{
    private const string Pod =
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"prod","uid":"p"},"status":{
         "initContainerStatuses":[{"name":"fetch","restartCount":0}],"containerStatuses":[{"name":"app","restartCount":2},{"name":"side","restartCount":0}]}}
        """;

    [Fact]
    public async Task Each_container_is_read_and_the_instance_before_where_it_was_restarted()
    {
        var (tails, requests) = await ReadAsync("");

        tails!.Select(t => (t.Container, t.IsPrevious, t.Lines.Single())).ShouldBe([("fetch", false, "1"), ("app", true, "2"), ("app", false, "3"), ("side", false, "4")]);
        requests[2].ShouldBe("/api/v1/namespaces/prod/pods/web-1/log?container=app&tailLines=100&limitBytes=65536&previous=true");
    }

    [Fact]
    public async Task Of_one_container_alone_where_one_is_named() =>
        (await ReadAsync("app")).Tails!.Select(t => (t.Container, t.IsPrevious)).ShouldBe([("app", true), ("app", false)]);

    [Fact]
    public async Task Another_Pod_of_its_name_is_not_the_one_that_was_asked_for() => (await ReadAsync("", "before")).Tails.ShouldBeNull();

    private static async Task<(IReadOnlyList<ContainerTail>? Tails, IReadOnlyList<string> Requests)> ReadAsync(string container, string uid = "p")
    {
        using var server = new ScriptedServer([(200, Pod, false), (200, "1\n", false), (200, "2\n", false), (200, "3\n", false), (200, "4\n", false)]);
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, TimeProvider.System);
        return (await new PodLogs(client).ReadAsync(new ObjectKey("prod", "web-1"), uid, container, TestContext.Current.CancellationToken), server.Requests);
    }
}
