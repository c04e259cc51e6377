using Kubespy.Cli.Commands;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.Client.Tests;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Tests.Commands;

/// <summary>What <c>kubespy why</c> asks a server for, and what it makes of refusals.</summary>
public sealed class WhyRunnerTests : IDisposable
{
    private const string Empty = """{"metadata":{},"items":[]}""";
    private const string Forbidden = """{"kind":"Status","status":"Failure","reason":"Forbidden","message":"pods is forbidden: User \"dev\" cannot list resource \"pods\"","code":403}""";

    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task Each_kind_is_listed_once_in_pages_and_what_is_forbidden_is_named()
    {
        using var server = new ScriptedServer(request => request.Url!.PathAndQuery switch
        {
            var p when p.StartsWith("/apis/apps/v1/deployments?limit=500&continue=next", StringComparison.Ordinal) => (200, Page("b", 0, ""), false),
            var p when p.StartsWith("/apis/apps/v1/deployments", StringComparison.Ordinal) => (200, Page("a", 1, "next"), false),
            var p when p.StartsWith("/api/v1/pods", StringComparison.Ordinal) => (403, Forbidden, false),
            _ => (200, Empty, false),
        });
        var code = await RunAsync(server, runner => runner.LookOverAsync([""], TestContext.Current.CancellationToken));

        code.ShouldBe(ExitCode.Failed);
        _output.ToString().Split(Environment.NewLine).ShouldBe(["1 of 2 Deployments needs you", "  prod/b  Progressing  100d  0/1; cause not known", "Not looked at: pods (forbidden)", ""]);
        server.Requests.ShouldBeUnique();
        server.Requests.ShouldAllBe(r => !r.Contains("watch", StringComparison.Ordinal));
        server.Requests.Count(r => r.StartsWith("/api", StringComparison.Ordinal)).ShouldBe(11, "nine kinds, a second page, and the ReplicaSets of what is not well");
        server.Requests.ShouldContain(r => r.StartsWith("/api/v1/events?limit=500&fieldSelector=type%3DWarning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_everything_is_forbidden_that_is_the_answer()
    {
        using var server = new ScriptedServer(_ => (403, Forbidden, false));
        var refused = await Should.ThrowAsync<ClusterException>(RunAsync(server, runner => runner.LookOverAsync(["prod"], TestContext.Current.CancellationToken)));
        (refused.Problem, refused.Message).ShouldBe((ClusterProblem.Forbidden, "deployments and pods may not be listed"));
    }

    [Fact]
    public async Task One_object_costs_narrow_lists_and_the_logs_of_few()
    {
        using var server = new ScriptedServer(request => request.Url!.PathAndQuery switch
        {
            "/api/v1/namespaces/prod/pods/web" => (200, Pod, false),
            var p when p.StartsWith("/api/v1/namespaces/prod/pods/web/log?container=c&tailLines=5&", StringComparison.Ordinal) && p.EndsWith("&previous=true", StringComparison.Ordinal) => (200, "a\e[31mb\nlast words\n", false),
            var p when p.Contains("persistentvolumeclaims", StringComparison.Ordinal) => (403, Forbidden, false),
            _ => (200, Empty, false),
        });
        var resource = new ApiResource(new("", "v1", "pods"), "Pod") { IsNamespaced = true };
        var code = await RunAsync(server, runner => runner.ExplainAsync(new ResolvedTarget(resource, "prod", "web"), hasTitle: true, isFirst: true, TestContext.Current.CancellationToken));

        code.ShouldBe(ExitCode.Failed);
        var text = _output.ToString();
        text.ShouldStartWith($"pod/web -n prod{Environment.NewLine}Stuck: container c keeps crashing (exit code 1).");
        text.ShouldContain(@"    | a\u{1b}[31mb");
        text.ShouldContain("    | last words");
        server.Requests.ShouldAllBe(r => r.Contains("/namespaces/prod/", StringComparison.Ordinal) || r.Contains("metadata.name", StringComparison.Ordinal) || r.StartsWith("/api/v1/nodes", StringComparison.Ordinal));
    }

    private const string Pod = """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"prod","uid":"u"},"spec":{"nodeName":"n"},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],"containerStatuses":[{"name":"c","restartCount":5,
          "state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":1,"reason":"Error"}}}]}}
        """;

    /// <summary>A Deployment that has made no progress for a hundred days.</summary>
    private static string Page(string name, int available, string next) => """
        {"metadata":{"continue":"NEXT"},"items":[{"metadata":{"name":"NAME","namespace":"prod","uid":"NAME"},"spec":{"replicas":1},
         "status":{"replicas":1,"updatedReplicas":1,"availableReplicas":AVAILABLE,
          "conditions":[{"type":"Progressing","status":"True","reason":"ReplicaSetUpdated","lastUpdateTime":"TIME"}]}}]}
        """
        .Replace("NEXT", next, StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal)
        .Replace("AVAILABLE", $"{available}", StringComparison.Ordinal)
        .Replace("TIME", Timestamp.Format(TimeProvider.System.GetUtcNow().AddDays(-100)), StringComparison.Ordinal);

    private async Task<int> RunAsync(ScriptedServer server, Func<WhyRunner, Task<int>> run)
    {
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, TimeProvider.System);
        var options = new WhyOptions { LogLines = 5, Terminal = new TerminalSettings(false, false, false), View = new ViewOptions() };
        return await run(new WhyRunner(client, options, _output));
    }
}
