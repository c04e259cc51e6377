using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>Bodies that are not what they should be, and what a real 1.36.2 said of them.</summary>
public sealed class DecodingTests
{
    private readonly InProcessApi _api = new();

    [Theory]
    [InlineData("""{"metadata":{"labels":{"a":5}}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"spec":{"containers":[{"readinessProbe":{"tcpSocket":{"port":1.5}}}]}}""", "json: cannot unmarshal number 1.5 into Go struct field TCPSocketAction.spec.containers.readinessProbe.ProbeHandler.tcpSocket.port of type int32")]
    [InlineData("""{"spec":{"containers":[{"lifecycle":{"postStart":{"httpGet":{"port":1.5}}}}]}}""", "json: cannot unmarshal number 1.5 into Go struct field HTTPGetAction.spec.containers.lifecycle.postStart.httpGet.port of type int32")]
    [InlineData("""{"spec":{"volumes":[{"projected":{"sources":["x"]}}]}}""", "json: cannot unmarshal string into Go struct field ProjectedVolumeSource.spec.volumes.VolumeSource.projected.sources of type v1.VolumeProjection")]
    [InlineData("""{"spec":{"containers":[{"env":[{"valueFrom":{"secretKeyRef":{"name":5}}}]}]}}""", "json: cannot unmarshal number into Go struct field SecretKeySelector.spec.containers.env.valueFrom.secretKeyRef.LocalObjectReference.name of type string")]
    [InlineData("""{"spec":{"overhead":{"cpu":"1ee"}}}""", "unable to parse quantity's suffix")]
    [InlineData("""{"spec":{"overhead":{"cpu":true}}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("""{"status":{"startTime":5}}""", "json: cannot unmarshal number into Go struct field PodStatus.status.startTime of type string")]
    public void A_value_of_the_wrong_kind_is_told_as_Go_tells_it(string body, string why)
    {
        using var answer = Post("pods", body);

        answer.Code.ShouldBe(400);
        answer.Json.StringAt("message").ShouldBe($"Pod in version \"v1\" cannot be handled as a Pod: {why}");
    }

    [Theory]
    [InlineData("Not_OK!", 3)]
    [InlineData("YQ=", 3)]
    [InlineData("YQ", 0)]
    [InlineData("YQ=a", 2)]
    [InlineData("Y===", 1)]
    [InlineData("YQ==x", 4)]
    [InlineData("YW I=", 2)]
    public void What_is_not_base64_is_refused_where_it_stops_being_so(string data, int at)
    {
        using var answer = Post("secrets", $$$"""{"metadata":{"name":"s"},"data":{"a":"{{{data}}}"}}""");

        answer.Json.StringAt("message").ShouldBe($"Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte {at}");
    }

    [Fact]
    public void Line_breaks_in_base64_are_no_part_of_it()
    {
        using var answer = Post("secrets", """{"metadata":{"name":"s"},"data":{"a":"YW\nI="}}""");

        answer.Json.StringAt("data", "a").ShouldBe("YWI=");
    }

    [Fact]
    public void Null_items_are_zero_values()
    {
        using var answer = Post("pods", """{"metadata":{"name":"p"},"spec":{"nodeSelector":{"a":null},"containers":[{"name":"c","image":"i","args":["a",null]}]}}""");

        answer.Json.ListAt("spec", "containers")[0].ListAt("args").ShouldBe([StringValue.Of("a"), StringValue.Of("")]);
    }

    private InProcessApi.Answer Post(string plural, string body) =>
        _api.Send("POST", $"/api/v1/namespaces/default/{plural}?fieldValidation=Strict", Encoding.UTF8.GetBytes(body), "application/json");
}
