using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>
/// Discovery, Tables, metadata, pages and watches as a real 1.36 API server answered them: the embedded one answers with the same
/// fields in the same order, the same columns and the same words.
/// </summary>
public class RecordedAnswersTests
{
    private readonly InProcessApi _api;

    public RecordedAnswersTests()
        : this(new InProcessApi())
    {
    }

    private protected RecordedAnswersTests(InProcessApi api) => _api = api;

    /// <summary>What is not compared, and why.</summary>
    private static readonly Dictionary<string, string> NotCompared = new(StringComparer.Ordinal)
    {
        ["openapi_v3"] = "lists the groups that are served, and hashes of their documents",
        ["root"] = "lists the paths that are served",
        ["table-services"] = "has one Service more, and caught the load balancer before it had given an address",
        ["table-nodes"] = "nodes say what they are; the columns are compared by kubectl's own tests",
        ["version"] = "names the build",
        ["watch-bookmarks-65s"] = "comes after a minute of the wall clock; a bookmark's shape is compared in watch-initialevents",
        ["table-events"] = "is of other Events; its columns are compared in every other scenario's Table",
    };

    private static readonly string[] Lists = ["items", "rows", "resources", "subresources", "groups", "versions", "columnDefinitions"];

    [Fact]
    public void Answers_are_those_of_a_real_server()
    {
        var api = _api;
        Post(api, "/apis/apps/v1/namespaces/default/deployments", """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx","labels":{"app":"nginx"}},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"nginx"}},
             "template":{"metadata":{"labels":{"app":"nginx"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80}]}]}}}}
            """);
        Post(api, "/api/v1/namespaces/default/services", """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"nginx","labels":{"app":"nginx"}},
             "spec":{"type":"LoadBalancer","selector":{"app":"nginx"},"ports":[{"port":80,"targetPort":80}]}}
            """);
        api.Settle();
        var failures = new List<string>();
        var continuation = "";
        foreach (var recorded in Fixture.Json("answers.json.br").AsList()!.OrderBy(r => r.StringAt("method") == "DELETE").ThenByDescending(r => r.StringAt("name") == "list-limit1"))
        {
            var name = recorded.StringAt("name")!;
            if (NotCompared.ContainsKey(name))
            {
                continue;
            }

            var path = recorded.StringAt("path")!;
            var at = path.IndexOf("continue=", StringComparison.Ordinal);
            path = at < 0 ? path : string.Concat(path.AsSpan(0, at), "continue=", continuation);
            var isWatch = path.Contains("watch=true", StringComparison.Ordinal);
            path = path.Replace("resourceVersion=10553", "resourceVersion=1", StringComparison.Ordinal);
            using var answer = isWatch ? api.Watch(path, recorded.StringAt("accept")!) : api.Send(recorded.StringAt("method")!, path, accept: recorded.StringAt("accept")!);
            if (name == "list-limit1")
            {
                continuation = answer.Json.StringAt("metadata", "continue")!;
            }

            if (answer.Code != recorded.Int64At("code") || answer.ContentType != recorded.StringAt("contentType"))
            {
                failures.Add($"{name}: {answer.Code} {answer.ContentType}");
                continue;
            }

            var (wanted, given) = (Parts(recorded.StringAt("body")!, isWatch), Parts(answer.Text, isWatch));
            var isDiscovery = name.StartsWith("api", StringComparison.Ordinal);
            // The recorded cluster had no metrics server.
            foreach (var key in wanted.Keys.Union(given.Keys).Where(k => !isDiscovery || (given.ContainsKey(k) && !k.Contains("metrics.k8s.io", StringComparison.Ordinal))))
            {
                if (wanted.GetValueOrDefault(key) != given.GetValueOrDefault(key))
                {
                    failures.Add($"{name}:\n  wanted {wanted.GetValueOrDefault(key)}\n  given  {given.GetValueOrDefault(key)}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Select(f => f[..Math.Min(f.Length, 1500)])));
    }

    private static void Post(InProcessApi api, string path, string body)
    {
        using var answer = api.Send("POST", path, Encoding.UTF8.GetBytes(body), "application/json");
        answer.Code.ShouldBe(201, answer.Text);
    }

    /// <summary>
    /// An answer's distinct parts: the items of a list, the rows of a Table, the events of a watch, each resource of a discovery (of
    /// which a real server has more).
    /// </summary>
    private static SortedDictionary<string, string> Parts(string body, bool isWatch)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in isWatch ? body.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [body])
        {
            Take((MapValue)ValueReader.Read(line), parts, "", isWatch ? "" : "itself");
        }

        return parts;
    }

    private static void Take(MapValue map, SortedDictionary<string, string> parts, string prefix, string key)
    {
        foreach (var list in Lists.Where(l => map.ListAt(l) is [MapValue, ..]))
        {
            foreach (var (item, i) in map.ListAt(list).Select((item, i) => (item, i)).Where(p => !IsOfTheServerItself(p.item)))
            {
                var name = item.StringAt("resource") ?? item.StringAt("subresource") ?? item.StringAt("name") ?? item.StringAt("version");
                name = list == "columnDefinitions" ? $"{i}" : name ?? item.StringAt("metadata", "name");
                // What a list or a Table holds is drawn by chance, so its text is its key.
                Take((MapValue)item, parts, $"{prefix}{list} {(item["metadata"] is null || list == "items" && item["versions"] is not null ? name : "")} ", name is null || item["metadata"] is not null ? "" : "itself");
            }

            map = map.Without(list);
        }

        if (map.MapAt("object") is { } inner && map["type"] is not null)
        {
            Take(inner, parts, prefix + map.StringAt("type") + " ", "");
            return;
        }

        var text = AnswerShape.Of(map).ToString()!;
        parts[prefix + (key.Length == 0 ? text : key)] = text;
    }

    private static bool IsOfTheServerItself(Value item) =>
        (item.StringAt("metadata", "name") ?? item.StringAt("object", "metadata", "name")) == "kubernetes";
}
