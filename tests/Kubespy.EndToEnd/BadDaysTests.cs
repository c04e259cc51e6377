using Kubespy.Client.Configuration;
using Kubespy.ControlPlane.Server;

namespace Kubespy.EndToEnd;

/// <summary>What happens to a server while it is observed: nothing is lost, nothing doubled, each trouble said in one line, and the exit code is right.</summary>
public sealed class BadDaysTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    /// <summary>Each command that observes, by what it says of an object of that name when it is there, changes and goes.</summary>
    public static TheoryData<string> Observers => ["trace configmap/NAME", "changes cm/NAME", "status v1 ConfigMap NAME --noise", "record cm/NAME -o jsonl"];

    [Theory]
    [MemberData(nameof(Observers))]
    public async Task A_server_that_is_restarted_is_found_again_and_what_happened_meanwhile_is_told_once(string command)
    {
        var name = await CreateAsync();
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        await using var kubespy = await StartAsync(door, command, name);
        await door.CloseAsync();
        await kubespy.UntilAsync("connection lost, trying again:");
        (await cluster.KubectlAsync("delete", "configmap", name)).Code.ShouldBe(0);
        await door.OpenAsync();
        await kubespy.UntilAsync("connected again: the state is exact");
        await kubespy.UntilAsync(Gone(command, name));

        (await kubespy.StopAsync()).ShouldBe(0);
        Times(kubespy, "connection lost").ShouldBe(1, kubespy.Output + kubespy.Error);
        Times(kubespy, "connected again").ShouldBe(1);
        Times(kubespy, Gone(command, name)).ShouldBe(1);
        (kubespy.Output + kubespy.Error).ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Nothing_is_said_before_all_that_it_takes_is_known()
    {
        var name = await DeployAsync();
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        var podsAreListed = new TaskCompletionSource();
        door.Hold = r =>
        {
            if (r.Path.Value!.EndsWith("/pods", StringComparison.Ordinal) && r.QueryString.Value!.Contains("watch=true", StringComparison.Ordinal))
            {
                podsAreListed.TrySetResult();
            }

            // The ReplicaSets come last.
            return r.Path.Value!.EndsWith("/replicasets", StringComparison.Ordinal) ? podsAreListed.Task : Task.CompletedTask;
        };
        await using var kubespy = new RunningKubespy(door.Kubeconfig, "trace", "deploy", name);
        await kubespy.UntilAsync(name);
        kubespy.Output.Split('\n')[0].ShouldContain($"deploy/{name} complete: revision 1, updated 1/1, available 1/1");
    }

    [Fact]
    public async Task A_wait_that_fails_at_once_knows_why()
    {
        var name = $"d{Guid.NewGuid():N}"[..12];
        (await cluster.KubectlAsync("create", "deployment", name, "--image=nginx:bad")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("patch", "deployment", name, "-p", """{"spec":{"progressDeadlineSeconds":3}}""")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("wait", "--for=condition=Progressing=false", "deployment", name, "--timeout=100s")).Code.ShouldBe(0);
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        var deploymentIsListed = new TaskCompletionSource();
        door.Hold = r =>
        {
            if (r.Path.Value!.EndsWith("/deployments", StringComparison.Ordinal) && r.QueryString.Value!.Contains("watch=true", StringComparison.Ordinal))
            {
                deploymentIsListed.TrySetResult();
            }

            return r.Path.Value!.EndsWith("/pods", StringComparison.Ordinal) ? deploymentIsListed.Task : Task.CompletedTask;
        };
        await using var kubespy = new RunningKubespy(door.Kubeconfig, "trace", "deploy", name, "--until", "complete");
        (await kubespy.EndAsync()).ShouldBe(1, kubespy.Output + kubespy.Error);
        kubespy.Output.Trim().Split('\n')[^1].ShouldContain($"deploy/{name} failed: image nginx:bad not found");
    }

    [Theory]
    [InlineData("replicasets")]
    [InlineData("pods")]
    public async Task What_may_not_be_seen_does_not_keep_the_rest_from_being_told(string forbidden)
    {
        var name = await DeployAsync();
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        door.Refuse = r => r.Path.Value!.EndsWith("/" + forbidden, StringComparison.Ordinal)
            ? (403, $$"""{"kind":"Status","message":"{{forbidden}} is forbidden: User \"jane\" cannot list resource \"{{forbidden}}\"","code":403}""")
            : null;
        await using var kubespy = new RunningKubespy(door.Kubeconfig, "trace", "deploy", name);
        await kubespy.UntilAsync("available 1/1");
    }

    [Theory]
    [MemberData(nameof(Observers))]
    public async Task Another_cluster_at_the_same_address_is_seen_as_it_is(string command)
    {
        var name = await CreateAsync();
        await using var other = await ClusterHost.StartAsync(new ClusterHostOptions { Speed = 2, Seed = 7 });
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        await using var kubespy = await StartAsync(door, command, name);
        await door.CloseAsync();
        door.MoveTo(KubeconfigLoader.Parse(other.KubeconfigText));
        await door.OpenAsync();

        // It has no such object, and its revisions are lower: to a watch from where the old one was, it would stay silent.
        await kubespy.UntilAsync(Gone(command, name));
        (await kubespy.StopAsync()).ShouldBe(0);
        // Not even once where it was between its list and its watch when the clusters changed.
        Times(kubespy, "connection lost").ShouldBeInRange(0, 1, kubespy.Output + kubespy.Error);
    }

    [Theory]
    [MemberData(nameof(Observers))]
    public async Task What_is_forbidden_midway_ends_with_its_reason_and_code_5(string command)
    {
        var name = await CreateAsync();
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        await using var kubespy = await StartAsync(door, command, name);
        door.Refuse = r => r.Path.Value!.EndsWith("/configmaps", StringComparison.Ordinal)
            ? (403, """{"kind":"Status","message":"configmaps is forbidden: User \"jane\" cannot watch resource \"configmaps\"","code":403}""")
            : null;
        await door.BreakAsync();
        (await kubespy.EndAsync()).ShouldBe(5, kubespy.Output + kubespy.Error);
        Times(kubespy, "kubespy: configmaps is forbidden: User \"jane\" cannot watch resource \"configmaps\"").ShouldBe(1, kubespy.Error);
        kubespy.Error.ShouldContain("ask for get, list and watch on configmaps");
    }

    [Theory]
    [InlineData("trace configmap/NAME", true)]
    [InlineData("changes cm/NAME", true)]
    [InlineData("record cm/NAME -o jsonl", true)]
    [InlineData("trace configmap/NAME", false)]
    [InlineData("changes cm/NAME", false)]
    [InlineData("record cm/NAME -o jsonl", false)]
    public async Task A_token_that_expires_and_is_renewed_is_used_from_then_on(string command, bool isFile)
    {
        var name = await CreateAsync();
        await using var door = await TroubledDoor.OpenAsync(
            cluster.Context, isFile ? "{tokenFile: token}" : "{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: sh, args: [FOLDER/login]}}");
        var file = Path.Combine(door.Folder, "token");
        await File.WriteAllTextAsync(
            Path.Combine(door.Folder, "login"), $$$"""printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"} }' $(cat {{{file}}})""", TestContext.Current.CancellationToken);
        door.Token = "first";
        await File.WriteAllTextAsync(file, "first", TestContext.Current.CancellationToken);
        await using var kubespy = await StartAsync(door, command, name);
        door.Token = "second";
        await door.BreakAsync();
        await kubespy.UntilAsync("does not know who you are (401 Unauthorized)");
        await File.WriteAllTextAsync(file, "second", TestContext.Current.CancellationToken);
        await kubespy.UntilAsync("connected again");
        await cluster.KubectlAsync("delete", "configmap", name);
        await kubespy.UntilAsync(Gone(command, name));
        (await kubespy.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_server_whose_clock_is_an_hour_off_makes_nothing_an_hour_old(int hours)
    {
        // The cluster is the one whose clock is right: whoever looks is off by as much.
        var name = await CreateAsync();
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        await using var changes = await StartAsync(door, "changes cm/NAME", name);
        changes.Output.ShouldMatch($"CREATED   configmap/{name}  revision [0-9]+, [0-9ms]+ ago");

        door.Skew = TimeSpan.FromHours(hours);
        await using var doctor = new RunningKubespy(door.Kubeconfig, "doctor");
        (await doctor.EndAsync()).ShouldBe(0);
        doctor.Output.ShouldMatch("clock .*this machine's is .* (behind|ahead of) the server's; kubespy counts by the server's");
        await using var trace = new RunningKubespy(door.Kubeconfig, "trace", $"configmap/{name}", "--until", "ready", "--timeout", "90s");
        (await trace.EndAsync()).ShouldBe(0, trace.Output + trace.Error);
    }

    [Theory]
    [InlineData("trace NAME/x", "trace")]
    [InlineData("changes NAME", "changes")]
    [InlineData("status NAME", "status")]
    [InlineData("record NAME -o jsonl", "record")]
    public async Task A_definition_that_is_deleted_takes_its_objects_along_and_may_come_back(string command, string subject)
    {
        var name = $"w{Guid.NewGuid():N}"[..10];
        var manifest = Path.Combine(Path.GetTempPath(), name + ".yaml");
        await DefineAsync(manifest, name);
        await using var kubespy = new RunningKubespy(cluster.Kubeconfig, command.Replace("NAME", name, StringComparison.Ordinal).Split(' '));
        await kubespy.UntilAsync(subject == "trace" ? $"{name}/x ready" : subject == "record" ? "\"ADDED\"" : $"CREATED   {name}.{cluster.Group}/x");
        (await cluster.KubectlAsync("delete", "crd", $"{name}.{cluster.Group}")).Code.ShouldBe(0);
        await kubespy.UntilAsync(Gone(subject, "x", subject == "trace" ? name : $"{name}.{cluster.Group}"));
        await kubespy.UntilAsync($"the cluster serves no {name}.{cluster.Group} any more");
        Times(kubespy, "any more").ShouldBe(1);
        await DefineAsync(manifest, name);
        await kubespy.UntilAsync("connected again");
        (await kubespy.StopAsync()).ShouldBe(0);
        (kubespy.Output + kubespy.Error).ShouldNotContain("   at ");
        File.Delete(manifest);
    }

    [Fact]
    public async Task A_namespace_that_goes_ends_a_wait_for_what_was_in_it()
    {
        var ns = cluster.NamespaceOf("goes");
        await cluster.KubectlAsync("create", "namespace", ns);
        await cluster.KubectlAsync("create", "deployment", "web", "-n", ns, "--image=nginx:1");
        (await cluster.KubectlAsync("rollout", "status", "-n", ns, "deploy/web", "--timeout=100s")).Code.ShouldBe(0);
        await using var trace = new RunningKubespy(cluster.Kubeconfig, "trace", "deploy/web", "-n", ns, "--until", "settled", "--timeout", "60s");
        await using var changes = new RunningKubespy(cluster.Kubeconfig, "changes", "deploy", "-n", ns);
        await changes.UntilAsync("CREATED   deployment/web");
        (await trace.EndAsync()).ShouldBe(0, "it was settled");
        await using var wait = new RunningKubespy(cluster.Kubeconfig, "trace", "pod/absent", "deploy/web", "-n", ns, "--until", "deleted", "--timeout", "60s");
        await cluster.KubectlAsync("set", "image", "-n", ns, "deploy/web", "nginx=nginx:bad");
        await using var doomed = new RunningKubespy(cluster.Kubeconfig, "trace", "deploy/web", "-n", ns, "--until", "complete", "--no-fail-fast", "--timeout", "60s");
        await doomed.UntilAsync("deploy/web");
        (await cluster.KubectlAsync("delete", "namespace", ns)).Code.ShouldBe(0);
        (await doomed.EndAsync()).ShouldBe(1, doomed.Output + doomed.Error);
        doomed.Output.ShouldContain("deploy/web failed: it");
        (await wait.EndAsync()).ShouldBe(0, wait.Output + wait.Error);
        await changes.UntilAsync("DELETED   deployment/web");
        (await changes.StopAsync()).ShouldBe(0);

        await using var late = new RunningKubespy(cluster.Kubeconfig, "changes", "deploy", "-n", ns);
        (await late.EndAsync()).ShouldBe(2);
        late.Error.ShouldStartWith($"kubespy: namespace \"{ns}\" does not exist");
    }

    [Fact]
    public async Task A_wait_ends_as_lost_where_the_cluster_is_away_when_its_time_is_over()
    {
        var name = $"d{Guid.NewGuid():N}"[..10];
        await cluster.KubectlAsync("create", "deployment", name, "--image=nginx:bad");
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        await using var trace = new RunningKubespy(door.Kubeconfig, "trace", $"deploy/{name}", "--until", "complete", "--no-fail-fast", "--timeout", "15s");
        await using var json = new RunningKubespy(door.Kubeconfig, "trace", $"deploy/{name}", "--until", "complete", "--no-fail-fast", "--timeout", "15s", "-o", "json");
        await trace.UntilAsync($"deploy/{name} ");
        await json.UntilAsync("\"type\":\"state\"");
        await door.CloseAsync();
        (await trace.EndAsync()).ShouldBe(4, trace.Output + trace.Error);
        trace.Output.TrimEnd('\n').Split('\n')[^1].ShouldContain($"deploy/{name} cluster lost: ");
        (await json.EndAsync()).ShouldBe(4);
        json.Output.TrimEnd('\n').Split('\n')[^1].ShouldContain("\"result\":\"lost\"");
        await cluster.KubectlAsync("delete", "deployment", name);
    }

    private async Task<string> CreateAsync()
    {
        var name = $"c{Guid.NewGuid():N}"[..12];
        (await cluster.KubectlAsync("create", "configmap", name, "--from-literal=a=b")).Code.ShouldBe(0);
        return name;
    }

    private async Task<string> DeployAsync()
    {
        var name = $"d{Guid.NewGuid():N}"[..12];
        (await cluster.KubectlAsync("create", "deployment", name, "--image=nginx")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("rollout", "status", "deployment", name)).Code.ShouldBe(0);
        return name;
    }

    private async Task DefineAsync(string manifest, string name)
    {
        await File.WriteAllTextAsync(
            manifest,
            $$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: {{name}}.{{cluster.Group}}}
            spec:
              group: {{cluster.Group}}
              scope: Namespaced
              names: {plural: {{name}}, singular: {{name}}, kind: {{char.ToUpperInvariant(name[0])}}{{name[1..]}}}
              versions:
              - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true} } }
            """);
        (await cluster.KubectlAsync("apply", "-f", manifest)).Code.ShouldBe(0);
        (await cluster.KubectlAsync("wait", "--for=condition=Established", $"crd/{name}.{cluster.Group}", "--timeout=100s")).Code.ShouldBe(0);
        await File.WriteAllTextAsync(manifest + ".x", $"apiVersion: {cluster.Group}/v1\nkind: {char.ToUpperInvariant(name[0])}{name[1..]}\nmetadata: {{name: x}}\n");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while ((await cluster.KubectlAsync("apply", "-f", manifest + ".x")).Code != 0)
        {
            await Task.Delay(100, patience.Token);
        }

        File.Delete(manifest + ".x");
    }

    private static async Task<RunningKubespy> StartAsync(TroubledDoor door, string command, string name)
    {
        var kubespy = new RunningKubespy(door.Kubeconfig, command.Replace("NAME", name, StringComparison.Ordinal).Split(' '));
        await kubespy.UntilAsync(command.Split(' ')[0] switch
        {
            "trace" => $"cm/{name} ready",
            "record" => "\"ADDED\"",
            _ => $"CREATED   configmap/{name}",
        });
        return kubespy;
    }

    /// <summary>What is said of one that has gone.</summary>
    private static string Gone(string command, string name, string kind = "configmap") => command.Split(' ')[0] switch
    {
        "trace" => $"{(kind == "configmap" ? "cm" : kind)}/{name} gone",
        "record" => "\"DELETED\"",
        _ => $"DELETED   {kind}/{name}",
    };

    private static int Times(RunningKubespy kubespy, string text) => (kubespy.Output + kubespy.Error).Split(text).Length - 1;
}
