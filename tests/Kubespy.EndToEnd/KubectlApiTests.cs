namespace Kubespy.EndToEnd;

/// <summary>Server-side apply, custom resources and quotas as unmodified kubectl uses them.</summary>
public sealed class KubectlApiTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: applied}
        spec:
          replicas: 2
          selector: {matchLabels: {app: applied}}
          template:
            metadata: {labels: {app: applied}}
            spec: {containers: [{name: web, image: "nginx:1"}]}
        """;

    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: crontabs.GROUP}
        spec:
          group: GROUP
          scope: Namespaced
          names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    description: What is wanted.
                    properties: {cronSpec: {type: string}, replicas: {type: integer, minimum: 1}}
                  status: {type: object, properties: {replicas: {type: integer}}}
            subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
            additionalPrinterColumns: [{name: Spec, type: string, jsonPath: .spec.cronSpec}]
        """;

    [Fact]
    public async Task A_Deployment_is_applied_on_the_server()
    {
        using var manifest = new Manifest(Deployment);
        await Says("deployment.apps/applied serverside-applied", "apply", "--server-side", "-f", manifest.Path);
        (await cluster.KubectlAsync("diff", "--server-side", "-f", manifest.Path)).Code.ShouldBe(0);
        await Says("deployment.apps/applied scaled", "scale", "deploy/applied", "--replicas=4");
        var refused = await cluster.KubectlAsync("apply", "--server-side", "--field-manager=me", "-f", manifest.Path);
        refused.Error.ShouldContain("conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas");
        await Says("deployment.apps/applied serverside-applied", "apply", "--server-side", "--force-conflicts", "--field-manager=me", "-f", manifest.Path);
        await Says("2", "get", "deploy", "applied", "-o", "jsonpath={.spec.replicas}");
    }

    [Fact]
    public async Task A_custom_resource_is_defined_used_and_removed()
    {
        using var definition = new Manifest(Definition.Replace("GROUP", cluster.Group, StringComparison.Ordinal));
        using var crontab = new Manifest($$"""
            apiVersion: {{cluster.Group}}/v1
            kind: CronTab
            metadata: {name: my}
            spec: {cronSpec: "* * * * */5", replicas: 2}
            """);
        await Says($"customresourcedefinition.apiextensions.k8s.io/crontabs.{cluster.Group} created", "apply", "-f", definition.Path);
        await Says("condition met", "wait", "--for=condition=Established", $"crd/crontabs.{cluster.Group}", "--timeout=100s");
        await Says($"crontab.{cluster.Group}/my created", "apply", "-f", crontab.Path);
        await Says("* * * * */5", "get", "ct");
        await Says("What is wanted.", "explain", "crontabs.spec", $"--api-version={cluster.Group}/v1");
        await Says($"crontab.{cluster.Group}/my scaled", "scale", $"crontabs.{cluster.Group}/my", "--replicas=4");
        (await cluster.KubectlAsync("patch", "crontabs." + cluster.Group, "my", "--type=merge", "-p", """{"spec":{"replicas":0}}""")).Error
            .ShouldContain("spec.replicas in body should be greater than or equal to 1");
        await Says($"crontab.{cluster.Group}/my serverside-applied", "apply", "--server-side", "--force-conflicts", "-f", crontab.Path);
        await Says("deleted", "delete", "-f", definition.Path);
        (await cluster.KubectlAsync("get", "crontabs." + cluster.Group)).Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task Quotas_claims_and_rights_are_asked_for()
    {
        var tight = cluster.NamespaceOf("tight");
        await Says($"namespace/{tight} created", "create", "namespace", tight);
        await Says("resourcequota/q created", "create", "quota", "q", "--hard=configmaps=1,count/secrets=1", "-n", tight);
        // Before it has been counted what is there, nothing is admitted.
        await Says("condition met", "wait", "--for=jsonpath={.status.used.count/secrets}=0", "quota/q", "-n", tight, "--timeout=100s");
        await Says("secret/one created", "create", "secret", "generic", "one", "--from-literal=a=b", "-n", tight);
        (await cluster.KubectlAsync("create", "secret", "generic", "two", "--from-literal=a=b", "-n", tight)).Error
            .ShouldContain("exceeded quota: q, requested: count/secrets=1, used: count/secrets=1, limited: count/secrets=1");
        await Says("count/secrets  1     1", "describe", "quota", "q", "-n", tight);
        await Says("yes", "auth", "can-i", "list", "pods");
        await Says("deployment.apps/a created", "create", "deployment", "a", "--image=nginx:1", "-n", tight);
        await Says("horizontalpodautoscaler.autoscaling/a autoscaled", "autoscale", "deployment", "a", "--max=3", "--cpu-percent=50", "-n", tight, "--name=a");
        await Says("cpu: <unknown>/50%", "get", "hpa", "-n", tight);
        await Says("ingress.networking.k8s.io/i created", "create", "ingress", "i", "--rule=a.example.com/=s:80", "-n", tight);
        await Says("a.example.com", "get", "ing", "-n", tight);
    }

    private async Task Says(string what, params string[] arguments)
    {
        var finished = await cluster.KubectlAsync(arguments);
        finished.Output.ShouldContain(what, customMessage: $"kubectl {string.Join(' ', arguments)}: {finished.Error}");
    }

    private sealed class Manifest : IDisposable
    {
        public Manifest(string yaml)
        {
            Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.yaml");
            File.WriteAllText(Path, yaml);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
