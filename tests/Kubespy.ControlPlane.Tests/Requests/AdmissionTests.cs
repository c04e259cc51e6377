using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>What admission adds and refuses: quotas, limits, priorities, budgets, with the words of the real server.</summary>
public class AdmissionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private readonly InProcessApi _api;

    public AdmissionTests()
        : this(new InProcessApi())
    {
    }

    private protected AdmissionTests(InProcessApi api) => _api = api;

    [Fact]
    public void A_quota_counts_Pods_and_refuses_the_one_too_many()
    {
        Post("/api/v1/namespaces/default/resourcequotas", """{"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"q"},"spec":{"hard":{"pods":"2","count/configmaps":"9"}}}""");
        _api.Settle();
        Post(Pods, Pod("a"));
        Post(Pods, Pod("b"));

        using var refused = Send(Pods, Pod("x"));

        refused.Code.ShouldBe(403);
        refused.Json.StringAt("message").ShouldBe("pods \"x\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2");
        refused.Json.At("details")!.ToString().ShouldBe("""{"name":"x","kind":"pods"}""");
        Used("q").ShouldBe("""{"count/configmaps":"1","pods":"2"}""");
    }

    [Fact]
    public void A_quota_gives_back_what_has_gone()
    {
        Post("/api/v1/namespaces/default/resourcequotas", """{"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"q"},"spec":{"hard":{"pods":"1"}}}""");
        _api.Settle();
        Post(Pods, Pod("a"));
        using var deleted = _api.Send("DELETE", Pods + "/a?gracePeriodSeconds=0");
        _api.Settle();

        Used("q").ShouldBe("""{"pods":"0"}""");
        Post(Pods, Pod("b"));
    }

    [Fact]
    public void Where_a_quota_counts_cpu_every_container_states_it()
    {
        Post("/api/v1/namespaces/default/resourcequotas", """{"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"q"},"spec":{"hard":{"requests.cpu":"1","limits.memory":"1Gi"}}}""");
        _api.Settle();

        using var silent = Send(Pods, Pod("x"));
        using var greedy = Send(Pods, Pod("y", """{"requests":{"cpu":"1500m"},"limits":{"memory":"512Mi","cpu":"2"}}"""));

        silent.Json.StringAt("message").ShouldBe("pods \"x\" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c");
        greedy.Json.StringAt("message").ShouldBe("pods \"y\" is forbidden: exceeded quota: q, requested: requests.cpu=1500m, used: requests.cpu=0, limited: requests.cpu=1");
    }

    [Fact]
    public void A_ReplicaSet_says_in_its_condition_which_quota_refused_its_Pod()
    {
        Post("/api/v1/namespaces/default/resourcequotas", """{"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"q"},"spec":{"hard":{"pods":"1"}}}""");
        _api.Settle();
        Post("/apis/apps/v1/namespaces/default/replicasets", """
            {"kind":"ReplicaSet","apiVersion":"apps/v1","metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
             "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """);
        _api.Settle();

        var web = _api.Cluster.Store.Find(Resources.ReplicaSets, new ObjectKey("default", "web"))!;
        web.Condition("ReplicaFailure").StringAt("reason").ShouldBe("FailedCreate");
        web.Condition("ReplicaFailure").StringAt("message")!.ShouldEndWith("is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1");
    }

    [Fact]
    public void A_LimitRange_fills_in_and_forbids()
    {
        Post("/api/v1/namespaces/default/limitranges", """
            {"kind":"LimitRange","apiVersion":"v1","metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","max":{"memory":"1Gi"},"default":{"cpu":"500m"},"defaultRequest":{"cpu":"100m"}}]}}
            """);
        using var filled = Send(Pods, Pod("a"));
        using var large = Send(Pods, Pod("b", """{"limits":{"memory":"2Gi"}}"""));

        filled.Json.ListAt("spec", "containers")[0].At("resources")!.ToString()
            .ShouldBe("""{"limits":{"cpu":"500m","memory":"1Gi"},"requests":{"cpu":"100m","memory":"1Gi"}}""");
        filled.Json.StringAt("metadata", "annotations", "kubernetes.io/limit-ranger")
            .ShouldBe("LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c");
        large.Json.StringAt("message").ShouldBe("pods \"b\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi");
    }

    [Fact]
    public void A_Pod_whose_ServiceAccount_does_not_exist_is_refused()
    {
        var pod = Pod("p").Replace("\"spec\":{", "\"spec\":{\"serviceAccountName\":\"nobody\",", StringComparison.Ordinal);
        using (var refused = Send(Pods, pod))
        {
            refused.Code.ShouldBe(403);
            refused.Json.StringAt("message").ShouldBe("pods \"p\" is forbidden: error looking up service account default/nobody: serviceaccount \"nobody\" not found");
        }

        Post("/api/v1/namespaces/default/serviceaccounts", """{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"nobody"}}""");
        Post(Pods, pod);
    }

    [Fact]
    public void A_Pod_gets_the_priority_of_its_class_or_is_refused_without_one()
    {
        Post("/apis/scheduling.k8s.io/v1/priorityclasses", """{"kind":"PriorityClass","apiVersion":"scheduling.k8s.io/v1","metadata":{"name":"high"},"value":1000}""");

        using var high = Send(Pods, """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"},"spec":{"priorityClassName":"high","containers":[{"name":"c","image":"i"}]}}""");
        using var unknown = Send(Pods, """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"b"},"spec":{"priorityClassName":"low","containers":[{"name":"c","image":"i"}]}}""");

        high.Json.Int64At("spec", "priority").ShouldBe(1000);
        unknown.Json.StringAt("message").ShouldBe("pods \"b\" is forbidden: no PriorityClass with name low was found");
    }

    [Fact]
    public void An_eviction_deletes_and_a_budget_that_has_nothing_to_spare_refuses_it()
    {
        Post(Pods, """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        _api.Settle();
        Post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"kind":"PodDisruptionBudget","apiVersion":"policy/v1","metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"web"}}}}""");
        using var status = _api.Send("PATCH", "/apis/policy/v1/namespaces/default/poddisruptionbudgets/b/status", """{"status":{"observedGeneration":1,"disruptionsAllowed":0,"currentHealthy":1,"desiredHealthy":1,"expectedPods":1}}"""u8.ToArray(), "application/merge-patch+json");
        const string Eviction = """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"a"}}""";

        using var refused = Send(Pods + "/a/eviction", Eviction);
        using var gone = _api.Send("DELETE", "/apis/policy/v1/namespaces/default/poddisruptionbudgets/b");
        using var evicted = Send(Pods + "/a/eviction", Eviction);

        refused.Code.ShouldBe(429);
        refused.Json.ListAt("details", "causes")[0].StringAt("message").ShouldBe("The disruption budget b needs 1 healthy pods and has 1 currently");
        evicted.Code.ShouldBe(201, evicted.Text);
        var pod = _api.Cluster.Store.Find(Resources.Pods, new ObjectKey("default", "a"))!;
        pod.IsBeingDeleted.ShouldBeTrue();
        pod.Condition("DisruptionTarget").StringAt("reason").ShouldBe("EvictionByEvictionAPI");
    }

    private static string Pod(string name, string resources = "{}") =>
        $$$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"c","image":"i","resources":{{{resources}}}}]}}""";

    private string Used(string quota) => _api.Cluster.Store.Find(Resources.ResourceQuotas, new ObjectKey("default", quota))!.Root.At("status", "used")!.ToString();

    private void Post(string path, string body)
    {
        using var answer = Send(path, body);
        answer.Code.ShouldBe(201, answer.Text);
    }

    private InProcessApi.Answer Send(string path, string body) => _api.Send("POST", path, Encoding.UTF8.GetBytes(body), "application/json");
}
