using System.Text;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>The Warning headers of a real 1.36.2 for what it takes but thinks odd.</summary>
public sealed class WarningTests
{
    private const string Container = """{"name":"c","image":"i"}""";
    private readonly InProcessApi _api = new();

    [Theory]
    [InlineData("""{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"b"},{"name":"A","value":"b"}]}]}""", "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply")]
    [InlineData("""{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"b"},{"name":"A","value":"$(A)b"}]}]}""", null)]
    [InlineData("""{"containers":[{"name":"c","image":"i","resources":{"limits":{"memory":"1500m"}}}]}""", "spec.containers[0].resources.limits[memory]: fractional byte value \"1500m\" is invalid, must be an integer|spec.containers[0].resources.requests[memory]: fractional byte value \"1500m\" is invalid, must be an integer")]
    [InlineData("""{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"cm","configMap":{"name":"x","items":[{"key":"a","path":"a"},{"key":"b","path":"a/b"}]}}]}""", "volume \"cm\" (ConfigMap \"x\"): overlapping paths: \"a/b\" with \"a\"")]
    [InlineData("""{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"p","projected":{"sources":[{"serviceAccountToken":{"path":"tok"}},{"serviceAccountToken":{"path":"tok"}}]}}]}""", "volume \"p\" (Projected): overlapping paths: \"tok\" (ServiceAccountToken) with \"tok\" (ServiceAccountToken)")]
    [InlineData("""{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"p","projected":{"sources":[{}]}}]}""", "volume \"p\" (Projected) has no sources provided")]
    [InlineData("""{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"p","gitRepo":{"repository":"r"}}]}""", "spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+")]
    [InlineData("""{"containers":[{"name":"c","image":"i"}],"hostAliases":[{"ip":"1.2.3.4"},{"ip":"1.2.3.4"}]}""", "spec.hostAliases[1].ip: duplicate ip \"1.2.3.4\"")]
    [InlineData("""{"containers":[{"name":"c","image":"i"}],"imagePullSecrets":[{"name":"r"},{"name":"r"},{}]}""", "spec.imagePullSecrets[1].name: duplicate name \"r\"|spec.imagePullSecrets[2].name: invalid empty name \"\"")]
    [InlineData("""{"containers":[{"name":"c","image":"i"}],"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"z","whenUnsatisfiable":"DoNotSchedule"}]}""", "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod")]
    [InlineData("""{"containers":[{"name":"c","image":"i"}],"affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{"topologyKey":"z"}}]}}}""", "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod")]
    [InlineData("""{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"name":"http"}]},{"name":"d","image":"i","ports":[{"containerPort":80,"name":"http"}]}]}""", "spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]|spec.containers[1].ports[0]: duplicate port name \"http\" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]")]
    public void An_odd_Pod_is_taken_with_a_warning(string spec, string? warnings)
    {
        Post("/api/v1/namespaces/default/pods", $$$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"},"spec":{{{spec}}}}""")
            .ShouldBe(warnings?.Split('|') ?? []);
    }

    [Theory]
    [InlineData("v1", "services", "Service", """{"spec":{"ports":[{"port":80}],"externalIPs":["1.2.3.4"]}}""", "spec.externalIPs is deprecated and may no longer be implemented in some clusters")]
    [InlineData("v1", "services", "Service", """{"spec":{"clusterIP":"None","sessionAffinity":"ClientIP","ports":[{"port":80}],"selector":{"a":"b"}}}""", "spec.SessionAffinity is ignored for headless services")]
    [InlineData("v1", "secrets", "Secret", """{"type":"kubernetes.io/tls","data":{"tls.crt":"YQ==","tls.key":"YQ=="}}""", "tls: failed to find any PEM data in certificate input")]
    [InlineData("v1", "endpoints", "Endpoints", """{}""", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")]
    [InlineData("apps/v1", "statefulsets", "StatefulSet", """{"spec":{"revisionHistoryLimit":-1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""", "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended")]
    [InlineData("apps/v1", "deployments", "Deployment", """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}],"imagePullSecrets":[{}]}}}}""", "spec.template.spec.imagePullSecrets[0].name: invalid empty name \"\"")]
    public void So_are_other_kinds(string apiVersion, string plural, string kind, string fields, string warning)
    {
        var root = apiVersion == "v1" ? "/api/v1" : $"/apis/{apiVersion}";
        Post($"{root}/namespaces/default/{plural}", $$"""{"kind":"{{kind}}","apiVersion":"{{apiVersion}}","metadata":{"name":"x"},{{fields[1..]}}""".Replace(",}", "}", StringComparison.Ordinal)).ShouldBe([warning]);
    }

    [Fact]
    public void A_name_that_no_host_can_have_is_warned_of()
    {
        var warnings = Post("/api/v1/namespaces/default/pods", $$$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a.b"},"spec":{"containers":[{{{Container}}}]}}""");

        warnings.ShouldBe(["metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]"]);
    }

    [Fact]
    public void A_template_that_does_not_change_is_warned_of_once()
    {
        const string Body = """{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}],"imagePullSecrets":[{}]}}}}""";
        const string Path = "/apis/apps/v1/namespaces/default/deployments";
        Post(Path, Body).Count.ShouldBe(1);

        using var same = _api.Send("PATCH", Path + "/d", Encoding.UTF8.GetBytes("""{"metadata":{"labels":{"x":"y"}}}"""), "application/merge-patch+json");
        using var scaled = _api.Send("PATCH", Path + "/d", Encoding.UTF8.GetBytes("""{"spec":{"replicas":3}}"""), "application/merge-patch+json");

        same.Warnings.ShouldBeEmpty();
        scaled.Warnings.Count.ShouldBe(1, "the generation has moved");
    }

    [Fact]
    public void A_deprecated_kind_is_warned_of_even_where_it_is_refused()
    {
        using var answer = _api.Send("POST", "/api/v1/namespaces/default/endpoints", Encoding.UTF8.GetBytes("""{"subsets":"x"}"""), "application/json");

        answer.Code.ShouldBe(400);
        answer.Warnings.ShouldBe(["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"]);
    }

    private IReadOnlyList<string> Post(string path, string body)
    {
        using var answer = _api.Send("POST", path, Encoding.UTF8.GetBytes(body), "application/json");
        answer.Code.ShouldBe(201, answer.Text);
        return answer.Warnings;
    }
}
