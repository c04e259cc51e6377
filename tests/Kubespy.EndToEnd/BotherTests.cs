using System.Diagnostics;
using System.Text.RegularExpressions;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.EndToEnd;

/// <summary>
/// The adversary of an embedded cluster: each mischief is done and what becomes of it is seen; then the kubectl command that it prints is typed
/// into a shell, and has to lead to the same.
/// </summary>
public sealed partial class BotherTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private const string Manifest =
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
         "spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},
          "template":{"metadata":{"labels":{"app":"web"}},
           "spec":{"terminationGracePeriodSeconds":1,
            "tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":5},
                           {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":5}],
            "containers":[{"name":"web","image":"registry:5000/web:1","readinessProbe":{"periodSeconds":1,"failureThreshold":1,"tcpSocket":{"port":80}}}]}}}}
        """;

    private string _namespace = "";

    [Theory]
    [InlineData("kill", "its ReplicaSet creates another at once")]
    [InlineData("evict", "its PodDisruptionBudgets may refuse")]
    public async Task A_Pod_that_is_deleted_is_replaced(string mischief, string effect)
    {
        await DeployAsync(mischief);
        var said = await BotherAsync(mischief);
        said.ShouldContain(effect);
        said.ShouldContain($"  watch: kubespy trace deploy/web -n {_namespace}");
        await UntilReplacedAsync(PodIn(said));

        var other = Ready()[0].Name;
        await AgainAsync(said, PodIn(said), other);
        await UntilReplacedAsync(other);
    }

    [Fact]
    public async Task A_Pod_that_is_relabelled_is_released_and_comes_back_by_the_command_that_is_printed()
    {
        await DeployAsync("relabel");
        var said = await BotherAsync("relabel");
        await UntilAsync(() => Pod(PodIn(said))?.ControllerRef is null && Ready().Count == 4, "it was not released and replaced");

        await ShellAsync(After(said, "back: "));
        await UntilAsync(() => Pods().All(p => p.ControllerRef is not null) && Ready().Count == 3, "it was not adopted again");

        var other = Ready()[0].Name;
        await AgainAsync(said, PodIn(said), other);
        await UntilAsync(() => Pod(other)?.ControllerRef is null && Ready().Count == 4, "it was not released and replaced");
    }

    [Fact]
    public async Task A_Pod_that_crashes_is_restarted_and_backs_off_the_second_time()
    {
        await DeployAsync("crash");
        var said = await BotherAsync("crash");
        var pod = PodIn(said);
        await UntilAsync(() => Restarts(pod) == 1 && Container(pod).Int64At("lastState", "terminated", "exitCode") == 1 && IsReady(pod), "it was not restarted");

        (await BotherAsync("crash", "pod/" + pod)).ShouldContain("kubespy.dev/crash=2");
        // The Event stays; the state is over after five seconds, and the machine may be busy meanwhile.
        await UntilAsync(() => All(Resources.Events).Any(e => e.Root.StringAt("reason") == "BackOff" && e.Root.StringAt("involvedObject", "name") == pod), "it did not back off");

        var other = Ready()[0].Name;
        await AgainAsync(said, pod, other);
        await UntilAsync(() => Restarts(other) == 1, "it was not restarted");
    }

    [Fact]
    public async Task A_Pod_that_is_not_ready_any_more_leaves_its_Service_and_returns()
    {
        await DeployAsync("unready");
        (await cluster.KubectlAsync("expose", "deploy/web", "--port=80", "-n", _namespace)).Code.ShouldBe(0);
        await UntilAsync(() => Endpoints() == 3, "the Service has no endpoints");
        var said = await BotherAsync("unready");
        await UntilAsync(() => !IsReady(PodIn(said)) && Endpoints() == 2, "it stayed in the Service");

        await ShellAsync(After(said, "back: "));
        await UntilAsync(() => IsReady(PodIn(said)) && Endpoints() == 3, "it did not return");

        await AgainAsync(said, "", "");
        await UntilAsync(() => !IsReady(PodIn(said)) && Endpoints() == 2, "it stayed in the Service");
    }

    [Fact]
    public async Task A_bad_image_is_waited_for_while_the_old_Pods_serve()
    {
        await DeployAsync("bad-image");
        var said = await BotherAsync("bad-image");
        said.ShouldContain("web=registry:5000/web:bad");
        await UntilAsync(() => Waits("ImagePullBackOff") && Ready().Count == 3, "it was pulled");

        await ShellAsync(After(said, "back: "));
        await UntilAsync(() => Pods().Count == 3 && Ready().Count == 3, "it was not undone");
        await AgainAsync(said, "", "");
        await UntilAsync(() => Waits("ImagePullBackOff") && Ready().Count == 3, "it was pulled");

        var twice = await RunAsync("bad-image");
        (twice.Code, twice.Output).ShouldBe((2, ""));
        twice.Error.ShouldContain($"undo it: kubectl rollout undo deploy/web -n {_namespace}");
    }

    [Fact]
    public async Task Containers_that_start_slowly_hold_a_rollout_up()
    {
        await DeployAsync("slow-start");
        var said = await BotherAsync("slow-start", "deploy", "web");
        await UntilAsync(() => Ready().Any(IsSlow), "the new Pods never came");
        var slow = Ready().First(IsSlow);
        var started = slow.Root.ListAt("status", "containerStatuses")[0].StringAt("state", "running", "startedAt")!;
        (DateTimeOffset.Parse(started, null) - slow.CreationTimestamp!.Value).TotalSeconds.ShouldBeInRange(19, 120);

        await ShellAsync(After(said, "back: "));
        await UntilAsync(() => Pods().Count == 3 && !Pods().Any(IsSlow), "it was not undone");
        await AgainAsync(said, "", "");
        await UntilAsync(() => Pods().Any(IsSlow), "no new Pod was made");
    }

    [Fact]
    public async Task A_quota_lets_no_other_Pod_in()
    {
        await DeployAsync("quota");
        var said = await BotherAsync("quota");
        said.ShouldContain("--hard=pods=3");
        (await cluster.KubectlAsync("scale", "deploy/web", "--replicas=4", "-n", _namespace)).Code.ShouldBe(0);
        await UntilAsync(() => Refusals().Any(m => m.Contains("exceeded quota: bother, requested: pods=1, used: pods=3, limited: pods=3", StringComparison.Ordinal)), "no Pod was refused");

        var twice = await RunAsync("quota");
        (twice.Code, twice.Error).ShouldBe((1, $"kubespy: the cluster refused: resourcequotas \"bother\" already exists\n  if it was done before, take that back: kubectl delete quota bother -n {_namespace}\n"));
        await ShellAsync(After(said, "back: "));
        await AgainAsync(said, "", "");
    }

    [Fact]
    public async Task A_node_that_is_down_loses_its_Pods_and_comes_back()
    {
        await DeployAsync("node");
        var said = await BotherAsync("node-down", Pods()[0].Root.StringAt("spec", "nodeName")!);
        var node = Regex.Match(said, "annotate node (\\S+)").Groups[1].Value;
        said.ShouldContain("evicted 5s later (tolerationSeconds), and replaced elsewhere");
        await UntilAsync(() => NodeReady(node) == "Unknown" && Ready().Count == 3 && Ready().All(p => PodView.Of(p).NodeName != node), "it stayed, or was not replaced elsewhere");
        Pods().ShouldContain(p => p.IsBeingDeleted && PodView.Of(p).NodeName == node, "what ran there cannot be said to have ended");

        var up = await BotherAsync("node-up");
        up.ShouldContain($"$ kubectl annotate node {node} kubespy.dev/stopped-");
        await UntilAsync(() => NodeReady(node) == "True" && Pods().Count == 3, "it did not come back");

        await AgainAsync(said, "", "");
        await UntilAsync(() => NodeReady(node) == "Unknown", "it did not go down");
        await ShellAsync(After(said, "back: "));
        await UntilAsync(() => NodeReady(node) == "True", "it did not come back");
    }

    [Fact]
    public async Task Again_and_again_the_same_Pods_by_chance_for_the_same_seed()
    {
        await DeployAsync("again");
        var ended = await RunAsync("crash", "--every", "0.1", "--count", "2", "--seed", "5");
        ended.Code.ShouldBe(0, ended.Error);
        ended.Output.ShouldStartWith("every 0.1s, 2 times, seed 5\n$ kubectl annotate pod ");
        Regex.Count(ended.Output, "^\\$ kubectl", RegexOptions.Multiline).ShouldBe(2);
        Regex.Count(ended.Output, "watch: ").ShouldBe(1);
    }

    private static bool IsSlow(KubeObject pod) => pod.Annotation("kubespy.dev/start-seconds") == "20";

    private static bool IsReady(KubeObject pod) => PodView.Of(pod).IsReady && !pod.IsBeingDeleted;

    private static string PodIn(string said) => PodName().Match(said).Groups[1].Value;

    private static string After(string said, string word) => said.Split('\n').Select(l => l.Trim()).First(l => l.StartsWith(word, StringComparison.Ordinal))[word.Length..];

    private async Task DeployAsync(string name)
    {
        NamedCluster.SkipBecause("only embedded clusters may be bothered");
        _namespace = $"bother-{name}";
        (await cluster.KubectlAsync("create", "namespace", _namespace)).Code.ShouldBe(0);
        await ShellAsync($"echo '{Manifest}' | kubectl apply -n {_namespace} -f -");
        await UntilAsync(() => Ready().Count == 3, "the application never came up");
    }

    private Task<ClusterFixture.Finished> RunAsync(params string[] words) => cluster.KubespyAsync(["cluster", "bother", .. words, "-n", _namespace]);

    private async Task<string> BotherAsync(params string[] words)
    {
        var ended = await RunAsync(words);
        ended.Code.ShouldBe(0, ended.Error);
        return ended.Output;
    }

    /// <summary>Types what was printed, of another Pod where that one is gone.</summary>
    private Task AgainAsync(string said, string pod, string other)
    {
        var command = After(said, "$ ");
        return ShellAsync(pod.Length > 0 ? command.Replace(pod, other, StringComparison.Ordinal) : command);
    }

    private async Task ShellAsync(string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = cluster.Kubeconfig;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.ExitCode.ShouldBe(0, $"{command}\n{await error}");
    }

    private Task UntilReplacedAsync(string pod) => UntilAsync(() => Pod(pod) is null && Pods().Count == 3 && Ready().Count == 3, $"{pod} was not replaced");

    private async Task UntilAsync(Func<bool> isSo, string otherwise)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(clock.Elapsed < Patience, $"{otherwise}:\n{string.Join('\n', Pods().Select(p => $"{p.Name} {PodStatusText.Of(p)}"))}");
            await Task.Delay(Glance);
        }
    }

    private IReadOnlyList<KubeObject> Pods() => All(Resources.Pods);

    private IReadOnlyList<KubeObject> Ready() => [.. Pods().Where(IsReady)];

    private KubeObject? Pod(string name) => Pods().FirstOrDefault(p => p.Name == name);

    private bool IsReady(string pod) => Pod(pod) is { } found && IsReady(found);

    private Value Container(string pod) => Pod(pod)!.Root.ListAt("status", "containerStatuses")[0];

    private long? Restarts(string pod) => Container(pod).Int64At("restartCount");

    private bool Waits(string reason) => Pods().Any(p => PodStatusText.Of(p) == reason);

    private int Endpoints() => All(Resources.EndpointSlices)
        .SelectMany(s => s.Root.ListAt("endpoints")).Count(e => e.BoolAt("conditions", "ready") == true);

    private IEnumerable<string> Refusals() => All(Resources.Events).Where(e => e.Root.StringAt("reason") == "FailedCreate").Select(e => e.Root.StringAt("message") ?? "");

    private string? NodeReady(string node) => cluster.Host.Cluster.Store.Find(Resources.Nodes, new ObjectKey("", node))!.Root
        .ListAt("status", "conditions").First(c => c.StringAt("type") == "Ready").StringAt("status");

    private IReadOnlyList<KubeObject> All(Resource resource) =>
        [.. cluster.Host.Cluster.Store.Read(resource).Objects.Values.Where(o => o.Namespace == _namespace).OrderBy(o => o.Name, StringComparer.Ordinal)];

    [GeneratedRegex(@"\b(web-[a-z0-9]+-[a-z0-9]{5})\b")]
    private static partial Regex PodName();
}
