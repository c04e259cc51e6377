using System.Globalization;

namespace Kubespy.EndToEnd;

/// <summary>The verbs of unmodified kubectl, one after the other as a person would use them, each with what it says on a real cluster.</summary>
public sealed class KubectlVerbTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    /// <summary>What <c>kubectl get -o yaml</c> prints.</summary>
    [Fact]
    public async Task A_List_is_applied()
    {
        var manifest = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(
            manifest,
            """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"l1"},"data":{"a":"b"}},{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"l2"}}]}""",
            TestContext.Current.CancellationToken);
        try
        {
            await Says("configmap/l1 created\nserviceaccount/l2 created", "apply", "-f", manifest);
        }
        finally
        {
            File.Delete(manifest);
        }
    }

    [Fact]
    public async Task A_Deployment_lives_its_life()
    {
        var manifest = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(manifest, Manifest, TestContext.Current.CancellationToken);
        try
        {
            await Says("deployment.apps/web created\nservice/web created", "apply", "-f", manifest);
            await Says("successfully rolled out", "rollout", "status", "deploy/web", "--timeout=120s");
            await Says("deployment.apps/web unchanged\nservice/web unchanged", "apply", "-f", manifest);
            (await cluster.KubectlAsync("diff", "-f", manifest)).Code.ShouldBe(0);
            await Says("2/2", "get", "deploy", "web");
            await Says("nginx:1.27", "get", "deploy,rs", "-o", "wide");
            await Says("kind: Deployment", "get", "deploy", "web", "-o", "yaml");
            await Says("NAMESPACE", "get", "pods", "-A", "--sort-by=.metadata.name");
            await Says("web-", "get", "pods", "-l", "app=web", "--field-selector=status.phase=Running");
            await Says("deployment.apps/web image updated", "set", "image", "deploy/web", "nginx=nginx:1.28");
            await Says("deployment.apps/web env updated", "set", "env", "deploy/web", "A=b");
            await Says("successfully rolled out", "rollout", "status", "deploy/web", "--timeout=120s");
            await Says("deployment.apps/web rolled back", "rollout", "undo", "deploy/web", "--to-revision=1");
            await Says("deployment.apps/web paused", "rollout", "pause", "deploy/web");
            await Says("deployment.apps/web resumed", "rollout", "resume", "deploy/web");
            await Says("deployment.apps/web restarted", "rollout", "restart", "deploy/web");
            await Says("REVISION", "rollout", "history", "deploy/web");
            await Says("deployment.apps/web scaled", "scale", "deploy/web", "--replicas=3");
            await Says("deployment.apps/web condition met", "wait", "deploy/web", "--for=condition=Available", "--timeout=120s");
            await Says("deployment.apps/web labeled", "label", "deploy/web", "tier=front");
            await Says("deployment.apps/web annotated", "annotate", "deploy/web", "note=hello");
            await Says("deployment.apps/web patched", "patch", "deploy/web", "-p", """{"spec":{"minReadySeconds":1}}""");
            await Says("deployment.apps/web patched", "patch", "deploy/web", "--type=merge", "-p", """{"spec":{"revisionHistoryLimit":3}}""");
            await Says("service/outside exposed", "expose", "deploy/web", "--name=outside", "--port=8080", "--target-port=80");
            await Says("Replicas:", "describe", "deploy/web");
            await Says("ScalingReplicaSet", "events", "--for", "deployment/web");
            await Says("deployment.apps/web replaced", "replace", "--force", "-f", manifest, "--grace-period=0");
            await Says("successfully rolled out", "rollout", "status", "deploy/web", "--timeout=120s");
            await Says("deployment.apps \"web\" deleted", "delete", "deploy/web", "--cascade=foreground");
            (await cluster.KubectlAsync("get", "rs,pods", "-l", "app=web")).Output.ShouldNotContain("1/1");
        }
        finally
        {
            File.Delete(manifest);
        }
    }

    [Fact]
    public async Task A_StatefulSet_and_a_DaemonSet_live_theirs()
    {
        Assert.SkipUnless(
            (await cluster.KubectlAsync("get", "storageclass")).Output.Contains("(default)", StringComparison.Ordinal), "the cluster has no default StorageClass: claims would wait");
        var manifest = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(manifest, Sets, TestContext.Current.CancellationToken);
        try
        {
            await Says("statefulset.apps/db created\ndaemonset.apps/agent created", "apply", "-f", manifest);
            await Says("partitioned roll out complete: 2 new pods have been updated...", "rollout", "status", "sts/db", "--timeout=120s");
            await Says("daemon set \"agent\" successfully rolled out", "rollout", "status", "ds/agent", "--timeout=120s");
            // A claim's template is one value to kubectl, and the server completes it: it is "configured" on every cluster.
            await Says("daemonset.apps/agent unchanged", "apply", "-f", manifest);
            await Says("2/2", "get", "sts", "db");
            var counts = (await cluster.KubectlAsync("get", "ds", "agent", "--no-headers")).Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..7];
            counts.ShouldBe([.. Enumerable.Repeat(counts[0], 5), "<none>"]);
            int.Parse(counts[0], CultureInfo.InvariantCulture).ShouldBePositive();
            await Says("data-db-1", "get", "pvc", "-l", "app=db");
            await Says("daemonset.apps/agent", "get", "controllerrevisions", "-l", "app=agent");
            foreach (var (kind, target) in ((string, string)[])[("statefulset", "sts/db"), ("daemonset", "ds/agent")])
            {
                var name = target.Split('/')[1];
                await Says("image updated", "set", "image", target, "c=nginx:1.28");
                await Says(kind == "daemonset" ? "successfully rolled out" : "roll out complete", "rollout", "status", target, "--timeout=120s");
                await Says("nginx:1.28", "get", "pods", "-l", $"app={name}", "-o", "jsonpath={.items[*].spec.containers[0].image}");
                await Says("2         <none>", "rollout", "history", target);
                await Says("nginx:1.28", "rollout", "history", target, "--revision=2");
                await Says($"{kind}.apps/{name} rolled back", "rollout", "undo", target);
                await Says(kind == "daemonset" ? "successfully rolled out" : "roll out complete", "rollout", "status", target, "--timeout=120s");
                await Says("nginx:1", "get", "pods", "-l", $"app={name}", "-o", "jsonpath={.items[*].spec.containers[0].image}");
                await Says("3         <none>", "rollout", "history", target);
                await Says($"{kind}.apps/{name} restarted", "rollout", "restart", target);
                await Says(kind == "daemonset" ? "successfully rolled out" : "roll out complete", "rollout", "status", target, "--timeout=120s");
                await Says("SuccessfulDelete", "describe", target);
                await Says("SuccessfulCreate", "events", "--for", target);
            }

            await Says("statefulset.apps/db scaled", "scale", "sts/db", "--replicas=1");

            // It says nothing where the Pod is gone before it asks.
            await Says("", "wait", "pod/db-1", "--for=delete", "--timeout=120s");
            await Says("Pods Status:        1 Running / 0 Waiting / 0 Succeeded / 0 Failed", "describe", "sts/db");
            await Says("Number of Nodes Scheduled with Available Pods: " + counts[0], "describe", "ds/agent");
            await Says("deleted", "delete", "sts/db", "ds/agent", "--cascade=foreground", "--timeout=120s");
            (await cluster.KubectlAsync("get", "pods", "-l", "app in (db,agent)", "-o", "name")).Output.ShouldBeEmpty();
        }
        finally
        {
            File.Delete(manifest);
        }
    }

    [Fact]
    public async Task Jobs_and_CronJobs_run()
    {
        await Says("job.batch/once created", "create", "job", "once", "--image=nginx:1", "--", "true");
        await Says("job.batch/once condition met", "wait", "job/once", "--for=condition=complete", "--timeout=120s");
        await Says("1/1", "get", "job", "once");
        await Says("Completed", "describe", "job", "once");
        await Says("cronjob.batch/tick created", "create", "cronjob", "tick", "--image=nginx:1", "--schedule=0 0 1 1 *", "--", "true");
        await Says("job.batch/now created", "create", "job", "now", "--from=cronjob/tick");
        await Says("job.batch/now condition met", "wait", "job/now", "--for=condition=complete", "--timeout=120s");
        (await cluster.KubectlAsync("create", "cronjob", "ill", "--image=nginx:1", "--schedule=61 * * * *")).Error.ShouldContain("end of range (61) above maximum (59): 61");
        await Says("cronjob.batch \"tick\" deleted", "delete", "cronjob", "tick", "--cascade=foreground", "--timeout=120s");
        (await cluster.KubectlAsync("get", "job", "now")).Error.ShouldContain("jobs.batch \"now\" not found");
        await Says("job.batch/fails created", "create", "job", "fails", "--image=nginx:1", "--", "false");
        await using var trace = new RunningKubespy(cluster.Kubeconfig, "trace", "job/fails", "--until", "complete");
        await trace.UntilAsync("container fails failed (exit code 1)");
        (await trace.StopAsync()).ShouldBe(3, "it may yet succeed: " + trace.Output);
        (await cluster.KubespyAsync("trace", "job/once", "--until", "complete", "--timeout", "40s")).Output.ShouldContain("complete; succeeded 1/1");
    }

    [Fact]
    public async Task Smaller_things_are_created_read_and_deleted()
    {
        var team = cluster.NamespaceOf("team");
        await Says($"namespace/{team} created", "create", "namespace", team);
        await Says("secret/s created", "create", "secret", "generic", "s", "--from-literal=k=v", "-n", team);
        await Says("pod/once created", "run", "once", "--image=nginx:1", "-n", team);
        await Says("pod/once condition met", "wait", "pod/once", "-n", team, "--for=condition=Ready", "--timeout=120s");
        (await cluster.KubectlAsync("logs", "once", "-n", team)).Code.ShouldBe(0);
        await Says("pod \"once\" force deleted", "delete", "pod", "once", "-n", team, "--force", "--grace-period=0");
        await Says("deployments", "api-resources", "--api-group=apps");
        await Says("is running at", "cluster-info");
        await Says($"namespace \"{team}\" deleted", "delete", "namespace", team, "--timeout=120s");
        (await cluster.KubectlAsync("get", "namespace", team)).Error.ShouldContain($"namespaces \"{team}\" not found");
    }

    [Fact]
    public async Task Orphans_are_left_when_asked_for()
    {
        await Says("deployment.apps/kept created", "create", "deployment", "kept", "--image=nginx:1");
        await Says("[]", "get", "deployment", "kept", "-o", "jsonpath=[{.spec.template.metadata.creationTimestamp}]");
        await Says("successfully rolled out", "rollout", "status", "deploy/kept", "--timeout=120s");
        await Says("deployment.apps \"kept\" deleted", "delete", "deploy", "kept", "--cascade=orphan");
        await Says("kept-", "get", "rs", "-l", "app=kept", "-o", "name");
        await Says("deleted", "delete", "rs", "-l", "app=kept");
    }

    private async Task Says(string expected, params string[] arguments)
    {
        var ended = await cluster.KubectlAsync(arguments);
        ended.Code.ShouldBe(0, $"kubectl {string.Join(' ', arguments)}: {ended.Error}");
        (ended.Output + ended.Error).ShouldContain(expected, customMessage: $"kubectl {string.Join(' ', arguments)}");
    }

    private const string Sets =
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          replicas: 2
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: c, image: "nginx:1"}]}
          volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {containers: [{name: c, image: "nginx:1"}]}
        """;

    private const string Manifest =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: nginx
                image: nginx:1.27
                ports: [{containerPort: 80}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector: {app: web}
          ports: [{port: 80}]
        """;
}
