using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>Who owns what after server-side applies, updates and force; what a conflict says; what goes with its last owner.</summary>
public class ServerSideApplyTests
{
    private const string ConfigMap = "/api/v1/namespaces/default/configmaps/c";
    private const string Deployment = "/apis/apps/v1/namespaces/default/deployments/d";

    private readonly InProcessApi _api;

    public ServerSideApplyTests()
        : this(new InProcessApi())
    {
    }

    private protected ServerSideApplyTests(InProcessApi api) => _api = api;

    [Fact]
    public void What_is_applied_is_owned_and_what_is_not_named_any_more_goes()
    {
        Apply(ConfigMap, "a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {x: '1', y: '2'}}, data: {one: '1', two: '2'}}").ShouldBe(201);
        Apply(ConfigMap, "a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {x: '1'}}, data: {one: '1'}}").ShouldBe(200);

        var after = Get(ConfigMap);
        after.At("data")!.ToString().ShouldBe("""{"one":"1"}""");
        after.At("metadata", "labels")!.ToString().ShouldBe("""{"x":"1"}""");
        Owners(after).ShouldBe("""a Apply {"f:data":{"f:one":{}},"f:metadata":{"f:labels":{"f:x":{}}}}""");
    }

    /// <summary>Owners that were taken off stay off until somebody applies: then what was there belongs to whoever was before.</summary>
    [Fact]
    public void Whose_owners_were_taken_off_has_none_until_it_is_applied()
    {
        Apply(ConfigMap, "a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '1', two: '2'}}");
        Patch("""{"metadata":{"managedFields":[{}]}}""");
        Patch("""{"data":{"two":"3"}}""");
        Get(ConfigMap).At("metadata", "managedFields").ShouldBeNull();

        Apply(ConfigMap, "a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '1'}}").ShouldBe(200);
        Owners(Get(ConfigMap)).ShouldBe("""a Apply {"f:data":{"f:one":{}}}; before-first-apply Update {"f:data":{".":{},"f:one":{},"f:two":{}}}""");

        void Patch(string patch)
        {
            using var answer = _api.Send("PATCH", ConfigMap, Encoding.UTF8.GetBytes(patch), "application/merge-patch+json");
            answer.Code.ShouldBe(200, answer.Text);
        }
    }

    /// <summary>What an autoscaler's old version names is owned in that version, as on a real server.</summary>
    [Fact]
    public void Who_writes_an_older_version_owns_its_fields()
    {
        const string Autoscaler = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/h";
        const string Config = "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 3, targetCPUUtilizationPercentage: 70, scaleTargetRef: {kind: Deployment, name: d, apiVersion: apps/v1}}}";
        Apply(Autoscaler, "a", Config).ShouldBe(201);
        using var patched = _api.Send("PATCH", Autoscaler + "?fieldManager=b", """{"spec":{"minReplicas":2}}"""u8.ToArray(), "application/merge-patch+json");

        patched.Code.ShouldBe(200, patched.Text);
        Owners(patched.Json).ShouldBe("""
            a Apply {"f:spec":{"f:maxReplicas":{},"f:scaleTargetRef":{},"f:targetCPUUtilizationPercentage":{}}}; b Update {"f:spec":{"f:minReplicas":{}}}
            """);
        patched.Json.ListAt("metadata", "managedFields").Select(e => e.StringAt("apiVersion")).Distinct().ShouldBe(["autoscaling/v1"]);
        Get(Autoscaler.Replace("/v1/", "/v2/", StringComparison.Ordinal)).ListAt("spec", "metrics").Count.ShouldBe(1);

        using var refused = Send(Autoscaler + "?fieldManager=c", Config.Replace("70", "80", StringComparison.Ordinal));
        refused.Json.StringAt("message").ShouldBe("Apply failed with 1 conflict: conflict with \"a\": .spec.targetCPUUtilizationPercentage");
    }

    [Fact]
    public void What_two_apply_alike_they_share_and_the_last_one_takes_it_along()
    {
        Apply(ConfigMap, "a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '1', two: '2'}}");
        Apply(ConfigMap, "b", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {two: '2'}}").ShouldBe(200);
        Apply(ConfigMap, "a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '1'}}");
        Get(ConfigMap).At("data")!.ToString().ShouldBe("""{"one":"1","two":"2"}""");

        Apply(ConfigMap, "b", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}");
        Get(ConfigMap).At("data")!.ToString().ShouldBe("""{"one":"1"}""");
    }

    [Fact]
    public void A_conflict_names_manager_and_field_and_force_takes_the_field()
    {
        Apply(ConfigMap, "a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '1', two: '2'}}");
        const string Other = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: 'x'}}";

        using var refused = Send(ConfigMap + "?fieldManager=b", Other);
        refused.Code.ShouldBe(409);
        refused.Json.StringAt("message").ShouldBe("Apply failed with 1 conflict: conflict with \"a\": .data.one");
        refused.Json.At("details")!.ToString().ShouldBe("""{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"a\"","field":".data.one"}]}""");

        using var forced = Send(ConfigMap + "?fieldManager=b&force=true", Other);
        forced.Code.ShouldBe(200, forced.Text);
        Owners(Get(ConfigMap)).ShouldBe("""a Apply {"f:data":{"f:two":{}}}; b Apply {"f:data":{"f:one":{}}}""");
    }

    [Fact]
    public void An_update_takes_fields_from_an_applier_who_then_meets_a_conflict()
    {
        Apply(ConfigMap, "a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '1'}}");
        using var patched = _api.Send("PATCH", ConfigMap + "?fieldManager=hand", """{"data":{"one":"x"}}"""u8.ToArray(), "application/merge-patch+json");
        using var again = Send(ConfigMap + "?fieldManager=a", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '1'}}");

        again.Json.StringAt("message").ShouldBe("Apply failed with 1 conflict: conflict with \"hand\" using v1: .data.one");
    }

    [Fact]
    public void Who_scales_owns_the_replicas()
    {
        Apply(Deployment, "a", Template("{name: a, image: a}").Replace("spec: {selector", "spec: {replicas: 1, selector", StringComparison.Ordinal));
        using var scaled = _api.Send("PATCH", Deployment + "/scale?fieldManager=hand", """{"spec":{"replicas":3}}"""u8.ToArray(), "application/merge-patch+json");
        using var again = Send(Deployment + "?fieldManager=a", Template("{name: a, image: a}").Replace("spec: {selector", "spec: {replicas: 1, selector", StringComparison.Ordinal));

        again.Json.StringAt("message").ShouldBe("Apply failed with 1 conflict: conflict with \"hand\" with subresource \"scale\" using apps/v1: .spec.replicas");
    }

    [Fact]
    public void Items_of_a_list_are_owned_by_their_keys_and_keep_an_order()
    {
        Apply(Deployment, "a", Template("{name: a, image: a}, {name: b, image: b}"));
        Apply(Deployment, "b", """
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: [{name: side, image: side}]}}}}
            """).ShouldBe(200);
        Containers().ShouldBe("a,b,side");

        Apply(Deployment, "a", Template("{name: b, image: b}, {name: z, image: z}")).ShouldBe(200);
        Containers().ShouldBe("b,side,z");
    }

    [Fact]
    public void A_struct_goes_whole_with_its_last_owner_its_defaults_included()
    {
        Apply(Deployment, "a", Template("{name: a, image: a, livenessProbe: {httpGet: {port: 80}}}"));
        Get(Deployment).ListAt("spec", "template", "spec", "containers")[0].Int64At("livenessProbe", "periodSeconds").ShouldBe(10);

        Apply(Deployment, "a", Template("{name: a, image: a}"));
        Get(Deployment).ListAt("spec", "template", "spec", "containers")[0].At("livenessProbe").ShouldBeNull();
    }

    [Theory]
    [InlineData("{name: a, image: a}")]
    [InlineData("{name: a, image: a, ports: [{containerPort: 80}, {containerPort: 80, protocol: UDP}]}")]
    [InlineData("{name: a, image: a, resources: {limits: {cpu: 1000m, memory: 1024Mi}}, env: [{name: X, value: '1'}]}")]
    public void Applying_the_same_again_changes_nothing(string container)
    {
        Apply(Deployment, "a", Template(container));
        _api.Settle();
        var before = Get(Deployment).StringAt("metadata", "resourceVersion");
        Apply(Deployment, "a", Template(container)).ShouldBe(200);

        Get(Deployment).StringAt("metadata", "resourceVersion").ShouldBe(before);
    }

    [Fact]
    public void A_dry_run_changes_nothing_and_says_what_it_would()
    {
        using var answer = Send(ConfigMap + "?fieldManager=a&dryRun=All", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '1'}}");
        using var get = _api.Send("GET", ConfigMap);

        answer.Code.ShouldBe(201, answer.Text);
        answer.Json.StringAt("data", "one").ShouldBe("1");
        get.Code.ShouldBe(404);
    }

    [Fact]
    public void Kubectl_takes_over_what_client_side_apply_wrote()
    {
        const string Applied = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"c","namespace":"default"},"data":{"one":"1"}}""";
        var created = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","annotations":{"kubectl.kubernetes.io/last-applied-configuration":{{{StringValue.Of(Applied + "\n")}}}} },"data":{"one":"1"}}""";
        using var client = _api.Send("POST", "/api/v1/namespaces/default/configmaps?fieldManager=kubectl-client-side-apply", Encoding.UTF8.GetBytes(created), "application/json");
        using var other = Send(ConfigMap + "?fieldManager=someone", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '2'}}");
        using var kubectl = Send(ConfigMap + "?fieldManager=kubectl", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: '2'}}");

        client.Code.ShouldBe(201);
        other.Code.ShouldBe(409);
        kubectl.Code.ShouldBe(200, kubectl.Text);
        kubectl.Json.StringAt("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration").ShouldBe(
            """{"apiVersion":"v1","data":{"one":"2"},"kind":"ConfigMap","metadata":{"name":"c"}}""" + "\n");
    }

    [Theory]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, dota: {}}", 500, "failed to create typed patch object (/c; /v1, Kind=ConfigMap): .dota: field not declared in schema")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: x}", 500, "failed to create typed patch object (/; /v1, Kind=ConfigMap): .metadata: expected map, got &{x}")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {a: 5}}}", 500, "failed to create typed patch object (/c; /v1, Kind=ConfigMap): .metadata.labels.a: expected string, got &value.valueUnstructured{Value:5}")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, finalizers: x}}", 500, "failed to create typed patch object (/c; /v1, Kind=ConfigMap): .metadata.finalizers: expected list, got &{x}")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, immutable: x}", 500, "failed to create typed patch object (/c; /v1, Kind=ConfigMap): .immutable: expected boolean, got &{x}")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: u, bogus: 1}]}}", 500, "failed to create typed patch object (/c; /v1, Kind=ConfigMap): .metadata.ownerReferences[uid=\"u\"].bogus: field not declared in schema")]
    [InlineData("{apiVersion: v2, kind: ConfigMap, metadata: {name: c}}", 400, "Incorrect version specified in apply patch. Specified patch version: v2, expected: v1")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, managedFields: []}}", 400, "metadata.managedFields must be nil")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}", 400, "the name of the object (x) does not match the name on the URL (c)")]
    public void What_is_no_configuration_is_refused(string body, int code, string message)
    {
        using var answer = Send(ConfigMap + "?fieldManager=a", body);

        answer.Code.ShouldBe(code);
        answer.Json.StringAt("message").ShouldBe(message);
    }

    private static string Template(string containers) =>
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: ["
        + containers + "]}}}}";

    private static string Owners(Value obj) => string.Join("; ", obj.ListAt("metadata", "managedFields")
        .Select(m => $"{m.StringAt("manager")} {m.StringAt("operation")} {m.At("fieldsV1")}"));

    private string Containers() =>
        string.Join(',', Get(Deployment).ListAt("spec", "template", "spec", "containers").Select(c => c.StringAt("name")));

    private int Apply(string path, string manager, string body)
    {
        using var answer = Send($"{path}?fieldManager={manager}", body);
        (answer.Code is 200 or 201).ShouldBeTrue(answer.Text);
        return answer.Code;
    }

    private Value Get(string path)
    {
        using var answer = _api.Send("GET", path);
        return answer.Json;
    }

    private InProcessApi.Answer Send(string path, string body) => _api.Send("PATCH", path, Encoding.UTF8.GetBytes(body), "application/apply-patch+yaml");
}
