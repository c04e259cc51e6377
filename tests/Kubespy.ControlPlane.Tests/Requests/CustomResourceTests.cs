using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>Custom resources: defined, served, pruned, defaulted, validated, shown, scaled and taken back as on a real cluster.</summary>
public class CustomResourceTests
{
    private const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";

    private const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"],"categories":["all"]},
          "versions":[
           {"name":"v1","served":true,"storage":true,
            "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
              "spec":{"type":"object","required":["color"],"properties":{
                "color":{"type":"string","enum":["red","green"]},
                "size":{"type":"integer","minimum":1,"maximum":9,"default":3},
                "code":{"type":"string","pattern":"^[a-z]+$","maxLength":4},
                "replicas":{"type":"integer"},
                "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"port":{"type":"integer"}}}},
                "labels":{"type":"object","additionalProperties":{"type":"string"}},
                "target":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]},
                "source":{"type":"object","properties":{"file":{"type":"string"},"url":{"type":"string"},"kind":{"type":"string"}},
                  "oneOf":[{"required":["file"]},{"required":["url"],"properties":{"url":{"pattern":"^https:"}}}],
                  "not":{"required":["kind"],"properties":{"kind":{"enum":["none"]}}}},
                "mode":{"type":"string","enum":["a1","b22"],"anyOf":[{"minLength":3},{"pattern":"^a"}],"allOf":[{"maxLength":3},{"pattern":"[0-9]$"}]},
                "at":{"type":"string","format":"date-time"},
                "small":{"type":"integer","format":"int32"},
                "raw":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
              "status":{"type":"object","properties":{"replicas":{"type":"integer"},"phase":{"type":"string"}}}}}},
            "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},
            "additionalPrinterColumns":[{"name":"Color","type":"string","jsonPath":".spec.color"},{"name":"Size","type":"integer","jsonPath":".spec.size"},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]},
           {"name":"v2beta1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """;

    private readonly InProcessApi _api;

    public CustomResourceTests()
        : this(new InProcessApi())
    {
    }

    private protected CustomResourceTests(InProcessApi api)
    {
        _api = api;
        Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition);
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        _api.Restart();
    }

    [Fact]
    public void A_definition_is_established_and_discovered_within_a_second()
    {
        var definition = _api.Cluster.Store.Find(Resources.CustomResourceDefinitions, new ObjectKey("", "widgets.example.com"))!;
        string.Join(';', definition.Root.ListAt("status", "conditions").Select(c => $"{c.StringAt("type")}={c.StringAt("status")} {c.StringAt("reason")}"))
            .ShouldBe("NamesAccepted=True NoConflicts;Established=True InitialNamesAccepted");
        definition.Root.At("status", "acceptedNames")!.ToString().ShouldBe(
            """{"plural":"widgets","singular":"widget","shortNames":["wd"],"kind":"Widget","listKind":"WidgetList","categories":["all"]}""");
        definition.Root.At("status", "storedVersions")!.ToString().ShouldBe("""["v1"]""");

        using var group = _api.Send("GET", "/apis/example.com");
        using var resources = _api.Send("GET", "/apis/example.com/v1");
        using var openApi = _api.Send("GET", "/openapi/v3/apis/example.com/v1");
        group.Json.StringAt("preferredVersion", "version").ShouldBe("v1");
        string.Join(',', resources.Json.ListAt("resources").Select(r => r.StringAt("name"))).ShouldBe("widgets,widgets/scale,widgets/status");
        resources.Json.ListAt("resources")[0].At("shortNames")!.ToString().ShouldBe("""["wd"]""");
        openApi.Json.At("components", "schemas", "com.example.v1.Widget", "properties", "spec", "properties", "size", "default").ShouldNotBeNull();
    }

    [Fact]
    public void An_object_is_defaulted_pruned_and_in_alphabetical_order()
    {
        using var answer = Send("POST", Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red","shape":"round","raw":{"z":1,"a":{"b":[1]}}},"status":{"phase":"Odd"}}""");

        answer.Code.ShouldBe(201, answer.Text);
        answer.Warnings.ShouldBe(["unknown field \"spec.shape\""]);
        answer.Json.At("spec")!.ToString().ShouldBe("""{"color":"red","raw":{"a":{"b":[1]},"z":1},"size":3}""");
        answer.Json.At("status").ShouldBeNull();
        answer.Json.Int64At("metadata", "generation").ShouldBe(1);
        answer.Text.ShouldStartWith("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"creationTimestamp":""");
        answer.Json.ListAt("metadata", "managedFields")[0].At("fieldsV1")!.ToString().ShouldBe(
            """{"f:spec":{".":{},"f:color":{},"f:raw":{".":{},"f:a":{".":{},"f:b":{}},"f:z":{}},"f:size":{}}}""");
    }

    [Theory]
    [InlineData("""{"color":"blue"}""", "spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"")]
    [InlineData("""{"color":"red","size":0}""", "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1")]
    [InlineData("""{"color":"red","size":"big"}""", "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"")]
    [InlineData("""{"color":"red","code":"ABC"}""", "spec.code: Invalid value: \"ABC\": spec.code in body should match '^[a-z]+$'")]
    [InlineData("""{"color":"red","code":"abcde"}""", "spec.code: Too long: may not be more than 4 bytes")]
    [InlineData("""{"size":1}""", "spec.color: Required value")]
    [InlineData("""{"color":"red","ports":[{"name":"a"},{"name":"a"}]}""", "spec.ports[1]: Duplicate value: {\"name\":\"a\"}")]
    [InlineData("""{"color":"red","target":true}""", "[spec.target: Invalid value: \"boolean\": spec.target in body must be of type integer,string: \"boolean\", <nil>: Invalid value: \"\": \"spec.target\" must validate at least one schema (anyOf), spec.target: Invalid value: \"boolean\": spec.target in body must be of type integer: \"boolean\"]")]
    [InlineData("""{"color":"red","source":{"kind":"x"}}""", "[<nil>: Invalid value: \"\": \"spec.source\" must validate one and only one schema (oneOf). Found none valid, spec.source.file: Required value]")]
    [InlineData("""{"color":"red","source":{"url":"http:"}}""", "[<nil>: Invalid value: \"\": \"spec.source\" must validate one and only one schema (oneOf). Found none valid, spec.source.url: Invalid value: \"http:\": spec.source.url in body should match '^https:']")]
    [InlineData("""{"color":"red","source":{"file":"a","url":"https:"}}""", "<nil>: Invalid value: \"\": \"spec.source\" must validate one and only one schema (oneOf). Found 2 valid alternatives")]
    [InlineData("""{"color":"red","source":{"file":"a","kind":"none"}}""", "<nil>: Invalid value: \"\": \"spec.source\" must not validate the schema (not)")]
    [InlineData("""{"color":"red","mode":"a1z"}""", "[spec.mode: Invalid value: \"a1z\": spec.mode in body should match '[0-9]$', <nil>: Invalid value: \"\": \"spec.mode\" must validate all the schemas (allOf), spec.mode: Unsupported value: \"a1z\": supported values: \"a1\", \"b22\"]")]
    [InlineData("""{"color":"red","at":"noon"}""", "spec.at: Invalid value: \"noon\": spec.at in body must be of type date-time: \"noon\"")]
    [InlineData("""{"color":"red","small":3000000000}""", "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.small")]
    public void What_the_schema_forbids_is_refused(string spec, string why)
    {
        using var answer = Send("POST", Widgets, $$$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{{{spec}}}}""");

        answer.Code.ShouldBe(422);
        answer.Json.StringAt("message").ShouldBe($"Widget.example.com \"a\" is invalid: {why}");
    }

    [Theory]
    [InlineData("""{"color":"red","target":8080}""")]
    [InlineData("""{"color":"red","target":"http"}""")]
    [InlineData("""{"color":"red","source":{"file":"a"}}""")]
    [InlineData("""{"color":"red","source":{"url":"https:","kind":"some"}}""")]
    [InlineData("""{"color":"red","mode":"b22"}""")]
    public void What_fits_one_of_the_alternatives_is_taken(string spec)
    {
        using var answer = Send("POST", Widgets, $$$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{{{spec}}}}""");

        answer.Code.ShouldBe(201, answer.Text);
    }

    [Fact]
    public void Strict_requests_name_the_unknown_field()
    {
        using var answer = Send("POST", Widgets + "?fieldValidation=Strict", """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red","shape":"round"}}""");

        answer.Code.ShouldBe(400);
        answer.Json.StringAt("message").ShouldBe("Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.shape\"");
    }

    [Fact]
    public void Status_and_scale_change_their_part_alone()
    {
        Post(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red","replicas":2}}""");
        using var status = Send("PATCH", Widgets + "/a/status", """{"spec":{"color":"green"},"status":{"replicas":2,"phase":"Fine"}}""", "application/merge-patch+json");
        using var scale = _api.Send("GET", Widgets + "/a/scale");
        using var scaled = Send("PATCH", Widgets + "/a/scale", """{"spec":{"replicas":5}}""", "application/merge-patch+json");
        using var after = _api.Send("GET", Widgets + "/a");

        status.Json.StringAt("spec", "color").ShouldBe("red", status.Text);
        scale.Json.At("status")!.ToString().ShouldBe("""{"replicas":2,"selector":""}""");
        scaled.Json.Int64At("spec", "replicas").ShouldBe(5, scaled.Text);
        after.Json.Int64At("spec", "replicas").ShouldBe(5);
        after.Json.Int64At("metadata", "generation").ShouldBe(2);
        after.Json.StringAt("status", "phase").ShouldBe("Fine");
    }

    [Fact]
    public void Tables_have_the_columns_that_the_definition_names()
    {
        Post(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red"}}""");
        using var table = _api.Send("GET", Widgets, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");
        using var other = _api.Send("GET", "/apis/example.com/v2beta1/namespaces/default/widgets", accept: "application/json;as=Table;v=v1;g=meta.k8s.io");

        string.Join(',', table.Json.ListAt("columnDefinitions").Select(c => c.StringAt("name"))).ShouldBe("Name,Color,Size,Age");
        table.Json.ListAt("rows")[0].ListAt("cells").Take(3).ShouldBe(["a", "red", 3]);
        string.Join(',', other.Json.ListAt("columnDefinitions").Select(c => c.StringAt("name"))).ShouldBe("Name,Age");
    }

    [Fact]
    public void Other_versions_show_the_same_object()
    {
        Post("/apis/example.com/v2beta1/namespaces/default/widgets", """{"apiVersion":"example.com/v2beta1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red"}}""");
        using var stored = _api.Send("GET", Widgets + "/a");
        using var list = _api.Send("GET", Widgets);

        stored.Json.StringAt("apiVersion").ShouldBe("example.com/v1");
        stored.Json.StringAt("spec", "color").ShouldBe("red");
        list.Text.ShouldStartWith("""{"apiVersion":"example.com/v1","items":[{"apiVersion":"example.com/v1","kind":"Widget",""");
        list.Json.StringAt("kind").ShouldBe("WidgetList");
    }

    [Fact]
    public void A_changed_schema_holds_from_then_on()
    {
        using var changed = Send(
            "PATCH", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com",
            """[{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/color/enum","value":["blue"]}]""", "application/json-patch+json");
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(1));

        changed.Code.ShouldBe(200, changed.Text);
        Post(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"blue"}}""");
    }

    [Fact]
    public void A_deleted_definition_takes_its_objects_along_and_can_come_again()
    {
        Post(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red"}}""");
        using var deleted = _api.Send("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com");
        _api.Settle();
        using var gone = _api.Send("GET", Widgets);
        using var group = _api.Send("GET", "/apis/example.com");

        deleted.Code.ShouldBe(200);
        gone.Code.ShouldBe(404);
        group.Code.ShouldBe(404);
        Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition);
        _api.Settle();
        Post(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red"}}""");
    }

    [Fact]
    public void What_a_custom_object_owns_goes_with_it()
    {
        using var owner = Send("POST", Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red"}}""");
        Post("/api/v1/namespaces/default/configmaps", $$$"""
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"owned","ownerReferences":[{"apiVersion":"example.com/v1","kind":"Widget","name":"a","uid":"{{{owner.Json.StringAt("metadata", "uid")}}}"}]}}
            """);
        using var deleted = _api.Send("DELETE", Widgets + "/a");
        _api.Settle();

        _api.Cluster.Store.Find(Resources.ConfigMaps, new ObjectKey("default", "owned")).ShouldBeNull();
    }

    [Fact]
    public void A_definition_that_makes_no_sense_is_refused()
    {
        using var answer = Send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"x"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"gadgets","kind":"Gadget"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"properties":{}}}}}}]}}
            """);

        answer.Code.ShouldBe(422);
        answer.Json.ListAt("details", "causes").Select(c => $"{c.StringAt("field")}: {c.StringAt("message")}").ShouldBe([
            "metadata.name: Invalid value: \"x\": must be spec.names.plural+\".\"+spec.group",
            "spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields"]);
    }

    [Fact]
    public void A_strategic_merge_patch_is_not_for_custom_objects()
    {
        Post(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red"}}""");
        using var answer = Send("PATCH", Widgets + "/a", """{"spec":{"color":"green"}}""", "application/strategic-merge-patch+json");

        answer.Code.ShouldBe(415);
    }

    private void Post(string path, string body)
    {
        using var answer = Send("POST", path, body);
        answer.Code.ShouldBe(201, answer.Text);
    }

    private InProcessApi.Answer Send(string method, string path, string body, string contentType = "application/json") =>
        _api.Send(method, path, Encoding.UTF8.GetBytes(body), contentType);
}
