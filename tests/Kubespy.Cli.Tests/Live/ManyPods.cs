using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Live;

/// <summary>A Deployment with so many Pods, spread over so many revisions; all Ready but each hundredth, which crashes. The frame benchmark draws it, too.</summary>
internal sealed class ManyPods
{
    public static readonly DateTimeOffset Time = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private const string Crashing =
        """{"phase":"Running","containerStatuses":[{"name":"web","restartCount":7,"state":{"waiting":{"reason":"CrashLoopBackOff"} },"lastState":{"terminated":{"exitCode":1} } }]}""";

    private const string Ready =
        """{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T11:00:01Z"}],"containerStatuses":[{"name":"web","ready":true,"restartCount":0,"state":{"running":{} } }]}""";

    private readonly int _revisions;

    public ManyPods(int count, int revisions = 1)
    {
        _revisions = revisions;
        Tell(string.Create(CultureInfo.InvariantCulture, $$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default","uid":"d","generation":1,"creationTimestamp":"2026-01-01T11:00:00Z"},
             "spec":{"replicas":{{count}},"template":{"metadata":{"labels":{"app":"web"} } } },"status":{"observedGeneration":1,"replicas":{{count}},"updatedReplicas":{{count}},"availableReplicas":{{count}} } }
            """));
        for (var i = 1; i <= revisions; i++)
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $$"""
                {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-{{i}}","namespace":"default","uid":"{{(i == 1 ? "rs" : $"rs{i}")}}","creationTimestamp":"2026-01-01T11:00:00Z",
                 "annotations":{"deployment.kubernetes.io/revision":"{{i}}"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"d","controller":true}]},
                 "spec":{"replicas":{{count / revisions}},"template":{"metadata":{"labels":{"app":"web"} } } },"status":{"replicas":{{count / revisions}},"readyReplicas":{{count / revisions}},"availableReplicas":{{count / revisions}} } }
                """));
        }

        for (var i = 0; i < count; i++)
        {
            TellPod(i, isReady: i % 100 != 99);
        }
    }

    public DeploymentTracer Tracer { get; } = new("web", "default");

    public static DeploymentTrace Trace(int count) => new ManyPods(count).Tracer.Trace(Time);

    public void TellPod(int i, bool isReady, int restarts = 0) => Tell(string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1-{{i:00000}}","namespace":"default","uid":"p{{i:00000}}","creationTimestamp":"2026-01-01T11:00:00Z",
         "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"{{(i % _revisions == 0 ? "rs" : $"rs{(i % _revisions) + 1}")}}","controller":true}]},"spec":{"nodeName":"node-{{i % 60}}"},"status":{{(isReady ? Ready : Crashing).Replace("\"restartCount\":0", $"\"restartCount\":{restarts}", StringComparison.Ordinal)}} }
        """));

    private void Tell(string json) => Tracer.Apply(new SourceEvent.ObjectChanged(Time, ChangeType.Added, KubeObject.Parse(json), IsInitial: true));
}
