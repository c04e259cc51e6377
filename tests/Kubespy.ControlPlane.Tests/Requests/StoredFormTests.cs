using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>What a real 1.36.2 made of objects that it took: defaults, conversions, owners of fields.</summary>
public sealed class StoredFormTests
{
    private const string Template = """{"metadata":{"labels":{"z":"1","app":"web"}},"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}""";
    private readonly InProcessApi _api = new();

    [Theory]
    [InlineData("busybox", "Always")]
    [InlineData("busybox:latest", "Always")]
    [InlineData("busybox:1", "IfNotPresent")]
    [InlineData("localhost:5000/a", "Always")]
    [InlineData("a:latest@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "Always")]
    [InlineData("a@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "IfNotPresent")]
    [InlineData("UPPER", "IfNotPresent")]
    [InlineData("nginx:", "IfNotPresent")]
    public void An_image_is_pulled_always_if_its_tag_is_latest(string image, string policy) =>
        Post("/api/v1/namespaces/default/pods", $$$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"{{{image}}}"}]}}""")
            .ListAt("spec", "containers")[0].StringAt("imagePullPolicy").ShouldBe(policy);

    [Fact]
    public void A_Job_without_labels_shares_those_of_its_template()
    {
        var job = Post("/apis/batch/v1/namespaces/default/jobs", $$$"""{"metadata":{"name":"j"},"spec":{"template":{{{Template}}}}}""");

        job.MapAt("metadata", "labels")!.Names.ToArray().ShouldBe(["app", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name", "z"]);
        Managed(job).MapAt("f:metadata", "f:labels")!.Names.ToArray().ShouldBe([".", "f:app", "f:z"]);
    }

    [Fact]
    public void A_Job_with_the_same_labels_of_its_own_does_not()
    {
        var job = Post("/apis/batch/v1/namespaces/default/jobs", $$$"""{"metadata":{"name":"j","labels":{"z":"1","app":"web"}},"spec":{"template":{{{Template}}}}}""");

        job.MapAt("metadata", "labels")!.Names.ToArray().ShouldBe(["app", "z"]);
    }

    [Theory]
    [InlineData("""{"clusterIP":"None","ports":[{"port":80}]}""", "RequireDualStack")]
    [InlineData("""{"clusterIP":"None","selector":{"a":"b"}}""", "SingleStack")]
    [InlineData("""{"clusterIP":"None","ipFamilyPolicy":"SingleStack"}""", "SingleStack")]
    public void A_headless_Service_without_selector_is_of_both_families(string spec, string policy)
    {
        var service = Post("/api/v1/namespaces/default/services", $$$"""{"metadata":{"name":"s"},"spec":{{{spec}}}}""");

        service.StringAt("spec", "ipFamilyPolicy").ShouldBe(policy);
        service.ListAt("spec", "ipFamilies").Count.ShouldBe(policy == "SingleStack" ? 1 : 2);
    }

    [Fact]
    public void Session_affinity_that_is_off_has_no_configuration() =>
        Post("/api/v1/namespaces/default/services", """{"metadata":{"name":"s"},"spec":{"ports":[{"port":80}],"sessionAffinityConfig":{"clientIP":{"timeoutSeconds":5}}}}""")
            .At("spec", "sessionAffinityConfig").ShouldBeNull();

    [Fact]
    public void The_range_of_a_Node_is_the_first_of_its_ranges()
    {
        Post("/api/v1/nodes", """{"metadata":{"name":"n"},"spec":{"podCIDR":"10.9.0.0/24"}}""").ListAt("spec", "podCIDRs").ToString().ShouldBe("""["10.9.0.0/24"]""");
        Post("/api/v1/nodes", """{"metadata":{"name":"m"},"spec":{"podCIDRs":["10.8.0.0/24"]}}""").StringAt("spec", "podCIDR").ShouldBe("10.8.0.0/24");
    }

    [Fact]
    public void An_empty_list_is_stored_as_none_and_has_its_owner()
    {
        var role = Post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", """{"metadata":{"name":"r"},"rules":[]}""");

        role.At("rules").ShouldBe(Value.Null);
        Managed(role).ToString().ShouldBe("""{"f:rules":{}}""");
    }

    [Fact]
    public void The_claim_of_a_volume_is_owned_field_by_field()
    {
        var volume = Post("/api/v1/persistentvolumes", """{"metadata":{"name":"v"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/x"},"claimRef":{"name":"c","namespace":"default"}}}""");

        Managed(volume).At("f:spec", "f:claimRef")!.ToString().ShouldBe("""{".":{},"f:name":{},"f:namespace":{}}""");
    }

    [Fact]
    public void Items_with_the_same_key_have_one_owner_as_a_whole()
    {
        var pod = Post("/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"1"},{"name":"A","value":"2"},{"name":"B"}]}]}}""");

        Managed(pod).At("f:spec", "f:containers", "k:{\"name\":\"c\"}", "f:env")!.ToString()
            .ShouldBe("""{".":{},"k:{\"name\":\"A\"}":{},"k:{\"name\":\"B\"}":{".":{},"f:name":{}}}""");
    }

    [Fact]
    public void What_1_36_has_switched_off_is_dropped()
    {
        var pod = Post("/api/v1/namespaces/default/pods", """
            {"metadata":{"name":"p"},"spec":{"schedulingGroup":{"podGroupName":"g"},"os":{"name":"linux"},"volumes":[{"name":"v","projected":{"sources":[{"clusterTrustBundle":{"name":"n","path":"x"}},{"serviceAccountToken":{"path":"t"}}]}}],
             "containers":[{"name":"c","image":"i","lifecycle":{"stopSignal":"SIGINT"}},{"name":"d","image":"i","lifecycle":{"stopSignal":"SIGINT","preStop":{"sleep":{"seconds":1}}}}]}}
            """);

        pod.At("spec", "schedulingGroup").ShouldBeNull();
        pod.ListAt("spec", "volumes")[0].ListAt("projected", "sources")[0].ShouldBe(MapValue.Empty);
        pod.ListAt("spec", "containers").Select(c => c.At("lifecycle")?.ToString()).ShouldBe([null, """{"preStop":{"sleep":{"seconds":1}}}"""]);
    }

    [Fact]
    public void Host_ports_are_set_in_Pods_alone()
    {
        const string Spec = """{"hostNetwork":true,"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}]}]}""";
        Post("/api/v1/namespaces/default/pods", $$$"""{"metadata":{"name":"p"},"spec":{{{Spec}}}}""").ListAt("spec", "containers")[0].ListAt("ports")[0].Int64At("hostPort").ShouldBe(80);
    }

    [Theory]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/strategic-merge-patch+json")]
    public void A_patch_is_of_the_version_that_its_path_says(string mediaType)
    {
        const string Path = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
        Post(Path, """{"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"maxReplicas":5,"targetCPUUtilizationPercentage":50}}""");

        using var patched = _api.Send("PATCH", Path + "/h?fieldValidation=Strict", """{"spec":{"targetCPUUtilizationPercentage":70}}"""u8.ToArray(), mediaType);
        using var stored = _api.Send("GET", Path.Replace("v1/", "v2/", StringComparison.Ordinal) + "/h");

        patched.Code.ShouldBe(200, patched.Text);
        patched.Json.Int64At("spec", "targetCPUUtilizationPercentage").ShouldBe(70);
        stored.Json.ListAt("spec", "metrics")[0].Int64At("resource", "target", "averageUtilization").ShouldBe(70);
    }

    [Fact]
    public void What_belonged_to_a_Services_former_type_goes_with_it()
    {
        const string Path = "/api/v1/namespaces/default/services";
        var service = Post(Path, """{"metadata":{"name":"s"},"spec":{"type":"NodePort","externalTrafficPolicy":"Local","ports":[{"port":80,"nodePort":30080}]}}""");
        using var answer = _api.Send("PUT", Path + "/s", Encoding.UTF8.GetBytes(service.WithAt(["spec", "type"], "ClusterIP").ToString()), "application/json");

        answer.Json.At("spec", "externalTrafficPolicy").ShouldBeNull();
        answer.Json.ListAt("spec", "ports")[0].At("nodePort").ShouldBeNull();
        answer.Json.StringAt("spec", "clusterIP").ShouldBe(service.StringAt("spec", "clusterIP"));
    }

    [Fact]
    public void Who_loses_all_below_a_field_owns_the_field_alone()
    {
        const string Path = "/api/v1/namespaces/default/configmaps";
        Post(Path + "?fieldManager=one", """{"metadata":{"name":"c"},"data":{"a":"1"}}""");
        using var answer = _api.Send("PATCH", Path + "/c?fieldManager=two", """{"data":{"a":"2"}}"""u8.ToArray(), "application/merge-patch+json");

        answer.Json.ListAt("metadata", "managedFields").Select(m => (m.StringAt("manager"), m.At("fieldsV1")!.ToString()))
            .ShouldBe([("one", """{"f:data":{}}"""), ("two", """{"f:data":{"f:a":{}}}""")], ignoreOrder: true);
    }

    [Fact]
    public void An_update_must_name_its_object()
    {
        const string Path = "/api/v1/namespaces/default/configmaps";
        Post(Path, """{"metadata":{"name":"c"}}""");
        using var put = _api.Send("PUT", Path + "/c", "{}"u8.ToArray(), "application/json");
        using var patch = _api.Send("PATCH", Path + "/c", """{"metadata":{"name":null}}"""u8.ToArray(), "application/merge-patch+json");

        put.Json.StringAt("message").ShouldBe("the name of the object (c based on URL) was undeterminable: name must be provided");
        patch.Json.StringAt("message").ShouldBe(put.Json.StringAt("message"));
    }

    private static MapValue Managed(Value obj) => obj.ListAt("metadata", "managedFields")[0].MapAt("fieldsV1")!;

    private MapValue Post(string path, string body)
    {
        using var answer = _api.Send("POST", path, Encoding.UTF8.GetBytes(body), "application/json");
        answer.Code.ShouldBe(201, answer.Text);
        return answer.Json.AsMap()!;
    }
}
