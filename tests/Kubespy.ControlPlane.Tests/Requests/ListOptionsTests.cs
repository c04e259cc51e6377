using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>Lists at a revision, in pages, and which options do not go together; dry runs and preconditions of deletions; warnings.</summary>
public class ListOptionsTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private readonly InProcessApi _api;

    public ListOptionsTests()
        : this(new InProcessApi())
    {
    }

    private protected ListOptionsTests(InProcessApi api) => _api = api;

    [Theory]
    [InlineData("resourceVersion=1&resourceVersionMatch=Odd", "resourceVersionMatch: Unsupported value: \"Odd\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("resourceVersion=0&resourceVersionMatch=Exact", "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersion=1&resourceVersionMatch=Exact&continue=x", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    [InlineData("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("watch=true&resourceVersionMatch=NotOlderThan", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    public void Options_that_do_not_go_together_are_refused(string query, string why)
    {
        using var answer = _api.Send("GET", $"{ConfigMaps}?{query}");

        answer.Code.ShouldBe(422, answer.Text);
        answer.Json.StringAt("message").ShouldBe($"ListOptions.meta.k8s.io \"\" is invalid: {why}");
    }

    [Fact]
    public void A_list_of_a_revision_shows_what_was_there_then()
    {
        var then = Create("a").StringAt("metadata", "resourceVersion");
        Create("b");
        Names($"resourceVersion={then}&resourceVersionMatch=Exact").ShouldBe(["a", "kube-root-ca.crt"]);
        Names($"resourceVersion={then}&resourceVersionMatch=NotOlderThan").ShouldBe(["a", "b", "kube-root-ca.crt"]);
        Names($"resourceVersion={then}&limit=9").ShouldBe(["a", "kube-root-ca.crt"]);
    }

    [Fact]
    public void A_collection_is_deleted_by_selector_and_not_in_a_dry_run()
    {
        Create("a", "x");
        Create("b", "x");
        Create("c", "y");
        using var dry = _api.Send("DELETE", $"{ConfigMaps}?labelSelector=l%3Dx", """{"kind":"DeleteOptions","apiVersion":"v1","dryRun":["All"]}"""u8.ToArray(), "application/json");
        Names("labelSelector=l").Count.ShouldBe(3);

        using var deleted = _api.Send("DELETE", $"{ConfigMaps}?labelSelector=l%3Dx");
        deleted.Json.ListAt("items").Count.ShouldBe(2);
        Names("labelSelector=l").ShouldBe(["c"]);
    }

    [Fact]
    public void What_every_namespace_has_comes_back_when_it_is_deleted()
    {
        using var deleted = _api.Send("DELETE", ConfigMaps);
        _api.Settle();

        Names("").ShouldBe(["kube-root-ca.crt"]);
    }

    [Fact]
    public void A_deletion_meant_for_another_object_is_refused()
    {
        var uid = Create("a").StringAt("metadata", "uid");
        using var wrong = _api.Send("DELETE", $"{ConfigMaps}/a", """{"preconditions":{"uid":"other"}}"""u8.ToArray(), "application/json");
        using var right = _api.Send("DELETE", $"{ConfigMaps}/a", Encoding.UTF8.GetBytes($$$"""{"preconditions":{"uid":"{{{uid}}}"}}"""), "application/json");

        wrong.Code.ShouldBe(409);
        right.Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("dryRun=Some", "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"")]
    [InlineData("fieldManager=a%01b", "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\u0001b\": should only contain printable characters")]
    public void A_write_whose_options_are_wrong_writes_nothing(string query, string why)
    {
        using var answer = _api.Send("POST", $"{ConfigMaps}?{query}", """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}}"""u8.ToArray(), "application/json");

        answer.Code.ShouldBe(422, answer.Text);
        answer.Json.StringAt("message").ShouldBe(why);
        Names("").ShouldBe(["kube-root-ca.crt"]);
    }

    [Theory]
    [InlineData("", """{"dryRun":["Some"]}""", "dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"")]
    [InlineData("?dryRun=all", "", "dryRun: Unsupported value: [\"all\"]: supported values: \"All\"")]
    [InlineData("", """{"propagationPolicy":"Sideways"}""", "propagationPolicy: Unsupported value: \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("", """{"propagationPolicy":"Orphan","orphanDependents":true}""", "propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation cannot be both set")]
    public void A_deletion_whose_options_are_wrong_deletes_nothing(string query, string body, string why)
    {
        Create("a");
        using var one = _api.Send("DELETE", $"{ConfigMaps}/a{query}", Encoding.UTF8.GetBytes(body), "application/json");
        using var all = _api.Send("DELETE", ConfigMaps + query, Encoding.UTF8.GetBytes(body), "application/json");

        one.Code.ShouldBe(422, one.Text);
        one.Json.StringAt("message").ShouldBe($"DeleteOptions.meta.k8s.io \"\" is invalid: {why}");
        all.Code.ShouldBe(422, all.Text);
        Names("").ShouldBe(["a", "kube-root-ca.crt"]);
    }

    [Fact]
    public void Who_asks_for_Endpoints_is_told_of_their_successor()
    {
        using var answer = _api.Send("GET", "/api/v1/namespaces/default/endpoints");

        answer.Warnings.ShouldBe(["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"]);
    }

    [Fact]
    public void A_patch_with_an_unknown_field_warns_or_is_refused()
    {
        Create("a");
        var patch = """{"dota":{"x":"y"}}"""u8.ToArray();
        using var warned = _api.Send("PATCH", $"{ConfigMaps}/a?fieldValidation=Warn", patch, "application/merge-patch+json");
        using var refused = _api.Send("PATCH", $"{ConfigMaps}/a?fieldValidation=Strict", patch, "application/merge-patch+json");
        using var ignored = _api.Send("PATCH", $"{ConfigMaps}/a?fieldValidation=Ignore", patch, "application/merge-patch+json");

        warned.Warnings.ShouldBe(["unknown field \"dota\""]);
        refused.Code.ShouldBe(400);
        ignored.Warnings.ShouldBeEmpty();
    }

    private Value Create(string name, string label = "") => Send(
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}"{{{(label.Length == 0 ? "" : $",\"labels\":{{\"l\":\"{label}\"}}")}}}}}""");

    private Value Send(string body)
    {
        using var answer = _api.Send("POST", ConfigMaps, Encoding.UTF8.GetBytes(body), "application/json");
        answer.Code.ShouldBe(201, answer.Text);
        return answer.Json;
    }

    private List<string?> Names(string query)
    {
        using var answer = _api.Send("GET", $"{ConfigMaps}?{query}");
        return [.. answer.Json.ListAt("items").Select(i => i.StringAt("metadata", "name"))];
    }
}
