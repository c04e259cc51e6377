using System.Text;
using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>Tokens of ServiceAccounts: <c>kubectl create token</c>, and what they are good for.</summary>
public sealed class ServiceAccountTokenTests
{
    private const string Account = "/api/v1/namespaces/default/serviceaccounts/bot";
    private const string Pods = "/api/v1/namespaces/default/pods";

    private readonly InProcessApi _api = new();

    public ServiceAccountTokenTests() =>
        Send("POST", "/api/v1/namespaces/default/serviceaccounts", """{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"bot"}}""").Code.ShouldBe(201);

    [Fact]
    public void A_token_is_its_ServiceAccount()
    {
        var request = Request("{}");
        request.StringAt("kind").ShouldBe("TokenRequest");
        request.Int64At("spec", "expirationSeconds").ShouldBe(3600);
        request.At("spec", "audiences")!.ToString().ShouldBe("""["https://kubernetes.default.svc.cluster.local"]""");
        Core.Objects.Timestamp.Parse(request.StringAt("status", "expirationTimestamp")).ShouldBe(new DateTimeOffset(_api.Now.UtcTicks - (_api.Now.UtcTicks % 10_000_000), default).AddHours(1));
        var user = _api.Authenticator.Authenticate(request.StringAt("status", "token")!)!;
        user.Name.ShouldBe("system:serviceaccount:default:bot");
        user.Groups.ShouldBe(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"]);
        user.Uid.Length.ShouldBe(36);

        using var refused = _api.Send("GET", Pods, user: user);
        refused.Json.StringAt("message").ShouldBe(
            "pods is forbidden: User \"system:serviceaccount:default:bot\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        Send("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
            {"kind":"RoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"bot"},"subjects":[{"kind":"ServiceAccount","name":"bot"}],
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"} }
            """).Code.ShouldBe(201);
        using var allowed = _api.Send("GET", Pods, user: user);
        allowed.Code.ShouldBe(200);
    }

    [Fact]
    public void It_expires_and_goes_with_its_ServiceAccount()
    {
        var token = Request("""{"spec":{"expirationSeconds":600}}""").StringAt("status", "token")!;
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(590));
        _api.Authenticator.Authenticate(token).ShouldNotBeNull();
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(20));
        _api.Authenticator.Authenticate(token).ShouldBeNull();
        Reviewed(token).StringAt("error").ShouldBe("service account token has expired");

        token = Request("{}").StringAt("status", "token")!;
        Send("DELETE", Account).Code.ShouldBe(200);
        Reviewed(token).StringAt("error").ShouldBe("service account token has been invalidated");
        Send("POST", "/api/v1/namespaces/default/serviceaccounts", """{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"bot"}}""").Code.ShouldBe(201);
        _api.Authenticator.Authenticate(token).ShouldBeNull("another one goes by its name");
    }

    [Fact]
    public void One_that_is_bound_to_a_pod_goes_with_it()
    {
        Send("POST", Pods, """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"},"spec":{"serviceAccountName":"bot","containers":[{"name":"c","image":"nginx:1"}]}}""").Code.ShouldBe(201);
        var token = Request("""{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"web"}}}""").StringAt("status", "token")!;
        Reviewed(token).At("user", "extra", "authentication.kubernetes.io/pod-name")!.ToString().ShouldBe("""["web"]""");
        Send("DELETE", $"{Pods}/web?gracePeriodSeconds=0").Code.ShouldBe(200);
        _api.Authenticator.Authenticate(token).ShouldBeNull();
    }

    [Fact]
    public void A_review_tells_whose_it_is()
    {
        var token = Request("""{"spec":{"audiences":["vault"]}}""").StringAt("status", "token")!;
        var good = Reviewed(token, "vault", "other");
        good.BoolAt("authenticated").ShouldBe(true);
        good.StringAt("user", "username").ShouldBe("system:serviceaccount:default:bot");
        good.At("audiences")!.ToString().ShouldBe("""["vault"]""");
        Reviewed(token).BoolAt("authenticated").ShouldBeNull();
        _api.Authenticator.Authenticate(token).ShouldBeNull("it is not for the API server");
    }

    [Theory]
    [InlineData("""{"spec":{"expirationSeconds":30}}""", 422, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 30: may not specify a duration less than 10 minutes")]
    [InlineData("""{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"web"}}}""", 404, "pods \"web\" not found")]
    [InlineData("""{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Service","name":"web"}}}""", 400, "cannot bind token to object of type v1, Kind=Service")]
    public void A_request_that_makes_no_sense_is_refused(string body, int code, string message)
    {
        var (given, answer) = Send("POST", $"{Account}/token", body);
        (given, answer.StringAt("message")).ShouldBe((code, message));
    }

    [Fact]
    public void What_was_not_signed_here_is_nobodys()
    {
        var token = Request("{}").StringAt("status", "token")!;
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("bot", "default", StringComparison.Ordinal);
        foreach (var forged in (string[])["", "x", "..", token + "x", token[..^2], $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}"])
        {
            _api.Authenticator.Authenticate(forged).ShouldBeNull(forged);
        }

        new Authenticator(_api.Cluster.Store, () => _api.Now, "another cluster's").Authenticate(token).ShouldBeNull();
        new Authenticator(_api.Cluster.Store, () => _api.Now, "secret").Authenticate("secret")!.Name.ShouldBe("kubernetes-admin");
    }

    private Value Request(string body)
    {
        var (code, answer) = Send("POST", $"{Account}/token", body);
        code.ShouldBe(201, answer.ToString());
        return answer;
    }

    private Value Reviewed(string token, params string[] audiences) => Send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", MapValue.Of(
        ("kind", "TokenReview"), ("apiVersion", "authentication.k8s.io/v1"),
        ("spec", MapValue.Of(("token", token), ("audiences", ListValue.Of(audiences.Select(a => (Value)a)))))).ToString()).Answer.At("status")!;

    private (int Code, Value Answer) Send(string method, string path, string body = "")
    {
        using var answer = _api.Send(method, path, Encoding.UTF8.GetBytes(body), "application/json");
        return (answer.Code, answer.Json);
    }
}
