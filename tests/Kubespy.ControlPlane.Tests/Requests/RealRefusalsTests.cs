using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>What a real 1.36.2 API server, asked the same beside the embedded one, said to requests that are not quite right.</summary>
public sealed class RealRefusalsTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private readonly InProcessApi _api = new();

    [Theory]
    [InlineData(Pods, "spec.nonsense=1", "field label not supported: spec.nonsense")]
    [InlineData("/api/v1/nodes", "metadata.namespace=default", "field label not supported: metadata.namespace")]
    [InlineData("/apis/batch/v1/namespaces/default/jobs", "status.phase=Running", "field label \"status.phase\" not supported for Job")]
    [InlineData("/apis/apps/v1/namespaces/default/replicasets", "status.replicas=1", "\"status.replicas\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("/apis/events.k8s.io/v1/namespaces/default/events", "involvedObject.kind=Pod", "field label not supported: involvedObject.kind")]
    public void A_field_that_cannot_be_selected_by(string path, string selector, string message) => ShouldRefuse("GET", $"{path}?fieldSelector={Uri.EscapeDataString(selector)}", 400, message);

    [Theory]
    [InlineData("/apis/batch/v1/namespaces/default/jobs", "status.successful=1")]
    [InlineData("/apis/events.k8s.io/v1/namespaces/default/events", "regarding.kind=Pod")]
    [InlineData("/api/v1/namespaces/default/events", "involvedObject.kind=Pod")]
    public void A_field_that_can(string path, string selector)
    {
        using var answer = _api.Send("GET", $"{path}?fieldSelector={Uri.EscapeDataString(selector)}");
        answer.Code.ShouldBe(200, answer.Text);
    }

    [Theory]
    [InlineData("a=b=c", "found '=', expected: ',' or 'end of string'")]
    [InlineData("=a", "found '=', expected: !, identifier, or 'end of string'")]
    [InlineData("a=b,", "found '', expected: identifier after ','")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [InlineData("a>x", "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer")]
    [InlineData("-a=b", "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("a=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "unable to parse requirement: values[0][a]: Invalid value: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\": must be no more than 63 bytes")]
    public void A_label_selector_that_is_none(string selector, string message) => ShouldRefuse("GET", $"{Pods}?labelSelector={Uri.EscapeDataString(selector)}", 400, message);

    [Theory]
    [InlineData("limit=x", "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("timeoutSeconds=x", "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("limit=99999999999999999999", "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    public void A_number_that_is_none(string query, string message) => ShouldRefuse("GET", $"{Deployments}?{query}", 400, message);

    [Theory]
    [InlineData("POST", "/version")]
    [InlineData("PUT", Pods + "/none/log")]
    [InlineData("DELETE", Pods + "/none/log")]
    public void What_is_only_read(string method, string path) => ShouldRefuse(method, path, 405, "the server does not allow this method on the requested resource");

    [Theory]
    [InlineData("application/merge-patch+json", """{"metadata":{"uid":"x"} }""")]
    [InlineData("application/json-patch+json", """[{"op":"replace","path":"/metadata/uid","value":"x"}]""")]
    public void Another_uid_in_a_patch_is_a_change_of_it(string type, string patch)
    {
        using var answer = _api.Send("PATCH", ConfigMaps + "/kube-root-ca.crt", Encoding.UTF8.GetBytes(patch), type);
        (answer.Code, answer.Json.StringAt("message")).ShouldBe((422, "ConfigMap \"kube-root-ca.crt\" is invalid: metadata.uid: Invalid value: \"x\": field is immutable"));
    }

    [Fact]
    public void A_review_of_nothing_names_no_kind() => ShouldRefuse(
        "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 422,
        ".authorization.k8s.io \"\" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified",
        """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{} }""");

    [Theory]
    [InlineData("default")]
    [InlineData("kube-system")]
    [InlineData("kube-public")]
    public void Namespaces_that_stay(string name) => ShouldRefuse("DELETE", $"/api/v1/namespaces/{name}", 403, $"namespaces \"{name}\" is forbidden: this namespace may not be deleted");

    [Fact]
    public void A_ServiceAccount_is_looked_up_before_a_name_is_generated() => ShouldRefuse(
        "POST", Pods, 403, "pods \"web-\" is forbidden: error looking up service account default/absent: serviceaccount \"absent\" not found",
        """{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"web-"},"spec":{"serviceAccountName":"absent","containers":[{"name":"c","image":"x"}]} }""");

    [Fact]
    public void A_member_that_is_replaced_need_not_be_there()
    {
        using var made = _api.Send("POST", ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"b"} }"""u8.ToArray(), "application/json");
        using var patched = _api.Send("PATCH", ConfigMaps + "/c", """[{"op":"replace","path":"/data/none","value":"x"}]"""u8.ToArray(), "application/json-patch+json");
        patched.Code.ShouldBe(200, patched.Text);
        patched.Json.MapAt("data")!.ToString().ShouldBe("""{"a":"b","none":"x"}""");
    }

    [Theory]
    [InlineData("application/merge-patch+json", "{", "error decoding patch: unexpected end of JSON input")]
    [InlineData("application/merge-patch+json", "null", "Invalid JSON Patch")]
    [InlineData("application/json-patch+json", "{", "error decoding patch: unexpected end of JSON input")]
    [InlineData("application/strategic-merge-patch+json", "{", "unexpected end of JSON input")]
    [InlineData("application/apply-patch+yaml", "[]", "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("application/apply-patch+yaml", "{}", "invalid object type: /, Kind=")]
    [InlineData("application/apply-patch+yaml", "null", "invalid object type: /, Kind=")]
    [InlineData("application/apply-patch+yaml", """{"data":{"a":"b"} }""", "invalid object type: /, Kind=")]
    public void A_patch_that_is_none(string type, string patch, string message)
    {
        using var answer = _api.Send("PATCH", ConfigMaps + "/kube-root-ca.crt?fieldManager=t", Encoding.UTF8.GetBytes(patch), type);
        (answer.Code, answer.Json.StringAt("message")).ShouldBe((400, message));
    }

    [Theory]
    [InlineData("application/strategic-merge-patch+json")]
    [InlineData("application/json-patch+json")]
    public void A_patch_of_null_changes_nothing(string type)
    {
        using var answer = _api.Send("PATCH", ConfigMaps + "/kube-root-ca.crt", "null"u8.ToArray(), type);
        answer.Code.ShouldBe(200, answer.Text);
    }

    private void ShouldRefuse(string method, string path, int code, string message, string body = "")
    {
        using var answer = body.Length == 0 ? _api.Send(method, path) : _api.Send(method, path, Encoding.UTF8.GetBytes(body), "application/json");
        answer.Code.ShouldBe(code, answer.Text);
        answer.Json.StringAt("message").ShouldBe(message);
    }
}
