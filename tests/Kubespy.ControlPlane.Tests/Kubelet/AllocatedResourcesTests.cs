using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>What a Pod's status says of its requests and limits; as a kubelet of 1.36.2 told of the same Pods.</summary>
public sealed class AllocatedResourcesTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public void Requests_are_granted_and_limits_hold_where_each_container_has_one()
    {
        var status = StatusOf("""
            "initContainers":[{"name":"side","image":"x","restartPolicy":"Always","resources":{"requests":{"cpu":"10m"}}}],
            "containers":[{"name":"a","image":"x","resources":{"limits":{"cpu":"200m","memory":"64Mi"}}},{"name":"b","image":"x","resources":{"requests":{"cpu":"50m"}}}]
            """);

        status["allocatedResources"]!.ToString().ShouldBe("""{"cpu":"260m","memory":"64Mi"}""");
        status["resources"]!.ToString().ShouldBe("""{"requests":{"cpu":"260m","memory":"64Mi"}}""");
        status.ListAt("containerStatuses").Select(c => c.MapAt("allocatedResources")?.ToString()).ShouldBe(["""{"cpu":"200m","memory":"64Mi"}""", """{"cpu":"50m"}"""]);
    }

    [Fact]
    public void All_that_are_limited_are_so_together() =>
        StatusOf(""" "containers":[{"name":"a","image":"x","resources":{"limits":{"cpu":"200m"},"requests":{"cpu":"100m"}}},{"name":"b","image":"x","resources":{"limits":{"cpu":"1"}}}]""")
            ["resources"]!.ToString().ShouldBe("""{"limits":{"cpu":"1200m"},"requests":{"cpu":"1100m"}}""");

    [Fact]
    public void What_asks_for_nothing_has_nothing()
    {
        var status = StatusOf(""" "containers":[{"name":"a","image":"x"}]""");
        status["allocatedResources"].ShouldBeNull();
        status["resources"]!.ToString().ShouldBe("{}");
    }

    [Theory]
    [InlineData("", "", """{"uid":0,"gid":0,"supplementalGroups":[0]}""")]
    [InlineData(""" ,"securityContext":{"runAsUser":1000,"runAsGroup":2000}""", ""","securityContext":{"runAsUser":7,"fsGroup":3000,"supplementalGroups":[4000]}""", """{"uid":1000,"gid":2000,"supplementalGroups":[2000,3000,4000]}""")]
    public void A_container_tells_whom_it_runs_as(string container, string pod, string user) =>
        StatusOf($$""" "containers":[{"name":"a","image":"x"{{container}} }]{{pod}}""").ListAt("containerStatuses")[0].MapAt("user", "linux")!.ToString().ShouldBe(user);

    private static MapValue StatusOf(string spec)
    {
        var api = new InProcessApi();
        using var made = api.Send("POST", Pods, Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{{{{spec}}}} }"""), "application/json");
        made.Code.ShouldBe(201, made.Text);
        api.Settle();
        using var read = api.Send("GET", Pods + "/p");
        return ((MapValue)read.Json).MapAt("status")!;
    }
}
