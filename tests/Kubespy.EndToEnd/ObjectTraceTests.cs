namespace Kubespy.EndToEnd;

/// <summary>Traces of kinds other than Deployments, against the embedded cluster that unmodified kubectl changes.</summary>
public sealed class ObjectTraceTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_Service_is_waited_for_and_one_that_selects_nothing_is_told_with_what_mends_it()
    {
        (await cluster.KubectlAsync("create", "deployment", "shop", "--image=nginx:1", "--replicas=2")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("expose", "deployment", "shop", "--port=80")).Code.ShouldBe(0);
        var ready = await cluster.KubespyAsync("trace", "service/shop", "--until", "ready", "--timeout", "90s");
        ready.Code.ShouldBe(0, ready.Output + ready.Error);
        ready.Output.ShouldContain("svc/shop ready; endpoints ready ");

        (await cluster.KubectlAsync("patch", "svc", "shop", "-p", """{"spec":{"selector":{"app":"shopp"}}}""")).Code.ShouldBe(0);
        await using var missed = new RunningKubespy(cluster.Kubeconfig, "trace", "svc", "shop", "-o", "json", "--until", "ready");
        await missed.UntilAsync("selects no Pod: app=shopp");
        await missed.UntilAsync("app=shopp --overwrite");
        (await missed.StopAsync()).ShouldBe(3, missed.Output + missed.Error);
    }

    [Fact]
    public async Task A_ReplicaSet_and_a_Pod_are_waited_for_by_themselves()
    {
        (await cluster.KubectlAsync("create", "deployment", "single", "--image=nginx:1")).Code.ShouldBe(0);
        (await cluster.KubespyAsync("trace", "deploy/single", "--until", "complete", "--timeout", "90s")).Code.ShouldBe(0);
        var set = (await cluster.KubectlAsync("get", "rs", "-l", "app=single", "-o", "name")).Output.Trim();
        var traced = await cluster.KubespyAsync("trace", set, "--until", "complete", "--timeout", "90s");
        traced.Code.ShouldBe(0, traced.Output + traced.Error);
        traced.Output.ShouldContain("complete; available 1/1, ready 1/1");

        var pod = (await cluster.KubectlAsync("get", "pod", "-l", "app=single", "-o", "name")).Output.Trim();
        (await cluster.KubespyAsync("trace", pod, "--until", "ready", "--timeout", "90s")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("delete", pod, "--wait=false")).Code.ShouldBe(0);
        var deleted = await cluster.KubespyAsync("trace", pod, "--until", "deleted", "--timeout", "90s");
        deleted.Code.ShouldBe(0, deleted.Output + deleted.Error);
    }

    [Fact]
    public async Task A_Pod_whose_image_is_not_found_fails_fast()
    {
        (await cluster.KubectlAsync("run", "doomed", "--image=nginx:bad")).Code.ShouldBe(0);
        var trace = await cluster.KubespyAsync("trace", "pod", "doomed", "--until", "ready", "--timeout", "90s");
        trace.Code.ShouldBe(1, trace.Output + trace.Error);
        trace.Output.ShouldContain("image nginx:bad not found");
    }

    [Fact]
    public async Task A_Pod_that_crashes_is_told_with_the_last_lines_of_its_log()
    {
        (await cluster.KubectlAsync("run", "crashes", "--image=nginx:1", "--restart=OnFailure", "--command", "--", "sh", "-c", "echo cannot reach db:5432; exit 3")).Code.ShouldBe(0);
        var trace = await cluster.KubespyAsync("trace", "pod/crashes", "-o", "json", "--until", "complete", "--tolerate", "1", "--timeout", "90s");
        trace.Code.ShouldBe(1, trace.Output + trace.Error);
        trace.Output.ShouldContain("| cannot reach db:5432");
        var lines = await cluster.KubespyAsync("trace", "pod/crashes", "--until", "complete", "--tolerate", "1", "--timeout", "90s");
        lines.Output.ShouldContain("pod/crashes crashes | cannot reach db:5432");
        var without = await cluster.KubespyAsync("trace", "pod/crashes", "-o", "json", "--until", "complete", "--tolerate", "1", "--timeout", "90s", "--logs", "none");
        without.Output.ShouldNotContain("cannot reach db:5432");
    }

    [Fact]
    public async Task Nodes_and_namespaces_are_traced_and_what_is_gone_need_not_be_waited_for()
    {
        var name = (await cluster.KubectlAsync("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")).Output;
        var node = await cluster.KubespyAsync("trace", "node/" + name, "--until", "ready", "--timeout", "90s");
        node.Code.ShouldBe(0, node.Output + node.Error);
        var shop = cluster.NamespaceOf("shop");
        (await cluster.KubectlAsync("create", "namespace", shop)).Code.ShouldBe(0);
        (await cluster.KubespyAsync("trace", "ns", shop, "--until", "ready", "--timeout", "90s")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("delete", "namespace", shop, "--wait=false")).Code.ShouldBe(0);
        (await cluster.KubespyAsync("trace", "ns", shop, "--until", "deleted", "--timeout", "90s")).Code.ShouldBe(0);
        (await cluster.KubespyAsync("trace", "ns", shop, "--until", "deleted", "--timeout", "90s")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_claim_is_waited_for_and_one_without_a_class_is_told()
    {
        await ApplyAsync("""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"lost"},"spec":{"storageClassName":"nowhere","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""");
        await using var lost = new RunningKubespy(cluster.Kubeconfig, "trace", "pvc/lost", "--until", "ready");
        await lost.UntilAsync("StorageClass nowhere does not exist");
    }

    [Fact]
    public async Task An_Ingress_is_followed_down_to_endpoints()
    {
        (await cluster.KubectlAsync("create", "ingress", "front", "--class=nobody", "--rule=shop.example.com/*=backend:80")).Code.ShouldBe(0);
        await using var front = new RunningKubespy(cluster.Kubeconfig, "trace", "ingress", "front", "-o", "json", "--until", "ready");
        await front.UntilAsync("svc/backend:80, which does not exist");
        (await front.StopAsync()).ShouldBe(3, front.Output + front.Error);
    }

    [Fact]
    public async Task A_custom_resource_is_traced_by_what_it_owns()
    {
        await ApplyAsync(Definition.Replace("GROUP", cluster.Group, StringComparison.Ordinal));
        await ApplyAsync($$"""{"apiVersion":"{{cluster.Group}}/v1","kind":"Widget","metadata":{"name":"shop"},"spec":{"size":2} }""");
        var uid = (await cluster.KubectlAsync("get", "widgets." + cluster.Group, "shop", "-o", "jsonpath={.metadata.uid}")).Output;
        await ApplyAsync(Owned.Replace("UID", uid, StringComparison.Ordinal).Replace("GROUP", cluster.Group, StringComparison.Ordinal));

        var healthy = await cluster.KubespyAsync("trace", $"widgets.{cluster.Group}/shop", "-o", "json", "--until", "complete", "--timeout", "90s");
        healthy.Code.ShouldBe(0, healthy.Output + healthy.Error);
        healthy.Output.ShouldContain("\"name\":\"deploy/shop-web\"");
        healthy.Output.ShouldContain("\"name\":\"pod/shop-web-");
        healthy.Output.ShouldContain("owns 4");

        (await cluster.KubectlAsync("set", "image", "deploy/shop-web", "web=nginx:bad")).Code.ShouldBe(0);
        var doomed = await cluster.KubespyAsync("trace", "widgets." + cluster.Group, "shop", "--until", "complete", "--timeout", "90s");
        doomed.Code.ShouldBe(1, doomed.Output + doomed.Error);
        doomed.Output.ShouldContain("image nginx:bad not found");

        // What a thing owns is looked for by why, too: it says nothing of itself.
        var why = await cluster.KubespyAsync("why", $"widgets.{cluster.Group}/shop");
        why.Code.ShouldBe(1, why.Output + why.Error);
        why.Output.ShouldStartWith("Stuck: image nginx:bad not found.");
        why.Output.ShouldContain("image-pull  pod/shop-web-");
    }

    private const string Definition =
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.GROUP"},
         "spec":{"group":"GROUP","scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """;

    private const string Owned =
        """
        {"apiVersion":"v1","kind":"List","items":[
         {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"shop-config","ownerReferences":[{"apiVersion":"GROUP/v1","kind":"Widget","name":"shop","uid":"UID","controller":true}]}},
         {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"shop-web","ownerReferences":[{"apiVersion":"GROUP/v1","kind":"Widget","name":"shop","uid":"UID","controller":true}]},
          "spec":{"replicas":1,"selector":{"matchLabels":{"app":"shop-web"}},"template":{"metadata":{"labels":{"app":"shop-web"}},"spec":{"containers":[{"name":"web","image":"nginx:1"}]}}}}]}
        """;

    private async Task ApplyAsync(string json)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, json);
            for (var tries = 0; ; tries++)
            {
                // A definition is served a moment after it was accepted.
                var applied = await cluster.KubectlAsync("apply", "--validate=false", "-f", file);
                if (applied.Code == 0)
                {
                    return;
                }

                tries.ShouldBeLessThan(10, applied.Error);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
