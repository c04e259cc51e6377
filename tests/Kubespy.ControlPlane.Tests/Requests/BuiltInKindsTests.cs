using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>The kinds beside those that a Deployment needs: stored with the defaults of the real server, shown in its columns.</summary>
public class BuiltInKindsTests
{
    private readonly InProcessApi _api;

    public BuiltInKindsTests()
        : this(new InProcessApi())
    {
    }

    private protected BuiltInKindsTests(InProcessApi api) => _api = api;

    [Theory]
    [InlineData(
        "/apis/apps/v1/namespaces/default/statefulsets",
        """{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web"},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},"serviceName":"web","template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"image":"nginx:1.7.9","name":"nginx","ports":[{"containerPort":80}]}]}}}}""",
        """{"replicas":3,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"serviceName":"web","podManagementPolicy":"OrderedReady","updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}},"revisionHistoryLimit":10,"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain","whenScaled":"Retain"}}""",
        """{"replicas":0,"availableReplicas":0}""")]
    [InlineData(
        "/apis/apps/v1/namespaces/default/daemonsets",
        """{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"agent"},"spec":{"selector":{"matchLabels":{"app":"agent"}},"template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"image":"nginx:1.7.9","name":"nginx"}]}}}}""",
        """{"selector":{"matchLabels":{"app":"agent"}},"template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1,"maxSurge":0}},"revisionHistoryLimit":10}""",
        """{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}""")]
    [InlineData(
        "/apis/batch/v1/namespaces/default/jobs",
        """{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"hello"},"spec":{"completions":2,"parallelism":1,"template":{"spec":{"containers":[{"env":[{"name":"EXIT0","value":"2"}],"image":"nginx:1.7.9","name":"hello"}],"restartPolicy":"Never"}}}}""",
        """{"parallelism":1,"completions":2,"backoffLimit":6,"selector":{"matchLabels":{"batch.kubernetes.io/controller-uid":"$uid"}},"manualSelector":false,"template":{"metadata":{"labels":{"batch.kubernetes.io/controller-uid":"$uid","batch.kubernetes.io/job-name":"hello","controller-uid":"$uid","job-name":"hello"}},"spec":{"containers":[{"name":"hello","image":"nginx:1.7.9","env":[{"name":"EXIT0","value":"2"}],"resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Never","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"completionMode":"NonIndexed","suspend":false,"podReplacementPolicy":"TerminatingOrFailed"}""",
        "{}")]
    [InlineData(
        "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
        """{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"web"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web","apiVersion":"apps/v1"},"maxReplicas":5}}""",
        """{"scaleTargetRef":{"kind":"Deployment","name":"web","apiVersion":"apps/v1"},"minReplicas":1,"maxReplicas":5,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]}""",
        """{"desiredReplicas":0,"currentMetrics":null}""")]
    [InlineData(
        "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
        """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"deny"},"spec":{"podSelector":{},"egress":[{"ports":[{"port":53}]}]}}""",
        """{"podSelector":{},"egress":[{"ports":[{"protocol":"TCP","port":53}]}],"policyTypes":["Ingress","Egress"]}""",
        null)]
    public void Kinds_get_the_defaults_of_a_real_server(string path, string body, string spec, string? status)
    {
        using var answer = _api.Send("POST", path, Encoding.UTF8.GetBytes(body), "application/json");

        answer.Code.ShouldBe(201, answer.Text);
        var uid = answer.Json.StringAt("metadata", "uid")!;
        answer.Json.At("spec")!.ToString().ShouldBe(spec.Replace("$uid", uid, StringComparison.Ordinal));
        answer.Json.At("status")?.ToString().ShouldBe(status);
    }

    [Fact]
    public void What_a_Secret_says_in_text_is_kept_in_its_data()
    {
        using var answer = _api.Send(
            "POST", "/api/v1/namespaces/default/secrets",
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"b2xk","b":"Yg=="},"stringData":{"a":"new"}}"""u8.ToArray(), "application/json");

        answer.Code.ShouldBe(201, answer.Text);
        answer.Json.At("data")!.ToString().ShouldBe("""{"a":"bmV3","b":"Yg=="}""");
        answer.Json.At("stringData").ShouldBeNull();
    }

    [Theory]
    [InlineData("/apis/apps/v1/statefulsets", "Name,Ready,Age,Containers,Images")]
    [InlineData("/apis/apps/v1/daemonsets", "Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age,Containers,Images,Selector")]
    [InlineData("/apis/batch/v1/jobs", "Name,Status,Completions,Duration,Age,Containers,Images,Selector")]
    [InlineData("/apis/batch/v1/cronjobs", "Name,Schedule,Timezone,Suspend,Active,Last Schedule,Age,Containers,Images,Selector")]
    [InlineData("/apis/autoscaling/v2/horizontalpodautoscalers", "Name,Reference,Targets,MinPods,MaxPods,Replicas,Age")]
    [InlineData("/apis/networking.k8s.io/v1/ingresses", "Name,Class,Hosts,Address,Ports,Age")]
    [InlineData("/api/v1/persistentvolumeclaims", "Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,VolumeMode")]
    [InlineData("/apis/policy/v1/poddisruptionbudgets", "Name,Min Available,Max Unavailable,Allowed Disruptions,Age")]
    [InlineData("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "Name,Role,Age,Users,Groups,ServiceAccounts")]
    [InlineData("/api/v1/resourcequotas", "Name,Request,Limit,Age")]
    public void Tables_have_the_columns_of_a_real_server(string path, string columns)
    {
        using var answer = _api.Send("GET", path, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");

        string.Join(',', answer.Json.ListAt("columnDefinitions").Select(c => c.StringAt("name"))).ShouldBe(columns);
    }

    [Fact]
    public void An_autoscaler_is_the_same_object_in_both_versions()
    {
        var old = """{"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler","metadata":{"name":"web"},"spec":{"maxReplicas":5,"scaleTargetRef":{"kind":"Deployment","name":"web","apiVersion":"apps/v1"},"targetCPUUtilizationPercentage":70}}""";
        using var created = _api.Send("POST", "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers", Encoding.UTF8.GetBytes(old), "application/json");
        using var seen = _api.Send("GET", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/web");

        created.Json.Int64At("spec", "targetCPUUtilizationPercentage").ShouldBe(70, created.Text);
        created.Json.StringAt("apiVersion").ShouldBe("autoscaling/v1");
        seen.Json.At("spec", "metrics")!.ToString().ShouldBe(
            """[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}}]""");
    }

    [Fact]
    public void Every_group_version_has_its_schemas()
    {
        using var index = _api.Send("GET", "/openapi/v3");
        foreach (var (path, _) in index.Json.MapAt("paths")!)
        {
            using var document = _api.Send("GET", $"/openapi/v3/{path}");
            document.Code.ShouldBe(200, path);
        }
    }

    [Fact]
    public void Whoever_asks_is_allowed_and_nothing_is_kept()
    {
        var body = """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"list","resource":"pods"}}}"""u8.ToArray();
        using var answer = _api.Send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body, "application/json");
        using var list = _api.Send("GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");

        answer.Json.BoolAt("status", "allowed").ShouldBe(true);
        list.Code.ShouldBe(405);
    }

    [Fact]
    public void A_Jobs_Pods_outlive_it_unless_they_are_asked_for()
    {
        var body = """{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"hello"},"spec":{"template":{"spec":{"containers":[{"image":"nginx:1.7.9","name":"hello"}],"restartPolicy":"Never"}}}}"""u8.ToArray();
        using var created = _api.Send("POST", "/apis/batch/v1/namespaces/default/jobs", body, "application/json");
        using var deleted = _api.Send("DELETE", "/apis/batch/v1/namespaces/default/jobs/hello");

        created.Code.ShouldBe(201, created.Text);
        deleted.Json.At("metadata", "finalizers")!.ToString().ShouldBe("""["orphan"]""");
    }
}
