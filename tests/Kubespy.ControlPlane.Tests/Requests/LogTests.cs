using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

public class LogTests
{
    private readonly InProcessApi _api;

    public LogTests()
        : this(new InProcessApi())
    {
    }

    private protected LogTests(InProcessApi api) => _api = api;

    [Fact]
    public void A_running_container_tells_that_it_listens()
    {
        Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"env\":[{\"name\":\"LOG\",\"value\":\"first\\nsecond\"}]}]");
        Log("").ShouldBe("c started, image docker.io/library/nginx:1\nfirst\nsecond\nlistening\n");
        Log("tailLines=1").ShouldBe("listening\n");
        Log("limitBytes=9").ShouldBe("c started");
        Log("timestamps=true&tailLines=1").ShouldMatch("^2026-01-01T00:00:0[0-9]Z listening\n$");
    }

    [Fact]
    public void A_command_that_echoes_writes_that_alone()
    {
        Run("\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"busybox\",\"command\":[\"sh\",\"-c\",\"echo hello; exit 2\"]}]");
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        Log("").ShouldBe("hello\n");
    }

    [Fact]
    public void A_crashing_container_tells_why_and_the_one_before_it_too()
    {
        Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"env\":[{\"name\":\"CRASH\",\"value\":\"1\"}]}]");
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(8));
        Log("").ShouldBe("c started, image docker.io/library/nginx:1\nfatal: CRASH=1 in the environment\nc exits with code 1\n");
        Log("previous=true").ShouldBe(Log(""));
        _api.Cluster.Loop.Advance(TimeSpan.FromMinutes(10));
        Log("sinceSeconds=1").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", "container=x", "container x is not valid for pod web")]
    [InlineData("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", "previous=true", "previous terminated container \"c\" in pod \"web\" not found")]
    [InlineData("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:bad\"}]", "", "container \"c\" in pod \"web\" is waiting to start: image can't be pulled")]
    [InlineData("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"},{\"name\":\"d\",\"image\":\"nginx:1\"}]", "", "a container name must be specified for pod web, choose one of: [c d]")]
    public void What_cannot_be_shown_is_refused(string spec, string query, string message)
    {
        Run(spec);
        using var answer = _api.Send("GET", $"/api/v1/namespaces/default/pods/web/log?{query}");
        answer.Code.ShouldBe(400);
        answer.Json["message"]!.ToString().ShouldContain(message.Replace("\"", "\\\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_Pod_without_a_node_has_an_empty_log()
    {
        Run("\"schedulerName\":\"none\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]");
        Log("").ShouldBeEmpty();
    }

    [Fact]
    public async Task Following_ends_with_the_container()
    {
        Run("\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"env\":[{\"name\":\"EXIT\",\"value\":\"3\"},{\"name\":\"EXIT_AFTER\",\"value\":\"5\"}]}]");
        var answer = new InProcessApi.Answer();
        var following = _api.Start("GET", "/api/v1/namespaces/default/pods/web/log?follow=true", answer);
        following.IsCompleted.ShouldBeFalse();
        answer.Text.ShouldBe("c started, image docker.io/library/nginx:1\nlistening\n");
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(8));
        await following.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        answer.Text.ShouldBe("c started, image docker.io/library/nginx:1\nlistening\nfatal: EXIT=3 in the environment\nc exits with code 3\n");
        answer.Dispose();
    }

    [Fact]
    public void A_lost_node_does_not_answer()
    {
        Run("\"nodeName\":\"node-2\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]");
        _api.Cluster.StopNode("node-2");
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(30));
        using var answer = _api.Send("GET", "/api/v1/namespaces/default/pods/web/log");
        answer.Code.ShouldBe(500);
        answer.Json.StringAt("message").ShouldBe(
            "Get \"https://172.18.0.3:10250/containerLogs/default/web/c\": dial tcp 172.18.0.3:10250: connect: connection refused");
    }

    private string Log(string query)
    {
        using var answer = _api.Send("GET", $"/api/v1/namespaces/default/pods/web/log?{query}");
        answer.Code.ShouldBe(200);
        return answer.Text;
    }

    private void Run(string spec)
    {
        _api.Cluster.Api.Create(
            Resources.Pods,
            KubeObject.Parse($"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"web\",\"namespace\":\"default\"}},\"spec\":{{{spec}}}}}"),
            new WriteContext("me", "kubectl/v1.32"));
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(3));
    }
}
