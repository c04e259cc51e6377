using System.Text.Json;

namespace Kubespy.EndToEnd;

/// <summary>changes, status and record against a cluster that unmodified kubectl changes.</summary>
public sealed class ChangesTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Pod_is_awaited_seen_to_live_and_to_go()
    {
        await Do("create", "deployment", "solo-web", "--image=nginx:1");
        await using var status = Run("status", "v1", "Pod", "solo");
        await status.UntilAsync($"pod/solo does not exist in namespace {cluster.Namespace}");
        await Do("run", "solo", "--image=nginx:1");
        await status.UntilAsync("~ .status.phase: Pending → Running");
        await Do("delete", "pod", "solo", "--grace-period=1");
        await status.UntilAsync("DELETED");
        (await status.StopAsync()).ShouldBe(0);
        status.Error.ShouldContain("waiting for it");
        status.Output.ShouldContain("CREATED   pod/solo");
        status.Output.ShouldContain("by kubelet (status)");
        status.Output.ShouldContain("by whom is unknown: a deletion leaves no trace of its author");
        status.Output.ShouldNotContain("containers:", customMessage: "only the status");
    }

    [Fact]
    public async Task Several_objects_each_say_whose_change_it_is_and_secrets_stay_secret()
    {
        await using var changes = Run("changes", "cm/shared", "secret/shared", "-o", "jsonl");
        await using var shown = Run("changes", "secret", "shared", "--show-secrets");
        await changes.UntilAsync("secret/shared does not exist");
        await changes.UntilAsync("configmap/shared does not exist");
        await shown.UntilAsync("secret/shared does not exist");
        await Do("create", "configmap", "shared", "--from-literal=a=b");
        await Do("create", "secret", "generic", "shared", "--from-literal=pass=one-secret");
        await Do("patch", "configmap", "shared", "-p", """{"data":{"a":"c"}}""");
        await Do("patch", "secret", "shared", "-p", """{"data":{"pass":"dHdvLXNlY3JldA=="}}""");
        // Two watches are not ordered.
        await changes.UntilAsync("(redacted, changed)");
        await changes.UntilAsync("\"old\":\"b\",\"new\":\"c\"");
        await shown.UntilAsync("~ .data.pass: b25lLXNlY3JldA== → dHdvLXNlY3JldA==");
        await changes.StopAsync();

        changes.Output.ShouldNotContain("b25lLXNlY3JldA==");
        var lines = changes.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        lines.Count(l => l.GetProperty("kind").GetString() == "ConfigMap").ShouldBe(2);
        var patched = lines.Single(l => l.GetProperty("kind").GetString() == "ConfigMap" && l.GetProperty("type").GetString() == "MODIFIED");
        patched.GetProperty("changes").GetRawText().ShouldBe("""[{"path":".data.a","op":"replace","old":"b","new":"c"}]""");
        patched.GetProperty("by")[0].GetProperty("manager").GetString().ShouldBe("kubectl-patch");
    }

    [Fact]
    public async Task What_leaves_a_selector_lives_on_and_what_does_not_match_is_not_told()
    {
        await Do("create", "configmap", "in-1", "--from-literal=a=b");
        await Do("label", "configmap", "in-1", "side=in");
        await using var changes = Run("changes", "cm", "in-.*", "-l", "side=in", "-A", "--fields", ".metadata.labels,.data");
        await changes.UntilAsync($"CREATED   configmap {cluster.Namespace}/in-1");
        await Do("create", "configmap", "other", "--from-literal=a=b");
        await Do("label", "configmap", "other", "side=in");
        await Do("annotate", "configmap", "in-1", "note=not-looked-at");
        await Do("label", "configmap", "in-1", "side=out", "--overwrite");
        await changes.UntilAsync("~ .metadata.labels.side: in → out");
        await changes.StopAsync();
        changes.Output.ShouldContain("by kubectl-label, no longer matches the selector, lives on, 1 before it changed nothing looked at");
        changes.Output.ShouldNotContain("other");
    }

    [Fact]
    public async Task A_recording_is_whole_whatever_ends_it_and_can_be_looked_at()
    {
        var file = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.jsonl");
        try
        {
            await using var array = Run("record", "cm", "taped", "-o", "json");
            await using var record = Run("record", "cm", "taped", "--out", file);
            await array.UntilAsync("does not exist");
            await record.UntilAsync("does not exist");
            await Do("create", "configmap", "taped", "--from-literal=a=b");
            await Do("patch", "configmap", "taped", "-p", """{"data":{"a":"c"}}""");
            await Do("delete", "configmap", "taped");
            await array.UntilAsync("\"c\"");
            await WaitForAsync(() => File.ReadAllText(file).Contains("DELETED", StringComparison.Ordinal));
            (await array.StopAsync()).ShouldBe(0);
            (await record.StopAsync()).ShouldBe(0);

            JsonDocument.Parse(array.Output).RootElement.EnumerateArray().Select(o => o.GetProperty("data").GetProperty("a").GetString()).ShouldBe(["b", "c"]);
            record.Error.ShouldContain("recorded 3 events");
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            await File.AppendAllTextAsync(file, """{"t":9,"type":"ADD""", Stop);
            var seen = await cluster.KubespyAsync("changes", file, "cm");
            seen.Output.ShouldContain("~ .data.a: b → c");
            seen.Output.ShouldContain("DELETED   configmap/taped");
            (await cluster.KubespyAsync("changes", file, "pod")).Output.ShouldBeEmpty();
            (await cluster.KubespyAsync("changes", file, "--to", "2000-01-01T00:00:00Z")).Output.ShouldBeEmpty();
            (await cluster.KubespyAsync("changes", file, "--from", "2000-01-01T00:00:00Z")).Output.ShouldBe(seen.Output);
            var again = await cluster.KubespyAsync("record", "cm", "taped", "--out", file);
            (again.Code, again.Error).ShouldBe((1, $"kubespy: {file} exists: choose another name, or --overwrite it\n"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_named_object_is_recorded_with_all_that_belongs_to_it_and_nothing_is_lost_by_a_kill()
    {
        var file = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.kspy");
        try
        {
            var record = Run("record", "deploy/taped", "--out", file);
            await record.UntilAsync("does not exist");
            await Do("create", "service", "clusterip", "taped", "--tcp=80");
            await Do("create", "service", "clusterip", "another", "--tcp=80");
            await Do("create", "deployment", "taped", "--image=nginx:1", "--replicas=2");
            await Do("autoscale", "deployment", "taped", "--min=2", "--max=4");
            await Do("rollout", "status", "deploy/taped", "--timeout=60s");
            await WaitForAsync(() => cluster.KubespyAsync("trace", file).Result.Output.Contains("complete", StringComparison.Ordinal)
                && cluster.KubespyAsync("record", file, "-o", "jsonl").Result.Output is var told && ((string[])["EndpointSlice", "HorizontalPodAutoscaler"]).All(k => told.Contains($"\"kind\":\"{k}\"", StringComparison.Ordinal)));
            await record.DisposeAsync();

            var replay = await cluster.KubespyAsync("trace", file);
            replay.Code.ShouldBe(0);
            replay.Output.ShouldContain("available 2/2");
            replay.Error.ShouldContain("it ends amid an entry");
            (await cluster.KubespyAsync("trace", file)).ShouldBe(replay, "two replays are the same to the byte");
            var changes = await cluster.KubespyAsync("changes", file, "pod");
            changes.Output.ShouldContain("~ .status.phase: Pending → Running");
            var lines = (await cluster.KubespyAsync("record", file, "-o", "jsonl")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
            lines[0].GetProperty("target").GetProperty("name").GetString().ShouldBe("taped");
            var kinds = lines.Where(l => l.TryGetProperty("object", out _)).Select(l => l.GetProperty("object").GetProperty("kind").GetString()).ToHashSet();
            kinds.ShouldBe(["Deployment", "ReplicaSet", "Pod", "Event", "Service", "EndpointSlice", "HorizontalPodAutoscaler"], ignoreOrder: true);
            lines.ShouldNotContain(l => l.GetRawText().Contains("another", StringComparison.Ordinal));
            lines.ShouldContain(l => l.GetProperty("type").GetString() == "ADDED" && l.GetProperty("object").GetProperty("kind").GetString() == "Pod" && l.GetProperty("object").GetProperty("spec").GetProperty("containers").GetArrayLength() == 1, "whole");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Custom_resources_are_seen_to_come_change_and_go_with_their_kind()
    {
        var manifest = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.yaml");
        try
        {
            await File.WriteAllTextAsync(manifest, Widgets.Replace("GROUP", cluster.Group, StringComparison.Ordinal), Stop);
            await Do("apply", "-f", manifest);
            await Do("wait", "crd/widgets." + cluster.Group, "--for=condition=Established", "--timeout=20s");
            await using var changes = Run("changes", "wd", "blue");
            await changes.UntilAsync($"widget.{cluster.Group}/blue does not exist in namespace {cluster.Namespace}");
            await File.WriteAllTextAsync(manifest, $"apiVersion: {cluster.Group}/v1\n" + "kind: Widget\nmetadata: {name: blue}\nspec: {parts: [{name: a, size: 1}, {name: b, size: 2}]}\n", Stop);
            await Do("apply", "-f", manifest);
            await changes.UntilAsync($"CREATED   widget.{cluster.Group}/blue");
            await Do("patch", "widgets." + cluster.Group, "blue", "--type=merge", "-p", """{"spec":{"parts":[{"name":"b","size":3},{"name":"a","size":1}]}}""");
            await changes.UntilAsync("~ .spec.parts[name=b].size: 2 → 3");
            await Do("delete", "crd", "widgets." + cluster.Group, "--wait=false");
            await changes.UntilAsync($"DELETED   widget.{cluster.Group}/blue");
            (await changes.StopAsync()).ShouldBe(0);
            changes.Error.ShouldNotContain("   at ");
        }
        finally
        {
            File.Delete(manifest);
        }
    }

    [Fact]
    public async Task Several_clusters_are_one_stream()
    {
        var config = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}");
        try
        {
            File.Copy(cluster.Kubeconfig, config);
            var name = cluster.Context.Name;
            foreach (var twin in (string[])["north", "south"])
            {
                await Do("config", "set-context", twin, "--kubeconfig", config, $"--cluster={await EntryAsync("cluster", name)}", $"--user={await EntryAsync("user", name)}", $"--namespace={cluster.Namespace}");
            }

            await Do("create", "configmap", "twice", "--from-literal=a=b");
            await using var changes = Run("changes", "cm/twice", "--kubeconfig", config, "--context", "north", "--context", "south");
            await changes.UntilAsync("north: configmap/twice");
            await changes.UntilAsync("south: configmap/twice");
            (await changes.StopAsync()).ShouldBe(0);
        }
        finally
        {
            File.Delete(config);
        }
    }

    [Fact]
    public async Task What_is_missing_here_and_exists_elsewhere_is_said_so()
    {
        var elsewhere = cluster.NamespaceOf("elsewhere");
        await Do("create", "namespace", elsewhere);
        await Do("create", "configmap", "lost", "-n", elsewhere, "--from-literal=a=b");
        await using var changes = Run("changes", "cm/lost");
        await changes.UntilAsync($"configmap/lost does not exist in namespace {cluster.Namespace} (there is one in {elsewhere}); waiting for it");
        await using var slip = Run("changes", "cm/lost", "-n", cluster.NamespaceOf("elswhere"));
        await slip.UntilAsync($"did you mean {elsewhere}?");
        (await slip.EndAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData("changes pod/a -n nowhere", 2, "namespace \"nowhere\" does not exist")]
    [InlineData("changes podd a", 2, "did you mean pod?")]
    [InlineData("changes", 2, "nothing to observe")]
    [InlineData("changes pod (", 2, "neither a name nor a regular expression")]
    [InlineData("changes pod --fields .a..b", 2, "a name is missing after a dot")]
    [InlineData("changes pod -o xml", 2, "--output is text, json, jsonl or yaml")]
    [InlineData("changes pod --field-selector spec.nonsense=1", 2, "field label not supported: spec.nonsense")]
    [InlineData("changes pod -l a=b=c", 2, "found '=', expected: ',' or 'end of string'")]
    [InlineData("status frobnicators", 2, "list them: kubectl api-resources")]
    [InlineData("status tokenreviews", 2, "cannot be watched: the server offers only create")]
    [InlineData("record pod -o text", 2, "--output is json, jsonl or yaml")]
    [InlineData("changes pod --from 03:12", 2, "--from and --to are of a recording")]
    [InlineData("changes -f /nowhere.yaml", 2, "cannot be read")]
    [InlineData("changes pod a --context nowhere", 2, "has no context \"nowhere\"")]
    public async Task What_cannot_be_done_is_said_in_one_message(string words, int code, string message)
    {
        var ended = await cluster.KubespyAsync(words.Split(' '));
        ended.Code.ShouldBe(code, ended.Error);
        ended.Error.ShouldContain(message);
        ended.Error.ShouldNotContain("   at ", customMessage: "no stack trace");
        ended.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("changes cm piped")]
    [InlineData("trace deploy piped")]
    public async Task It_ends_when_nobody_reads_any_more(string command)
    {
        await cluster.KubectlAsync("create", "deployment", "piped", "--image=nginx:1");
        await cluster.KubectlAsync("create", "configmap", "piped", "--from-literal=a=b");
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "sh", ["-c", $"{Path.Combine(AppContext.BaseDirectory, "kubespy")} {command} --kubeconfig {cluster.Kubeconfig} | head -1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        for (var i = 0; !shell.HasExited && i < 40; i++)
        {
            await Do("patch", "configmap", "piped", "-p", $$$"""{"data":{"a":"{{{i}}}"} }""");
            await Do("scale", "deploy/piped", $"--replicas={i % 3}");
        }

        await shell.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(90), Stop);
        (await shell.StandardError.ReadToEndAsync(Stop)).ShouldBeEmpty();
    }

    private RunningKubespy Run(params string[] arguments) => new(cluster.Kubeconfig, arguments);

    private async Task Do(params string[] kubectl)
    {
        var ended = await cluster.KubectlAsync(kubectl);
        ended.Code.ShouldBe(0, $"kubectl {string.Join(' ', kubectl)}: {ended.Error}");
    }

    private async Task<string> EntryAsync(string what, string context) =>
        (await cluster.KubectlAsync("config", "view", "-o", $"jsonpath={{.contexts[?(@.name==\"{context}\")].context.{what}}}")).Output.Trim();

    private static async Task WaitForAsync(Func<bool> isReached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!isReached())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private const string Widgets =
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.GROUP}
        spec:
          group: GROUP
          scope: Namespaced
          names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """;
}
