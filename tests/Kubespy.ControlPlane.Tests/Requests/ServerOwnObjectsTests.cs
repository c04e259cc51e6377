using Kubespy.ControlPlane.Api;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>What an API server tells of itself from its start.</summary>
public sealed class ServerOwnObjectsTests
{
    private readonly InProcessApi _api = new();

    /// <summary>But for the group that tells of them, as on a real server.</summary>
    [Fact]
    public void Each_group_version_that_is_served_is_an_APIService()
    {
        using var groups = _api.Send("GET", "/apis");
        using var services = _api.Send("GET", "/apis/apiregistration.k8s.io/v1/apiservices");

        var served = groups.Json.ListAt("groups").SelectMany(g => g.ListAt("versions").Select(v => $"{v.StringAt("version")}.{g.StringAt("name")}")).Append("v1.")
            .Where(n => n != "v1.apiregistration.k8s.io");
        services.Json.ListAt("items").Select(s => s.StringAt("metadata", "name")!).ShouldBe(served.Order(StringComparer.Ordinal));
        services.Json.ListAt("items").Select(s => s.ListAt("status", "conditions")[0].StringAt("lastTransitionTime")).Distinct().ShouldBe(["2026-01-01T00:00:00Z"]);
    }

    [Fact]
    public void Flow_schemas_are_shown_in_the_order_they_are_asked()
    {
        using var table = _api.Send("GET", "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", accept: "application/json;as=Table;v=v1;g=meta.k8s.io");

        table.Json.ListAt("rows").Select(r => $"{r.ListAt("cells")[0].AsString()} {r.ListAt("cells")[1].AsString()} {r.ListAt("cells")[5].AsString()}").ShouldBe(
        [
            "exempt exempt False", "probes exempt False", "system-leader-election leader-election False", "system-node-high node-high False", "system-nodes system False",
            "kube-controller-manager workload-high False", "kube-scheduler workload-high False", "kube-system-service-accounts workload-high False",
            "service-accounts workload-low False", "global-default global-default False", "catch-all catch-all False",
        ]);
    }

    [Fact]
    public void Whom_to_trust_is_told_where_there_is_a_certificate()
    {
        Names(new ClusterOptions()).ShouldNotContain("extension-apiserver-authentication");
        Names(new ClusterOptions { RootCertificate = "PEM" }).ShouldContain("extension-apiserver-authentication");

        static IEnumerable<string> Names(ClusterOptions options) => new EmbeddedCluster(options).Store.Read(Resources.ConfigMaps).Objects.Values.Select(c => c.Name);
    }
}
