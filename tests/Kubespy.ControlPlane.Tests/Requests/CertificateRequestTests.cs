using System.Text;
using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>A certificate is asked for by whoever sends the request, approved apart, and filled in apart; nothing else of it changes.</summary>
public sealed class CertificateRequestTests
{
    private const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private const string Pem = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWU1IOENBUUF3SFRFTk1Bc0dBMVVFQXd3RWFtRnVaVEVNTUFvR0ExVUVDZ3dEWkdWMk1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVzZXF0d1Vta1Q5eXVPUUYvNHp4UlJyODFhMXZwa3NsQndSMnR1bXNMCnBTdjAwR0pnREZ3cWxFa1dQRlU4MHhuVUdxT09KVWtkZ2ttR1VvbkRubGVrSTZBQU1Bb0dDQ3FHU000OUJBTUMKQTBrQU1FWUNJUUR0NzVPS3QzdFFmRXJ5clRUdk9Dc3FsMW1mUS9YODFOSjQ3RDhVUkZGbzBnSWhBS2xINk1pago2VXl2ZzZadk0rZUgxOWxnUkFuWnFSd2NXbFUvaDhhWXZ1blAKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

    private const string Approved = """{"type":"Approved","status":"True","reason":"Fine","message":"ok"}""";

    private readonly InProcessApi _api = new();

    public CertificateRequestTests()
    {
        using var made = Send(
            "POST", Requests,
            $$$"""{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"jane"},"spec":{"request":"{{{Pem}}}","signerName":"example.com/s","usages":["client auth"],"username":"root"}}""",
            "application/json", new UserInfo("jane", ["system:masters"]) { Uid = "7" });
        made.Code.ShouldBe(201, made.Text);
    }

    [Fact]
    public void Who_asks_is_who_sent_it()
    {
        using var made = _api.Send("GET", Requests + "/jane");
        made.Json.StringAt("spec", "username").ShouldBe("jane");
        made.Json.StringAt("spec", "uid").ShouldBe("7");
        made.Json.At("spec", "groups")!.ToString().ShouldBe("""["system:masters"]""");
        // Nothing of it can be owned, so nobody is told of from then on.
        made.Json.At("metadata", "managedFields").ShouldBeNull();
    }

    [Fact]
    public void It_is_approved_by_the_subresource_alone()
    {
        Patch("", $$"""{"status":{"conditions":[{{Approved}}]} }""").At("status")!.ToString().ShouldBe("{}");
        Refused("status", $$"""{"status":{"conditions":[{{Approved}}]} }""").ShouldBe("updates may not add a condition of type \"Approved\"");

        var condition = Patch("approval", $$"""{"status":{"conditions":[{{Approved}}],"certificate":"eA=="} }""").At("status").ListAt("conditions")[0];
        condition.StringAt("lastUpdateTime").ShouldBe(condition.StringAt("lastTransitionTime"));
        condition.StringAt("lastUpdateTime").ShouldNotBeNull();

        Refused("approval", """{"status":{"conditions":null}}""").ShouldBe("updates may not remove a condition of type \"Approved\"");
        Refused("approval", $$"""{"status":{"conditions":[{{Approved}},{"type":"Denied","status":"True"}]} }""").ShouldBe("Approved and Denied conditions are mutually exclusive");
        using var seen = _api.Send("GET", Requests, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");
        seen.Json.ListAt("rows")[0].ListAt("cells")[5].AsString().ShouldBe("Approved");
    }

    [Fact]
    public void What_was_asked_for_stays()
    {
        Patch("", """{"spec":{"signerName":"example.com/other","username":"root"}}""").StringAt("spec", "signerName").ShouldBe("example.com/s");
        Patch("status", """{"spec":{"signerName":"example.com/other"}}""").StringAt("spec", "signerName").ShouldBe("example.com/s");
    }

    [Theory]
    [InlineData("eA==", "must contain at least one CERTIFICATE PEM block")]
    [InlineData("LS0tLS1CRUdJTiBYLS0tLS0KZUE9PQotLS0tLUVORCBYLS0tLS0K", "only CERTIFICATE PEM blocks are allowed, found \"X\"")]
    public void A_certificate_that_is_none_is_refused(string certificate, string why) =>
        Refused("status", $$$"""{"status":{"certificate":"{{{certificate}}}"}}""").ShouldEndWith(why);

    private Value Patch(string subresource, string patch)
    {
        using var answer = Send("PATCH", $"{Requests}/jane{(subresource.Length > 0 ? "/" + subresource : "")}", patch, "application/merge-patch+json");
        answer.Code.ShouldBe(200, answer.Text);
        return answer.Json;
    }

    private string Refused(string subresource, string patch)
    {
        using var answer = Send("PATCH", $"{Requests}/jane/{subresource}", patch, "application/merge-patch+json");
        answer.Code.ShouldBe(422, answer.Text);
        return answer.Json.ListAt("details", "causes")[0].StringAt("message")!.Split(": ")[^1];
    }

    private InProcessApi.Answer Send(string method, string path, string body, string type, UserInfo? user = null) =>
        _api.Send(method, path, Encoding.UTF8.GetBytes(body), type, user: user);
}
