using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>What budgets allow, and that evictions keep to it.</summary>
public class DisruptionTests
{
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

    private readonly InProcessApi _api;

    public DisruptionTests()
        : this(new InProcessApi())
    {
    }

    private protected DisruptionTests(InProcessApi api)
    {
        _api = api;
        Post("/apis/apps/v1/namespaces/default/deployments", """
            {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"web"},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},
             "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx:1.7.9"}]}}}}
            """).ShouldBe(201);
        _api.Settle();
    }

    [Theory]
    [InlineData("\"minAvailable\":2", 1, 2, 3)]
    [InlineData("\"minAvailable\":\"50%\"", 1, 2, 3)]
    [InlineData("\"maxUnavailable\":1", 1, 2, 3)]
    [InlineData("\"maxUnavailable\":\"34%\"", 2, 1, 3)]
    [InlineData("\"minAvailable\":3", 0, 3, 3)]
    public void A_budget_counts_what_may_be_missing(string rule, long allowed, long desired, long expected)
    {
        Budget(rule);

        var status = Status();
        status.Int64At("disruptionsAllowed").ShouldBe(allowed);
        status.Int64At("desiredHealthy").ShouldBe(desired);
        status.Int64At("expectedPods").ShouldBe(expected);
        status.Int64At("currentHealthy").ShouldBe(3);
        status.ListAt("conditions")[0].StringAt("reason").ShouldBe(allowed > 0 ? "SufficientPods" : "InsufficientPods");
    }

    [Fact]
    public void Evictions_stop_where_the_budget_ends_and_go_on_once_there_is_a_replacement()
    {
        Budget("\"minAvailable\":2");
        var pods = Pods();

        Evict(pods[0]).ShouldBe(201);
        Evict(pods[1]).ShouldBe(429);
        _api.Settle();
        Evict(pods[1]).ShouldBe(201);
    }

    [Fact]
    public void A_budget_of_nothing_says_so()
    {
        Post(Budgets, """{"kind":"PodDisruptionBudget","apiVersion":"policy/v1","metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"none"}}}}""").ShouldBe(201);
        _api.Settle();

        Status().Int64At("disruptionsAllowed").ShouldBe(0);
        _api.Cluster.Store.Read(Resources.Events).Objects.Values.Select(e => e.Root.StringAt("reason")).ShouldContain("NoPods");
    }

    private void Budget(string rule)
    {
        Post(Budgets, $$$"""{"kind":"PodDisruptionBudget","apiVersion":"policy/v1","metadata":{"name":"b"},"spec":{ {{{rule}}},"selector":{"matchLabels":{"app":"web"} } } }""").ShouldBe(201);
        _api.Settle();
    }

    private MapValue Status() => _api.Cluster.Store.Find(Resources.PodDisruptionBudgets, new ObjectKey("default", "b"))!.Status!;

    private string[] Pods() => [.. _api.Cluster.Store.Read(Resources.Pods).Objects.Values.Select(p => p.Name)];

    private int Evict(string pod) =>
        Post($"/api/v1/namespaces/default/pods/{pod}/eviction", $$$"""{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"{{{pod}}}"} }""");

    private int Post(string path, string body)
    {
        using var answer = _api.Send("POST", path, Encoding.UTF8.GetBytes(body), "application/json");
        return answer.Code;
    }
}
