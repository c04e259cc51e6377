using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Live;

/// <summary>A Deployment with so many Pods, all Ready but each hundredth.</summary>
internal static class ManyPods
{
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static DeploymentTrace Trace(int count)
    {
        var tracer = new DeploymentTracer("web", "default");
        Tell(tracer, string.Create(CultureInfo.InvariantCulture, $$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default","uid":"d","generation":1,"creationTimestamp":"2026-01-01T11:00:00Z"},
             "spec":{"replicas":{{count}},"template":{"metadata":{"labels":{"app":"web"} } } },"status":{"observedGeneration":1,"replicas":{{count}},"updatedReplicas":{{count}},"availableReplicas":{{count}} } }
            """));
        Tell(tracer, string.Create(CultureInfo.InvariantCulture, $$"""
            {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-1","namespace":"default","uid":"rs","creationTimestamp":"2026-01-01T11:00:00Z",
             "annotations":{"deployment.kubernetes.io/revision":"1"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"d","controller":true}]},
             "spec":{"replicas":{{count}},"template":{"metadata":{"labels":{"app":"web"} } } },"status":{"replicas":{{count}},"readyReplicas":{{count}},"availableReplicas":{{count}} } }
            """));
        for (var i = 0; i < count; i++)
        {
            var status = i % 100 == 99
                ? """{"phase":"Running","containerStatuses":[{"name":"web","restartCount":7,"state":{"waiting":{"reason":"CrashLoopBackOff"} },"lastState":{"terminated":{"exitCode":1} } }]}"""
                : """{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T11:00:01Z"}],"containerStatuses":[{"name":"web","ready":true,"state":{"running":{} } }]}""";
            Tell(tracer, string.Create(CultureInfo.InvariantCulture, $$"""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1-{{i:00000}}","namespace":"default","uid":"p{{i:00000}}","creationTimestamp":"2026-01-01T11:00:00Z",
                 "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"rs","controller":true}]},"spec":{"nodeName":"node-{{i % 60}}"},"status":{{status}} }
                """));
        }

        return tracer.Trace(Time);
    }

    private static void Tell(DeploymentTracer tracer, string json) =>
        tracer.Apply(new SourceEvent.ObjectChanged(Time, ChangeType.Added, KubeObject.Parse(json), IsInitial: true));
}
