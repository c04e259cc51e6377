using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Findings;

/// <summary>Objects written by hand, as a cluster would hold them, and the situation they make.</summary>
internal sealed class Given
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ObjectStore _store = new();
    private readonly EventIndex _events = new();
    private readonly Dictionary<(string, string), IReadOnlyList<string>> _logs = [];
    private readonly List<KubeObject> _makers = [];
    private int _lastEvent;

    /// <summary>What is asked about; a Deployment of three replicas unless it is set.</summary>
    public KubeObject Workload { get; private set; } = Object("apps/v1", "Deployment", "web", """ "spec":{"replicas":3} """);

    /// <summary>Resources that may not be read.</summary>
    public IReadOnlyCollection<string> Forbidden { get; init; } = [];

    public Given About(KubeObject workload)
    {
        Workload = workload;
        _store.Apply(ChangeType.Added, workload);
        return this;
    }

    public Given With(params IEnumerable<KubeObject> objects)
    {
        foreach (var obj in objects)
        {
            _store.Apply(ChangeType.Added, obj);
        }

        return this;
    }

    public Given Maker(KubeObject maker)
    {
        _makers.Add(maker);
        return With(maker);
    }

    public Given Log(KubeObject pod, string container, params IReadOnlyList<string> lines)
    {
        _logs[(pod.Uid, container)] = lines;
        return this;
    }

    public Given Event(KubeObject about, string reason, string message, string container = "", long count = 1, double secondsAgo = 5, string type = "Warning")
    {
        var path = container.Length == 0 ? "" : $$""","fieldPath":"spec.containers{{{container}}}" """;
        _events.Apply(ChangeType.Added, KubeObject.Parse($$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"e{{++_lastEvent}}","namespace":"default","uid":"e{{_lastEvent}}"},
             "involvedObject":{"kind":"{{about.Kind}}","name":"{{about.Name}}","uid":"{{about.Uid}}"{{path}}},
             "type":"{{type}}","reason":"{{reason}}","message":{{StringValue.Of(message)}},"count":{{count}},
             "firstTimestamp":"{{Ago(secondsAgo + 100)}}","lastTimestamp":"{{Ago(secondsAgo)}}"}
            """));
        return this;
    }

    public Situation Situation(params IEnumerable<KubeObject> pods)
    {
        KubeObject[] all = [.. pods];
        return With(all).World().SituationOf(Workload, _makers, all);
    }

    public TraceWorld World() => new(Now, Workload, _store, _events, 3)
    {
        Forbidden = Forbidden,
        LogOf = (uid, container) => _logs.GetValueOrDefault((uid, container)) ?? [],
    };

    public IReadOnlyList<Finding> Diagnose(params IEnumerable<KubeObject> pods) => Diagnosis.Of(Situation(pods));

    /// <summary>The time so many seconds before now.</summary>
    public static string Ago(double seconds) => Timestamp.Format(Now.AddSeconds(-seconds));

    public static KubeObject Object(string apiVersion, string kind, string name, string fields, string metadata = "") => KubeObject.Parse($$"""
        {"apiVersion":"{{apiVersion}}","kind":"{{kind}}","metadata":{"name":"{{name}}","namespace":"{{(kind is "Node" or "Namespace" ? "" : "default")}}","uid":"{{kind}}-{{name}}",
         "creationTimestamp":"{{Ago(120)}}"{{metadata}}},{{fields}}}
        """);

    /// <summary>A Pod on node-1 of one container <c>c</c> with that state and more of its status; not Ready.</summary>
    public static KubeObject Pod(string name, string container, string spec = "", string metadata = "") => Object(
        "v1", "Pod", name,
        $$"""
         "spec":{"nodeName":"node-1"{{spec}}},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"False","lastTransitionTime":"{{Ago(60)}}"}],
          "containerStatuses":[{"name":"c","image":"nginx:1","ready":false,{{container}}}]}
        """,
        metadata);

    public static string Waiting(string reason, string message = "", int restarts = 0, string lastState = "{}") =>
        $$$""" "restartCount":{{{restarts}}},"lastState":{{{lastState}}},"state":{"waiting":{"reason":"{{{reason}}}","message":{{{StringValue.Of(message)}}}}} """;

    public static string Ended(int code, string reason = "Error", double secondsAgo = 20, string message = "") =>
        $$$"""{"terminated":{"exitCode":{{{code}}},"reason":"{{{reason}}}","message":{{{StringValue.Of(message)}}},"finishedAt":"{{{Ago(secondsAgo)}}}"}}""";

    public static string Running(double secondsAgo = 60, int restarts = 0, string lastState = "{}") =>
        $$$""" "restartCount":{{{restarts}}},"lastState":{{{lastState}}},"state":{"running":{"startedAt":"{{{Ago(secondsAgo)}}}"}} """;
}
