using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>
/// Requests as they were sent to a real Kubernetes 1.36 API server, refusals above all, and its answers:
/// the embedded one must give the same Status, to the byte.
/// </summary>
public class RecordedRequestsTests
{
    /// <summary>What is answered differently, and why (docs/fidelity.md).</summary>
    private static readonly Dictionary<string, string> Differences = new(StringComparer.Ordinal)
    {
        ["pod-update-nodeName"] = "the difference that Go prints of its own structs is left out",
        ["pod-update-container-name"] = "the difference that Go prints of its own structs is left out",
    };

    private readonly InProcessApi _api;

    public RecordedRequestsTests()
        : this(new InProcessApi())
    {
    }

    private protected RecordedRequestsTests(InProcessApi api) => _api = api;

    [Fact]
    public void Requests_are_answered_as_a_real_server_answered_them()
    {
        var api = _api;
        var failures = new List<string>();
        foreach (var recorded in Fixture.Json("requests.json").AsList()!)
        {
            var name = recorded.StringAt("name")!;
            var problem = Compare(api, recorded);
            if (problem is not null != Differences.ContainsKey(name))
            {
                failures.Add($"{name}: {problem ?? "is the same, though listed as different"}");
            }

            api.Settle();
        }

        failures.ShouldBeEmpty();
    }

    private static string? Compare(InProcessApi api, Value recorded)
    {
        var path = recorded.StringAt("path")!;
        var target = path.StartsWith("/api/v1/namespaces/default/pods", StringComparison.Ordinal)
            ? api.Cluster.Store.Find(Resources.Pods, new ObjectKey("default", "p1"))
            : api.Cluster.Store.Find(Resources.Deployments, new ObjectKey("default", "a"));
        string Fill(string text) => text
            .Replace("$uid", target?.Uid, StringComparison.Ordinal)
            .Replace("$revision", target?.ResourceVersion, StringComparison.Ordinal)
            .Replace("$newest", $"{api.Cluster.Store.Revision}", StringComparison.Ordinal)
            .Replace("$suffix", SuffixOf(target), StringComparison.Ordinal);
        var body = recorded.At("body") switch
        {
            null => "",
            StringValue text => text.Text,
            var value => Fill(value.ToString()!),
        };
        using var answer = api.Send(
            recorded.StringAt("method")!, path, Encoding.UTF8.GetBytes(body), recorded.StringAt("contentType") ?? "", recorded.StringAt("accept") ?? "");
        return answer.Code != recorded.Int64At("code") ? $"{answer.Code} {answer.Text}"
            : recorded.At("status") is { } status && Fill(status.ToString()!) is var expected && answer.Text != expected ? $"\n  {answer.Text}\n  {expected}"
            : recorded.StringAt("text") is { } plain && answer.Text != plain ? answer.Text
            : recorded.StringAt("warning") is { } warning && $"299 - {StringValue.Of(answer.Warnings[^1])}" != warning ? string.Join(", ", answer.Warnings)
            : recorded.MapAt("spec") is { } spec ? CompareSpec(answer.Json.MapAt("spec")!, spec)
            : null;
    }

    /// <summary>What is drawn at random differs: addresses, and the name of the token's volume.</summary>
    private static string? CompareSpec(MapValue spec, MapValue expected)
    {
        var given = spec.Without("clusterIP").Without("clusterIPs").ToString()!;
        var suffix = SuffixOf(new KubeObject(MapValue.Of(("spec", spec))));
        var wanted = expected.ToString()!.Replace("$suffix", suffix, StringComparison.Ordinal);
        return given == wanted ? null : $"\n  {given}\n  {wanted}";
    }

    private static string SuffixOf(KubeObject? pod) =>
        pod?.Root.ListAt("spec", "volumes").Select(v => v.StringAt("name")!).FirstOrDefault(n => n.StartsWith("kube-api-access-", StringComparison.Ordinal))?[^5..] ?? "";
}
