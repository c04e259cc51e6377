using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>What the subresource status takes; the refusals are a real 1.36.2's, asked the same.</summary>
public sealed class StatusWritesTests
{
    private const string Template = "\"template\":" + """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}""";

    private readonly InProcessApi _api = new();

    [Theory]
    [InlineData("apps/v1", "ReplicaSet", "replicasets", """{"replicas":1,"readyReplicas":2,"availableReplicas":3}""",
        "[status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas, status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas, status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas]")]
    [InlineData("apps/v1", "Deployment", "deployments", """{"updatedReplicas":-1,"replicas":0}""", "status.updatedReplicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("apps/v1", "StatefulSet", "statefulsets", """{"replicas":3,"readyReplicas":1,"availableReplicas":2,"currentReplicas":4}""",
        "[status.currentReplicas: Invalid value: 4: cannot be greater than status.replicas, status.availableReplicas: Invalid value: 2: cannot be greater than status.readyReplicas]")]
    [InlineData("apps/v1", "DaemonSet", "daemonsets", """{"numberReady":-2,"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0}""",
        "status.numberReady: Invalid value: -2: must be greater than or equal to 0")]
    [InlineData("v1", "ReplicationController", "replicationcontrollers", """{"replicas":0,"availableReplicas":1}""",
        "[status.availableReplicas: Invalid value: 1: cannot be greater than status.replicas, status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas]")]
    public void Counts_that_cannot_be_are_refused(string version, string kind, string plural, string status, string message)
    {
        var selector = kind == "ReplicationController" ? """{"a":"b"}""" : """{"matchLabels":{"a":"b"}}""";
        var replicas = kind == "DaemonSet" ? "" : "\"replicas\":0,";
        var path = $"/{(version == "v1" ? "api" : "apis")}/{version}/namespaces/default/{plural}";
        Send("POST", path, $$$"""{"apiVersion":"{{{version}}}","kind":"{{{kind}}}","metadata":{"name":"x"},"spec":{{{{replicas}}}"selector":{{{selector}}},{{{Template}}}} }""", 201);

        var refused = Send("PATCH", path + "/x/status", $$"""{"status":{{status}} }""", 422);
        refused.StringAt("message").ShouldEndWith("is invalid: " + message);
    }

    [Fact]
    public void A_Pods_quality_of_service_stays_and_what_has_ended_stays_so()
    {
        const string Pods = "/api/v1/namespaces/default/pods";
        Send("POST", Pods, """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"nodeName":"nowhere","restartPolicy":"Never","containers":[{"name":"c","image":"nginx"}]} }""", 201);
        Send("PATCH", Pods + "/p/status", """{"status":{"qosClass":"Guaranteed"} }""", 422)
            .StringAt("message").ShouldBe("Pod \"p\" is invalid: status.qosClass: Invalid value: \"Guaranteed\": field is immutable");

        Send("PATCH", Pods + "/p/status", Containers("""{"terminated":{"exitCode":1}}"""), 200);
        Send("PATCH", Pods + "/p/status", Containers("""{"terminated":null,"running":{}}"""), 422)
            .StringAt("message").ShouldBe("Pod \"p\" is invalid: status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state");

        static string Containers(string state) => $$"""{"status":{"containerStatuses":[{"name":"c","image":"nginx","imageID":"","ready":false,"restartCount":0,"state":{{state}} }]} }""";
    }

    [Fact]
    public void A_namespace_goes_by_its_deletion_alone()
    {
        Send("PATCH", "/api/v1/namespaces/default/status", """{"status":{"phase":"Terminating"} }""", 422)
            .StringAt("message").ShouldBe("Namespace \"default\" is invalid: status.Phase: Invalid value: \"Terminating\": may only be 'Active' if `deletionTimestamp` is empty");

        Send("POST", "/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"going"} }""", 201);
        var deleted = Send("DELETE", "/api/v1/namespaces/going", "", 200);
        deleted.StringAt("status", "phase").ShouldBe("Terminating");
        deleted.At("metadata", "deletionGracePeriodSeconds").ShouldBeNull();
    }

    [Fact]
    public void A_Node_gets_nothing_before_it_is_ready()
    {
        Send("POST", "/api/v1/nodes", """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"} }""", 201)
            .At("spec", "taints")!.ToString().ShouldBe("""[{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}]""");
    }

    [Fact]
    public void Yaml_is_in_the_order_of_its_names_and_times_are_texts()
    {
        Send("POST", "/api/v1/namespaces/default/configmaps",
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"b10":"1","b9":"yes","b-1":"2001-01-01","a":"1:30","Z":"text"} }""", 201);
        using var answer = _api.Send("GET", "/api/v1/namespaces/default/configmaps/c", accept: "application/yaml");

        answer.Text.ShouldStartWith("apiVersion: v1\ndata:\n  Z: text\n  a: \"1:30\"\n  b-1: \"2001-01-01\"\n  b9: \"yes\"\n  b10: \"1\"\nkind: ConfigMap\nmetadata:\n  creationTimestamp: \"2026-");
    }

    private Value Send(string method, string path, string body, int code)
    {
        using var answer = _api.Send(method, path, Encoding.UTF8.GetBytes(body), method == "PATCH" ? "application/strategic-merge-patch+json" : "application/json");
        answer.Code.ShouldBe(code, answer.Text);
        return answer.Json;
    }
}
