using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Requests;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>Who may do what: Roles and bindings decide, as on a real cluster, for all but the administrator.</summary>
public sealed class AuthorizationTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private readonly InProcessApi _api = new();

    [Theory]
    [InlineData("GET", Pods, "pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", Pods + "/web/log", "pods \"web\" is forbidden: User \"jane\" cannot get resource \"pods/log\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch=true", "deployments.apps is forbidden: User \"jane\" cannot watch resource \"deployments\" in API group \"apps\" at the cluster scope")]
    [InlineData("DELETE", "/api/v1/namespaces/shop", "namespaces \"shop\" is forbidden: User \"jane\" cannot delete resource \"namespaces\" in API group \"\" in the namespace \"shop\"")]
    [InlineData("DELETE", Pods, "pods is forbidden: User \"jane\" cannot deletecollection resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("PUT", "/api/v1/nodes/node-1/status", "nodes \"node-1\" is forbidden: User \"jane\" cannot update resource \"nodes/status\" in API group \"\" at the cluster scope")]
    [InlineData("GET", "/apis/example.com/v1/websites", "websites.example.com is forbidden: User \"jane\" cannot list resource \"websites\" in API group \"example.com\" at the cluster scope")]
    [InlineData("GET", Pods + "?fieldSelector=metadata.name%3Dweb", "pods \"web\" is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", "/metrics", "forbidden: User \"jane\" cannot get path \"/metrics\"")]
    public void A_user_whom_nothing_is_granted_is_refused(string method, string path, string message)
    {
        var (code, answer) = As("jane", method, path);
        code.ShouldBe(403);
        answer.StringAt("reason").ShouldBe("Forbidden");
        answer.StringAt("message").ShouldBe(message);
    }

    [Fact]
    public void Every_user_may_discover_and_ask_about_themselves()
    {
        foreach (var path in (string[])["/api", "/apis", "/api/v1", "/apis/apps/v1", "/version", "/openapi/v3", "/openapi/v3/api/v1"])
        {
            As("jane", "GET", path).Code.ShouldBe(200, path);
        }

        var (code, answer) = As("jane", "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", """{"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1"}""", ["dev"]);
        code.ShouldBe(201);
        answer.At("status", "userInfo")!.ToString().ShouldBe("""{"username":"jane","groups":["dev","system:authenticated"]}""");
    }

    [Fact]
    public void A_role_holds_in_its_namespace_and_a_cluster_role_as_far_as_it_is_bound()
    {
        Create("/api/v1/namespaces", """{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"shop"}}""");
        Bind("RoleBinding", "readers", "shop", "ClusterRole", "view", """{"kind":"Group","name":"dev","apiGroup":"rbac.authorization.k8s.io"}""");
        As("jane", "GET", "/api/v1/namespaces/shop/pods", groups: ["dev"]).Code.ShouldBe(200);
        As("jane", "GET", "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods", groups: ["dev"]).Code.ShouldBe(200);
        As("jane", "GET", "/api/v1/namespaces/shop", groups: ["dev"]).Code.ShouldBe(200);
        As("jane", "GET", Pods, groups: ["dev"]).Code.ShouldBe(403);
        As("jane", "GET", "/api/v1/pods", groups: ["dev"]).Code.ShouldBe(403);
        As("jane", "GET", "/api/v1/namespaces/shop/secrets", groups: ["dev"]).Code.ShouldBe(403);
        As("jane", "DELETE", "/api/v1/namespaces/shop/pods/web", groups: ["dev"]).Code.ShouldBe(403);

        Bind("ClusterRoleBinding", "admins", "", "ClusterRole", "edit", """{"kind":"ServiceAccount","name":"bot","namespace":"shop"}""");
        As("system:serviceaccount:shop:bot", "DELETE", $"{Pods}/web").Code.ShouldBe(404);
        As("system:serviceaccount:shop:bot", "GET", "/api/v1/namespaces/shop/secrets").Code.ShouldBe(200);
        As("system:serviceaccount:shop:bot", "GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles").Code.ShouldBe(403);
    }

    [Fact]
    public void Rules_name_objects_subresources_and_paths()
    {
        Create("/apis/rbac.authorization.k8s.io/v1/clusterroles", """
            {"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"some"},"rules":[
             {"verbs":["get","list"],"apiGroups":[""],"resources":["configmaps"],"resourceNames":["settings"]},
             {"verbs":["*"],"apiGroups":["*"],"resources":["*/status"]},
             {"verbs":["get"],"nonResourceURLs":["/metrics","/debug/*"]}]}
            """);
        Bind("ClusterRoleBinding", "some", "", "ClusterRole", "some", """{"kind":"User","name":"jane","apiGroup":"rbac.authorization.k8s.io"}""");
        As("jane", "GET", "/api/v1/namespaces/default/configmaps/settings").Code.ShouldBe(404);
        As("jane", "GET", "/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Dsettings").Code.ShouldBe(200);
        As("jane", "GET", "/api/v1/namespaces/default/configmaps/other").Code.ShouldBe(403);
        As("jane", "GET", "/api/v1/nodes/node-1/status").Code.ShouldBe(200);
        As("jane", "GET", "/api/v1/nodes/node-1").Code.ShouldBe(403);
        As("jane", "GET", "/metrics").Code.ShouldBe(404);
        As("jane", "GET", "/debug/pprof").Code.ShouldBe(404);
    }

    [Fact]
    public void A_role_that_is_not_there_is_said_so()
    {
        Bind("RoleBinding", "dangling", "default", "Role", "gone", """{"kind":"User","name":"jane","apiGroup":"rbac.authorization.k8s.io"}""");
        As("jane", "GET", Pods).Answer.StringAt("message").ShouldBe(
            "pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\": RBAC: role.rbac.authorization.k8s.io \"gone\" not found");
    }

    [Fact]
    public void Who_may_not_impersonate_is_refused()
    {
        using var answer = _api.Send("GET", Pods, user: new("joe", ["system:authenticated"]), impersonate: new Impersonation("jane", ["dev"]));
        (answer.Code, answer.Json.StringAt("message")).ShouldBe(
            (403, "users \"jane\" is forbidden: User \"joe\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope"));
        using var nobody = _api.Send("GET", Pods, impersonate: new Impersonation("", ["dev"]));
        nobody.Code.ShouldBe(400);
    }

    [Fact]
    public void Reviews_answer_from_the_same_rules()
    {
        Bind("RoleBinding", "readers", "default", "ClusterRole", "view", """{"kind":"User","name":"jane","apiGroup":"rbac.authorization.k8s.io"}""");
        Review("selfsubjectaccessreviews", "SelfSubjectAccessReview", Asked("list", "pods"), "jane").ToString().ShouldBe(
            """{"allowed":true,"reason":"RBAC: allowed by RoleBinding \"readers/default\" of ClusterRole \"view\" to User \"jane\""}""");
        Review("selfsubjectaccessreviews", "SelfSubjectAccessReview", Asked("delete", "pods"), "jane").ToString().ShouldBe("""{"allowed":false}""");
        Review("selfsubjectaccessreviews", "SelfSubjectAccessReview", Asked("delete", "pods")).ToString().ShouldBe("""{"allowed":true}""");
        Review("subjectaccessreviews", "SubjectAccessReview", Asked("list", "pods") + ",\"user\":\"jane\"").BoolAt("allowed").ShouldBe(true);
        Review("subjectaccessreviews", "SubjectAccessReview", Asked("list", "pods") + ",\"user\":\"joe\"").BoolAt("allowed").ShouldBe(false);
        Review("subjectaccessreviews", "SubjectAccessReview", """ "nonResourceAttributes":{"verb":"get","path":"/version"},"groups":["system:authenticated"] """).BoolAt("allowed").ShouldBe(true);
        As("jane", "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", "{}").Code.ShouldBe(403);

        var rules = Review("selfsubjectrulesreviews", "SelfSubjectRulesReview", "\"namespace\":\"default\"", "jane");
        rules.BoolAt("incomplete").ShouldBe(false);
        rules.ListAt("resourceRules").Select(r => r.At("resources")!.ToString()).ShouldContain("""["selfsubjectreviews"]""");
        rules.ListAt("resourceRules").Count.ShouldBe(2 + 13);
        rules.ListAt("nonResourceRules").Count.ShouldBe(2);
        Review("selfsubjectrulesreviews", "SelfSubjectRulesReview", "\"namespace\":\"default\"").ListAt("resourceRules")[0].At("verbs")!.ToString().ShouldBe("""["*"]""");
    }

    [Fact]
    public void A_review_that_asks_nothing_is_refused()
    {
        var (code, answer) = Send("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", """{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{}}""");
        code.ShouldBe(422);
        answer.ListAt("details", "causes").Select(c => c.StringAt("field")).ShouldBe(["spec.resourceAttributes", "spec.user"]);
    }

    [Fact]
    public void A_cluster_role_is_the_sum_of_those_it_selects()
    {
        Create("/apis/rbac.authorization.k8s.io/v1/clusterroles", """
            {"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"websites-view","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},
             "rules":[{"verbs":["get"],"apiGroups":["example.com"],"resources":["websites"]}]}
            """);
        var before = _api.Cluster.Store.Revision;
        _api.Settle();
        foreach (var name in (string[])["view", "edit", "admin"])
        {
            _api.Cluster.Store.Find(Resources.ClusterRoles, new ObjectKey("", name))!.Root.ListAt("rules").Select(r => r.At("resources")!.ToString()).ShouldContain("""["websites"]""");
        }

        _api.Cluster.Store.Revision.ShouldBe(before + 3);
        Send("DELETE", "/apis/rbac.authorization.k8s.io/v1/clusterroles/websites-view");
        _api.Settle();
        _api.Cluster.Store.Find(Resources.ClusterRoles, new ObjectKey("", "admin"))!.Root.ListAt("rules").Count.ShouldBe(2 + 15 + 12 + 1);
    }

    private static string Asked(string verb, string resource) => $$$"""
        "resourceAttributes":{"verb":"{{{verb}}}","resource":"{{{resource}}}","namespace":"default"}
        """;

    private Value Review(string plural, string kind, string spec, string? user = null)
    {
        var (code, answer) = user is null
            ? Send("POST", $"/apis/authorization.k8s.io/v1/{plural}", Body())
            : As(user, "POST", $"/apis/authorization.k8s.io/v1/{plural}", Body());
        code.ShouldBe(201, answer.ToString());
        return answer.At("status")!;

        string Body() => $$$"""{"kind":"{{{kind}}}","apiVersion":"authorization.k8s.io/v1","spec":{ {{{spec}}} } }""";
    }

    private void Bind(string kind, string name, string ns, string roleKind, string role, string subject) => Create(
        $"/apis/rbac.authorization.k8s.io/v1/{(ns.Length > 0 ? $"namespaces/{ns}/" : "")}{(kind == "RoleBinding" ? "rolebindings" : "clusterrolebindings")}", $$$"""
        {"kind":"{{{kind}}}","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"{{{name}}}"},"subjects":[{{{subject}}}],
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{{roleKind}}}","name":"{{{role}}}"} }
        """);

    private void Create(string path, string body) => Send("POST", path, body).Code.ShouldBe(201);

    private (int Code, Value Answer) Send(string method, string path, string body = "")
    {
        using var answer = _api.Send(method, path, Encoding.UTF8.GetBytes(body), "application/json");
        return (answer.Code, answer.Json);
    }

    private (int Code, Value Answer) As(string user, string method, string path, string body = "", string[]? groups = null)
    {
        using var answer = _api.Send(method, path, Encoding.UTF8.GetBytes(body), "application/json", impersonate: new Impersonation(user, groups ?? []));
        return (answer.Code, answer.Text.StartsWith('{') ? answer.Json : StringValue.Of(answer.Text));
    }
}
