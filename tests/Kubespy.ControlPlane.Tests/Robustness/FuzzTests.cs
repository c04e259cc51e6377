using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Robustness;

/// <summary>
/// Whatever comes in is answered: mutations of valid requests (the recorded ones, and objects of every kind as JSON, YAML and protobuf) get an
/// HTTP answer, never an exception, never a wait. KUBESPY_FUZZ=20000 tries more; a failure names its seed.
/// </summary>
public sealed class FuzzTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly int Tries = int.TryParse(Environment.GetEnvironmentVariable("KUBESPY_FUZZ"), CultureInfo.InvariantCulture, out var tries) ? tries : 400;

    [Fact]
    public void Mutated_bodies_are_answered()
    {
        var api = new InProcessApi();
        for (var seed = 0; seed < Tries; seed++)
        {
            var random = new Random(seed);
            var generator = new ObjectGenerator(seed);
            var resource = Resources.All[random.Next(Resources.All.Count)];
            var body = generator.Object(resource);
            var (bytes, type) = random.Next(3) switch
            {
                0 => (Encoding.UTF8.GetBytes(body.ToString()), "application/json"),
                1 => (Encoding.UTF8.GetBytes(body.ToString()), "application/yaml"),
                _ => (ProtobufEncoder.Encode(new ObjectNormalizer().Normalize(body, resource.Schema), resource.Schema), "application/vnd.kubernetes.protobuf"),
            };
            IsAnswered(api, seed, "POST", PathOf(resource), Mutated(bytes, random), type);
        }
    }

    [Fact]
    public void Mutated_patches_are_answered()
    {
        var api = new InProcessApi();
        using var created = api.Send("POST", "/apis/apps/v1/namespaces/default/deployments", Encoding.UTF8.GetBytes(Deployment), "application/json");
        created.Code.ShouldBe(201);
        string[] types = ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"];
        for (var seed = 0; seed < Tries; seed++)
        {
            var random = new Random(seed);
            var type = types[random.Next(types.Length)];
            var patch = type == types[0]
                ? """[{"op":"add","path":"/spec/template/metadata/labels/x","value":"y"},{"op":"copy","from":"/spec","path":"/spec/template/spec/z"},{"op":"test","path":"/spec/replicas","value":1},{"op":"remove","path":"/metadata/labels"}]"""
                : Deployment.Replace("\"replicas\":1", "\"replicas\":2,\"strategy\":{\"$retainKeys\":[\"type\"],\"type\":\"Recreate\"}", StringComparison.Ordinal);
            IsAnswered(api, seed, "PATCH", "/apis/apps/v1/namespaces/default/deployments/d?fieldManager=f", Mutated(Encoding.UTF8.GetBytes(patch), random), type);
        }
    }

    [Fact]
    public void Mutated_paths_and_selectors_are_answered()
    {
        var api = new InProcessApi();
        string[] paths =
        [
            "/api/v1/namespaces/default/pods?labelSelector=a%3Db,c%20in%20(d,e),!f&fieldSelector=status.phase%21%3DRunning",
            "/apis/apps/v1/deployments?limit=2&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ&resourceVersion=0&resourceVersionMatch=Exact",
            "/apis/apps/v1/namespaces/default/deployments/d/scale", "/openapi/v3/apis/apps/v1", "/api/v1/namespaces/default/pods/p/log?tailLines=3&container=c",
        ];
        for (var seed = 0; seed < Tries; seed++)
        {
            var random = new Random(seed);
            var path = Encoding.ASCII.GetString(Mutated(Encoding.ASCII.GetBytes(paths[random.Next(paths.Length)]), random)).Replace("watch", "w", StringComparison.OrdinalIgnoreCase);
            IsAnswered(api, seed, random.Next(4) switch { 0 => "DELETE", 1 => "PUT", _ => "GET" }, Distinct("/" + path.TrimStart('/')), [], "");
        }
    }

    [Theory]
    [InlineData("application/json", "[", 400)]
    [InlineData("application/json", "{\"a\":", 400)]
    [InlineData("application/yaml", "[", 400)]
    [InlineData("application/yaml", "- ", 400)]
    [InlineData("application/yaml", "{a: ", 400)]
    public void Deep_nesting_is_refused(string type, string opening, int code)
    {
        var api = new InProcessApi();
        var body = string.Concat(Enumerable.Repeat(opening, 100_000));
        using var answer = api.Send("POST", "/api/v1/namespaces/default/configmaps", Encoding.UTF8.GetBytes(body), type);

        answer.Code.ShouldBe(code, answer.Text);
    }

    [Fact]
    public void Deep_nesting_of_a_type_that_contains_itself_is_refused()
    {
        var schema = MapValue.Of(("type", "object"));
        for (var depth = 0; depth < 200; depth++)
        {
            schema = MapValue.Of(("not", schema));
        }

        var definition = MapValue.Of(
            ("kind", "CustomResourceDefinition"), ("apiVersion", "apiextensions.k8s.io/v1"), ("metadata", MapValue.Of(("name", "x"))),
            ("spec", MapValue.Of(("versions", ListValue.Of([MapValue.Of(("name", "v1"), ("schema", MapValue.Of(("openAPIV3Schema", schema))))])))));
        var bytes = ProtobufEncoder.Encode(definition, Resources.CustomResourceDefinitions.Schema);

        Should.Throw<ApiException>(() => ProtobufReader.Read(bytes, Resources.CustomResourceDefinitions.Schema)).Status.Code.ShouldBe(400);
    }

    [Fact]
    public void Copies_of_copies_are_refused_before_they_grow()
    {
        var api = new InProcessApi();
        using var created = api.Send("POST", "/apis/apps/v1/namespaces/default/deployments", Encoding.UTF8.GetBytes(Deployment), "application/json");
        var patch = "[" + string.Join(',', Enumerable.Range(0, 60).Select(i => $$"""{"op":"copy","from":"/spec/template","path":"/spec/template/x{{i}}"}""")) + "]";
        using var answer = api.Send("PATCH", "/apis/apps/v1/namespaces/default/deployments/d", Encoding.UTF8.GetBytes(patch), "application/json-patch+json");

        answer.Code.ShouldBe(413, answer.Text);
    }

    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","labels":{"a":"b"}},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"1"}}}],"volumes":[{"name":"v","emptyDir":{}}]}}}}
        """;

    private static string PathOf(Resource resource)
    {
        var root = resource.Group.Length == 0 ? "/api/v1" : $"/apis/{resource.ApiVersion}";
        return resource.IsNamespaced ? $"{root}/namespaces/default/{resource.Plural}" : $"{root}/{resource.Plural}";
    }

    /// <summary>A parameter twice would be the test's own trouble, not the server's.</summary>
    private static string Distinct(string path)
    {
        var parts = path.Split('?', 2);
        return parts.Length == 1 ? path : $"{parts[0]}?{string.Join('&', parts[1].Split('&').DistinctBy(p => p.Split('=')[0]))}";
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        var result = bytes.ToList();
        for (var i = random.Next(0, 4); i > 0 && result.Count > 0; i--)
        {
            var at = random.Next(result.Count);
            switch (random.Next(5))
            {
                case 0:
                    result[at] = (byte)random.Next(256);
                    break;
                case 1:
                    result.RemoveRange(at, Math.Min(random.Next(1, 20), result.Count - at));
                    break;
                case 2:
                    result.InsertRange(at, result.GetRange(at, Math.Min(random.Next(1, 40), result.Count - at)));
                    break;
                case 3:
                    result.Insert(at, (byte)"{}[]\":,0-enlt\\&*#\0"[random.Next(18)]);
                    break;
                default:
                    result.RemoveRange(at, result.Count - at);
                    break;
            }
        }

        return [.. result];
    }

    private static void IsAnswered(InProcessApi api, int seed, string method, string path, byte[] body, string contentType)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            using var answer = api.Send(method, path, body, contentType);
            answer.Code.ShouldBeInRange(200, 599);
        }
        catch (Exception e) when (e is not ShouldAssertException)
        {
            throw new InvalidOperationException($"seed {seed}: {method} {path} {contentType}\n{Encoding.Latin1.GetString(body)}", e);
        }

        watch.Elapsed.ShouldBeLessThan(Longest, $"seed {seed}: {method} {path}");
    }
}
