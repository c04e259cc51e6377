using System.Text.Json;

namespace Kubespy.EndToEnd;

/// <summary>What a cluster begins with, and what it says of who asked for what.</summary>
public sealed class ClusterLoadTests
{
    public ClusterLoadTests() => NamedCluster.SkipBecause("it starts embedded clusters of its own");

    private const string Manifests = """
        apiVersion: example.com/v1
        kind: Widget
        metadata: {name: w, namespace: shop}
        spec: {color: red}
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: widgets, singular: widget, kind: Widget}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: shop}
        data: {a: "1", b: "2"}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        """;

    [Fact]
    public async Task Manifests_are_there_from_the_start_as_kubectl_apply_would_have_made_them()
    {
        await using var machine = new LocalClusters();
        await File.WriteAllTextAsync(machine.PathOf("app.yaml"), Manifests, TestContext.Current.CancellationToken);
        string[] start = ["cluster", "start", "-d", "--persist", machine.Data, "--load", "app.yaml"];
        (await machine.KubespyAsync(start)).Output.ShouldContain("loaded 4 objects: 4 created");

        var applied = await machine.KubectlAsync("default", "apply", "-f", machine.PathOf("app.yaml"));
        applied.Error.ShouldBe("");
        applied.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(l => l.EndsWith(" unchanged", StringComparison.Ordinal));

        (await machine.KubespyAsync("cluster", "stop")).Code.ShouldBe(0);
        await File.WriteAllTextAsync(machine.PathOf("app.yaml"), Manifests.Replace("data: {a: \"1\", b: \"2\"}", "data: {a: \"3\"}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await machine.KubespyAsync(start)).Output.ShouldContain("loaded 4 objects: 1 configured, 3 unchanged");
        (await machine.KubectlAsync("default", "get", "configmap", "settings", "-n", "shop", "-o", "jsonpath={.data}")).Output.ShouldBe("""{"a":"3"}""");
        (await machine.KubectlAsync("default", "get", "widgets", "w", "-n", "shop", "-o", "jsonpath={.spec.color}")).Output.ShouldBe("red");
    }

    [Fact]
    public async Task An_incident_that_was_recorded_goes_on_and_can_be_mended()
    {
        await using var machine = new LocalClusters();
        (await machine.KubespyAsync("cluster", "start", "-d", "--speed", "4")).Code.ShouldBe(0);
        (await machine.KubectlAsync("default", "create", "deployment", "web", "--image=nginx:1", "--replicas=2")).Code.ShouldBe(0);
        (await machine.KubectlAsync("default", "rollout", "status", "deploy/web", "--timeout=60s")).Code.ShouldBe(0);
        (await machine.KubectlAsync("default", "set", "image", "deploy/web", "nginx=nginx:bad")).Code.ShouldBe(0);
        var traced = await machine.KubespyAsync("trace", "deploy/web", "--until", "complete", "--out", "web.kspy", "--kubeconfig", machine.KubeconfigOf("default"));
        traced.Code.ShouldBe(1, traced.Error);
        var pods = await machine.KubectlAsync("default", "get", "pods", "-o", "jsonpath={.items[*].metadata.uid}");
        (await machine.KubespyAsync("cluster", "stop")).Code.ShouldBe(0);

        var started = await machine.KubespyAsync("cluster", "start", "-d", "--name", "night", "--from", "web.kspy", "--speed", "4");
        started.Code.ShouldBe(0, started.Error);
        started.Output.ShouldContain("goes on from what was recorded");
        (await machine.KubectlAsync("night", "get", "pods", "-o", "jsonpath={.items[*].metadata.uid}")).Output.ShouldBe(pods.Output);
        (await machine.KubespyAsync("why", "deploy/web", "--kubeconfig", machine.KubeconfigOf("night"))).Output.ShouldContain("image nginx:bad not found");
        (await machine.KubectlAsync("night", "rollout", "undo", "deploy/web")).Code.ShouldBe(0);
        (await machine.KubectlAsync("night", "rollout", "status", "deploy/web", "--timeout=60s")).Code.ShouldBe(0);
        var refused = await machine.KubespyAsync("cluster", "start", "--from", "web.kspy", "--persist", "data");
        (refused.Code, refused.Error.Split('\n')[0]).ShouldBe((2, "kubespy: --from begins a cluster anew, --persist goes on with one: choose one of them"));
    }

    [Fact]
    public async Task What_is_refused_is_named_by_file_and_document()
    {
        await using var machine = new LocalClusters();
        await File.WriteAllTextAsync(
            machine.PathOf("bad.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ok}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}\n", TestContext.Current.CancellationToken);

        var started = await machine.KubespyAsync("cluster", "start", "-d", "--load", "bad.yaml");

        started.Code.ShouldBe(1);
        started.Error.ShouldStartWith("kubespy: bad.yaml, document 2 (Pod p): Pod \"p\" is invalid: spec.containers: Required value");
        (await machine.KubespyAsync("cluster", "status")).Output.ShouldContain("no cluster runs");
    }

    [Fact]
    public async Task An_audit_log_that_cannot_be_written_is_named()
    {
        await using var machine = new LocalClusters();

        var started = await machine.KubespyAsync("cluster", "start", "--audit", "/nowhere/audit.jsonl");

        started.Code.ShouldBe(1);
        started.Error.ShouldStartWith("kubespy: the audit log /nowhere/audit.jsonl cannot be opened: ");
        started.Error.ShouldEndWith("; name another file\n");
    }

    [Fact]
    public async Task The_audit_log_tells_who_asked_for_what()
    {
        await using var machine = new LocalClusters();
        var file = machine.PathOf("audit.jsonl");
        (await machine.KubespyAsync("cluster", "start", "-d", "--audit", file)).Code.ShouldBe(0);
        (await machine.KubectlAsync("default", "create", "deployment", "web", "--image=nginx")).Code.ShouldBe(0);
        (await machine.KubectlAsync("default", "scale", "deployment", "web", "--replicas=2")).Code.ShouldBe(0);
        (await machine.KubectlAsync("default", "get", "--raw", "/api/v1/pods?watch=1&timeoutSeconds=1")).Code.ShouldBe(0);
        (await machine.KubectlAsync("default", "get", "pod", "none")).Code.ShouldBe(1);
        (await machine.KubespyAsync("cluster", "stop")).Code.ShouldBe(0);

        var events = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        events.ShouldAllBe(e => e.GetProperty("apiVersion").GetString() == "audit.k8s.io/v1" && e.GetProperty("level").GetString() == "Metadata");
        var told = events.Where(e => e.TryGetProperty("objectRef", out _)).Select(Told).ToArray();
        told.ShouldContain("ResponseComplete kubernetes-admin create apps/v1 deployments default  201");
        told.ShouldContain("ResponseComplete kubernetes-admin patch apps/v1 deployments/scale default web 200");
        told.ShouldContain("ResponseStarted kubernetes-admin watch /v1 pods   200");
        told.ShouldContain("ResponseComplete kubernetes-admin watch /v1 pods   200");
        told.ShouldContain("ResponseComplete kubernetes-admin get /v1 pods default none 404");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static string Told(JsonElement e)
    {
        var about = e.GetProperty("objectRef");
        var subresource = Text("subresource");
        return $"{e.GetProperty("stage").GetString()} {e.GetProperty("user").GetProperty("username").GetString()} {e.GetProperty("verb").GetString()} "
            + $"{Text("apiGroup")}/{Text("apiVersion")} {Text("resource")}{(subresource.Length > 0 ? "/" : "")}{subresource} {Text("namespace")} {Text("name")} {e.GetProperty("responseStatus").GetProperty("code").GetInt32()}";
        string Text(string field) => about.TryGetProperty(field, out var value) ? value.GetString()! : "";
    }
}
