using System.Net;
using System.Net.Sockets;
using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.EndToEnd;

/// <summary>
/// A cluster that means harm: every text carries escape sequences, owners own each other in a ring, statuses have 10,000 conditions, annotations are as
/// large as is asked. It serves lists and watches, and each watch tells one change of each object.
/// </summary>
internal sealed class HostileServer : IDisposable
{
    /// <summary>Colour, a title, a cleared screen, a control of eight bits, a line, a command to a pipeline, an override of direction, a joiner.</summary>
    public const string Harm = "\e[31m\e]0;owned\a\e[2J\u009b31m\r\n::error::owned\u202e\u200d\b\u007f";

    private const int Ring = 20;
    private const int Conditions = 10_000;

    private readonly HttpListener _listener = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kubespy-hostile-").FullName;
    private readonly Dictionary<string, Value[]> _objects;

    /// <param name="annotation">How many characters one annotation of each Pod and of the Deployment has.</param>
    public HostileServer(int annotation)
    {
        var large = new string('x', annotation);
        _objects = new()
        {
            ["deployments"] = [Deployment(large)],
            ["replicasets"] = [ReplicaSet()],
            ["pods"] = [.. Enumerable.Range(0, 3).Select(i => (Value)Pod(i, large))],
            ["events"] = [.. Enumerable.Range(0, 3).Select(i => (Value)Event(i))],
            ["services"] = [Object("v1", "Service", "svc", "s1").With("spec", Read("""{"selector":{"app":"web"},"ports":[{"name":"pHARM","port":80}],"clusterIP":"10.0.0.1HARM"}"""))],
            ["evils"] = [.. Enumerable.Range(0, Ring).Select(i => (Value)Evil(i))],
        };
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        _listener.Prefixes.Add(address);
        _listener.Start();
        File.WriteAllText(Kubeconfig, "{current-context: a, contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {server: '" + address + "'}}]}");
        _ = ServeAsync();
    }

    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public void Dispose()
    {
        ((IDisposable)_listener).Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static MapValue Object(string apiVersion, string kind, string name, string uid, params string[] owners) => MapValue.Of(
        ("apiVersion", apiVersion),
        ("kind", kind),
        ("metadata", Read($$$"""
            {"name":"{{{name}}}","namespace":"default","uid":"{{{uid}}}","resourceVersion":"5","generation":1,"creationTimestamp":"2026-01-01T00:00:00Z",
             "labels":{"app":"web","kHARM":"vHARM"},"annotations":{"aHARM":"bHARM"},
             "managedFields":[{"manager":"mHARM","operation":"Update","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{} } }],
             "ownerReferences":[{{{string.Join(',', owners.Select(o => $$$"""{"apiVersion":"x.io/v1","kind":"Evil","name":"{{{o}}}","uid":"{{{o}}}","controller":{{{(o == owners[0] ? "true" : "false")}}}}"""))}}}]}
            """)));

    private static MapValue Deployment(string large) => Annotated(Object("apps/v1", "Deployment", "web", "d1"), large)
        .With("spec", Read("""{"replicas":2,"selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"cHARM","image":"iHARM:1"}]} } }"""))
        .With("status", Status("""{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"unavailableReplicas":2}"""));

    private static MapValue ReplicaSet() => Object("apps/v1", "ReplicaSet", "web-1HARM", "r1", "d1")
        .With("spec", Read("""{"replicas":2,"selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"cHARM","image":"iHARM:1"}]} } }"""))
        .With("status", Read("""{"replicas":2}"""));

    private static MapValue Pod(int number, string large) => Annotated(Object("v1", "Pod", $"web-1-{number}HARM", $"p{number}", "r1", $"p{number}"), large)
        .With("spec", Read("""{"nodeName":"nHARM","containers":[{"name":"cHARM","image":"iHARM"}]}"""))
        .With("status", Status("""
            {"phase":"RunningHARM","containerStatuses":[{"name":"cHARM","image":"iHARM","ready":false,"restartCount":99,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off HARM"} },
             "lastState":{"terminated":{"exitCode":1,"reason":"ErrorHARM","message":"mHARM","finishedAt":"2026-01-01T00:00:00Z"} } }]}
            """));

    private static MapValue Event(int number) => Object("v1", "Event", $"e{number}HARM", $"e{number}")
        .With("type", "Warning").With("reason", "Bad" + Harm).With("message", "message " + Harm)
        .With("involvedObject", Read("""{"kind":"Pod","namespace":"default","name":"web-1-0HARM","uid":"p0"}""")).With("count", 3).With("lastTimestamp", "2026-01-01T00:00:00Z");

    private static MapValue Evil(int number) => Object("x.io/v1", "Evil", $"v{number}", $"v{number}", [.. Enumerable.Range(0, Ring).Select(i => $"v{i}")])
        .With("spec", Read("""{"aHARM":"HARM"}""")).With("status", number == 0 ? Status("""{"phase":"PHARM"}""") : Read("""{"phase":"PHARM"}"""));

    private static MapValue Annotated(MapValue obj, string large) => obj.With("metadata", obj.MapAt("metadata")!.With("annotations", MapValue.Of(("large", large))));

    private static MapValue Status(string json) => Read(json).With("conditions", ListValue.Of(Enumerable.Range(0, Conditions).Select(i => (Value)MapValue.Of(
        ("type", $"T{i}{Harm}"), ("status", "False"), ("reason", "R" + Harm), ("message", "m" + Harm)))));

    /// <summary>JSON in which HARM stands for what does harm.</summary>
    private static MapValue Read(string json) => (MapValue)ValueReader.Read(json.Replace("HARM", StringValue.Of(Harm).ToString()[1..^1], StringComparison.Ordinal));

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var path = context.Request.Url!.AbsolutePath.Trim('/').Split('/');
            if (context.Request.QueryString["watch"] == "true" && _objects.TryGetValue(path[^1], out var watched))
            {
                context.Response.SendChunked = true;
                foreach (var obj in Selected(context.Request, watched))
                {
                    var changed = obj.With("metadata", obj.MapAt("metadata")!.With("resourceVersion", "9").With("labels", MapValue.Of(("app", "web"), ("changed" + Harm, Harm))));
                    var status = obj.MapAt("status")?.With("phase", "changed" + Harm);
                    await context.Response.OutputStream.WriteAsync(ValueWriter.Write(MapValue.Of(("type", "MODIFIED"), ("object", changed.WithOptional("status", status)))));
                    await context.Response.OutputStream.WriteAsync("\n"u8.ToArray());
                }

                await context.Response.OutputStream.WriteAsync("\n"u8.ToArray());
                await context.Response.OutputStream.FlushAsync();
                return;
            }

            var (code, body) = Find(context.Request, path);
            context.Response.StatusCode = code;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // This client has gone.
        }
    }

    private static IEnumerable<MapValue> Selected(HttpListenerRequest request, Value[] objects) => objects.Cast<MapValue>()
        .Where(o => request.QueryString["fieldSelector"] is not { } selector || !selector.StartsWith("metadata.name=", StringComparison.Ordinal) || selector == "metadata.name=" + o.StringAt("metadata", "name"));

    private (int Code, byte[] Body) Find(HttpListenerRequest request, string[] path) => path switch
    {
        ["version"] => (200, ValueWriter.Write(MapValue.Of(("gitVersion", "v1" + Harm)))),
        ["api"] => (200, Discovery("", ("pods", "Pod"), ("events", "Event"), ("services", "Service"), ("odd" + Harm, "Odd" + Harm))),
        ["apis"] => (200, Discovery("x.io", ("evils", "Evil"))),
        [.., "log"] => (200, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"log {Harm}\n", 50)))),
        [.., "namespaces", _] => (200, ValueWriter.Write(Object("v1", "Namespace", "default", "ns"))),
        [.., var plural] when _objects.TryGetValue(plural, out var all) => (200, ValueWriter.Write(MapValue.Of(
            ("kind", "List"), ("metadata", MapValue.Of(("resourceVersion", "5"))), ("items", ListValue.Of(Selected(request, all)))))),
        [.., var plural, var name] when _objects.TryGetValue(plural, out var all) && all.Cast<MapValue>().FirstOrDefault(o => o.StringAt("metadata", "name") == Uri.UnescapeDataString(name)) is { } found =>
            (200, ValueWriter.Write(found)),
        _ => (404, ValueWriter.Write(MapValue.Of(("kind", "Status"), ("code", 404), ("message", "no such thing " + Harm)))),
    };

    private static byte[] Discovery(string group, params (string Plural, string Kind)[] kinds) => ValueWriter.Write(MapValue.Of(
        ("kind", "APIGroupDiscoveryList"),
        ("items", ListValue.Of([MapValue.Of(
            ("metadata", MapValue.Of(("name", group))),
            ("versions", ListValue.Of([MapValue.Of(("version", "v1"), ("resources", ListValue.Of(kinds.Select(k => (Value)MapValue.Of(
                ("resource", k.Plural),
                ("responseKind", MapValue.Of(("kind", k.Kind), ("version", "v1"), ("group", group))),
                ("scope", "Namespaced"),
                ("verbs", ListValue.Of(["get", "list", "watch"])))))))]))
            )]))));
}
