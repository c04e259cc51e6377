using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Tracing;

/// <summary>A Deployment called nginx, told to a tracer as watches would: each method is one event at the time that was last set.</summary>
internal sealed class Recorder
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DeploymentTracer _tracer = new("nginx", "default");
    private int _revision;

    public DateTimeOffset Now { get; private set; } = Start;

    public DeploymentTrace Trace => _tracer.Trace(Now);

    /// <summary>What the foot of the live view says.</summary>
    public IEnumerable<string> Log => Trace.Log.Select(l => l.Log);

    public IReadOnlyList<string> TakePlain() => [.. _tracer.TakeLines().Select(l => $"{l.Subject} {l.Plain}")];

    public Recorder Connection(bool isUp)
    {
        var resource = new GroupVersionResource("", "v1", "pods");
        _tracer.Apply(isUp ? new SourceEvent.ConnectionRestored(Now, resource) : new SourceEvent.ConnectionLost(Now, resource, "refused"));
        return this;
    }

    public Recorder At(double seconds)
    {
        Now = Start.AddSeconds(seconds);
        return this;
    }

    public Recorder Deployment(
        int replicas, string image = "nginx:1", int updated = -1, int available = -1, long generation = 1, string uid = "d", string manager = "", string more = "", ChangeType type = ChangeType.Modified, bool isInitial = false)
    {
        updated = updated < 0 ? replicas : updated;
        var managed = manager.Length == 0 ? "" : $$$""","managedFields":[{"manager":"{{{manager}}}","operation":"Update","time":"{{{Timestamp.Format(Now)}}}","fieldsV1":{"f:spec":{} } }]""";
        return Tell(type, isInitial, $$$"""
            {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"nginx","uid":"{{{uid}}}","resourceVersion":"{{{++_revision}}}","generation":{{{generation}}}{{{managed}}} },
             "spec":{"replicas":{{{replicas}}},{{{more}}}"selector":{"matchLabels":{"app":"nginx"} },"template":{{{Template(image)}}},"strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":0} } },
             "status":{"observedGeneration":{{{generation}}},"replicas":{{{replicas}}},"updatedReplicas":{{{updated}}},"availableReplicas":{{{(available < 0 ? replicas : available)}}} } }
            """);
    }

    public Recorder ReplicaSet(string name, int revision, int replicas, int available = 0, string image = "nginx:1", string owner = "d", ChangeType type = ChangeType.Modified, bool isInitial = false) =>
        Tell(type, isInitial, $$$"""
            {"kind":"ReplicaSet","apiVersion":"apps/v1","metadata":{"name":"{{{name}}}","uid":"{{{name}}}","resourceVersion":"{{{++_revision}}}","annotations":{"deployment.kubernetes.io/revision":"{{{revision}}}"},
              "ownerReferences":[{"kind":"Deployment","name":"nginx","uid":"{{{owner}}}","controller":true}]},
             "spec":{"replicas":{{{replicas}}},"template":{{{Template(image)}}} },"status":{"replicas":{{{replicas}}},"readyReplicas":{{{available}}},"availableReplicas":{{{available}}} } }
            """);

    /// <summary>A Pod of a ReplicaSet, named <c>NAME-SUFFIX</c>.</summary>
    public Recorder Pod(string replicaSet, string suffix, string state, ChangeType type = ChangeType.Modified, bool isInitial = false, string labels = """{"app":"nginx"}""", bool isOwned = true, string disruption = "")
    {
        var (phase, ready, container) = state switch
        {
            "pending" => ("Pending", "False", ""),
            "creating" => ("Pending", "False", """{"waiting":{"reason":"ContainerCreating"} }"""),
            "crashed" => ("Running", "False", """{"terminated":{"exitCode":1,"reason":"Error","finishedAt":"2026-01-01T00:00:00Z"} }"""),
            "badimage" => ("Pending", "False", """{"waiting":{"reason":"ErrImagePull","message":"rpc error: code = NotFound desc = x: not found"} }"""),
            "backoff" => ("Pending", "False", """{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image: rpc error: code = NotFound desc = x: not found"} }"""),
            "evicted" => ("Failed", "False", ""),
            _ => ("Running", "True", """{"running":{"startedAt":"2026-01-01T00:00:00Z"} }"""),
        };
        var restarts = state.StartsWith("restarted", StringComparison.Ordinal) ? int.Parse(state["restarted".Length..], CultureInfo.InvariantCulture) : 0;
        var deletion = state == "terminating" ? $""","deletionTimestamp":"{Timestamp.Format(Now.AddSeconds(30))}" """ : "";
        var statuses = container.Length == 0 ? "" : $$$""","containerStatuses":[{"name":"nginx","ready":{{{(ready == "True" ? "true" : "false")}}},"restartCount":{{{restarts}}},"state":{{{container}}} }]""";
        var owners = isOwned ? $$$""","ownerReferences":[{"kind":"ReplicaSet","name":"{{{replicaSet}}}","uid":"{{{replicaSet}}}","controller":true}]""" : "";
        var disrupted = disruption.Length == 0 ? "" : $$$""",{"type":"DisruptionTarget","status":"True","reason":"{{{disruption.Split('|')[0]}}}","message":"{{{disruption.Split('|')[1]}}}"}""";
        var reason = state == "evicted" ? ""","reason":"Evicted","message":"low on memory" """ : "";
        return Tell(type, isInitial, $$$"""
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{replicaSet}}}-{{{suffix}}}","uid":"{{{suffix}}}","resourceVersion":"{{{++_revision}}}","creationTimestamp":"2026-01-01T00:00:00Z","labels":{{{labels}}}{{{owners}}}{{{deletion}}} },
             "spec":{"nodeName":"node-1","containers":[{"name":"nginx"}]},"status":{"phase":"{{{phase}}}"{{{reason}}},"conditions":[{"type":"Ready","status":"{{{ready}}}"}{{{disrupted}}}]{{{statuses}}} } }
            """);
    }

    /// <summary>Three Pods that are Ready, and all that belongs to them, before the trace began.</summary>
    public static Recorder Steady()
    {
        var recorder = new Recorder();
        recorder.Deployment(3, type: ChangeType.Added, isInitial: true).ReplicaSet("old", 1, 3, 3, type: ChangeType.Added, isInitial: true);
        foreach (var pod in (string[])["a", "b", "c"])
        {
            recorder.Pod("old", pod, "ready", ChangeType.Added, isInitial: true);
        }

        return recorder;
    }

    private static string Template(string image) => $$$"""{"metadata":{"labels":{"app":"nginx"} },"spec":{"nodeName":"node-1","containers":[{"name":"nginx","image":"{{{image}}}"}]} }""";

    private Recorder Tell(ChangeType type, bool isInitial, string json)
    {
        _tracer.Apply(new SourceEvent.ObjectChanged(Now, type, KubeObject.Parse(json), isInitial));
        return this;
    }
}
