using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Tracing;

/// <summary>
/// A released Pod is told by three watches that are not ordered among each other: the selector's (it left), the one by name (its
/// ownerReference went), the selector's again (its replacement). Whatever the order, the story is the same.
/// </summary>
public sealed class ReleaseStoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_release_is_told_whichever_watch_is_first(bool isReplacedFirst)
    {
        var tracer = Traced();
        tracer.Apply(Changed(1, ChangeType.Modified, Pod("nginx-1-a", 2, isOwned: true, isLabelled: false)));
        var release = Changed(1.1, ChangeType.Added, Pod("nginx-1-a", 3, isOwned: false, isLabelled: false), isInitial: true);
        var replacement = Changed(1.2, ChangeType.Added, Pod("nginx-1-b", 4, isOwned: true, isLabelled: true));
        tracer.Apply(isReplacedFirst ? replacement : release);
        tracer.Apply(isReplacedFirst ? release : replacement);

        tracer.Trace(Start.AddSeconds(2)).Log.Select(l => l.Log).ShouldBe(
        [
            "a lost label app (author unknown)",
            "nginx-1 released it (ownerReference gone), created b",
        ]);
    }

    [Fact]
    public void A_Pod_that_was_released_before_the_trace_began_is_shown_but_not_told()
    {
        var tracer = Traced();
        tracer.Apply(Changed(1, ChangeType.Added, Pod("nginx-1-z", 2, isOwned: false, isLabelled: false), isInitial: true));

        var trace = tracer.Trace(Start.AddSeconds(2));
        trace.Log.ShouldBeEmpty();
        trace.Released.Single().Pod.Name.ShouldBe("nginx-1-z");
    }

    [Fact]
    public void A_Pod_created_by_scaling_up_replaces_nobody()
    {
        var tracer = Traced();
        tracer.Apply(Changed(1, ChangeType.Modified, ReplicaSet(replicas: 2)));
        tracer.Apply(Changed(1.1, ChangeType.Added, Pod("nginx-1-b", 4, isOwned: true, isLabelled: true)));
        tracer.Apply(Changed(1.2, ChangeType.Modified, Pod("nginx-1-a", 5, isOwned: false, isLabelled: false)));

        tracer.Trace(Start.AddSeconds(2)).Log.ShouldNotContain(l => l.Log.Contains("instead", StringComparison.Ordinal));
    }

    private static DeploymentTracer Traced()
    {
        var tracer = new DeploymentTracer("nginx", "default");
        tracer.Apply(Changed(0, ChangeType.Added, Deployment(), isInitial: true));
        tracer.Apply(Changed(0, ChangeType.Added, ReplicaSet(replicas: 1), isInitial: true));
        tracer.Apply(Changed(0, ChangeType.Added, Pod("nginx-1-a", 1, isOwned: true, isLabelled: true), isInitial: true));
        return tracer;
    }

    private static SourceEvent.ObjectChanged Changed(double seconds, ChangeType type, string json, bool isInitial = false) =>
        new(Start.AddSeconds(seconds), type, KubeObject.Parse(json), isInitial);

    private static string Deployment() =>
        """
        {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"nginx","uid":"d","resourceVersion":"1","generation":1},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"nginx"}},"template":{"metadata":{"labels":{"app":"nginx"}}}},
         "status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1}}
        """;

    private static string ReplicaSet(int replicas) =>
        $$$"""
        {"kind":"ReplicaSet","apiVersion":"apps/v1",
         "metadata":{"name":"nginx-1","uid":"rs","resourceVersion":"{{{replicas}}}","annotations":{"deployment.kubernetes.io/revision":"1"},
           "ownerReferences":[{"kind":"Deployment","name":"nginx","uid":"d","controller":true}]},
         "spec":{"replicas":{{{replicas}}},"template":{"metadata":{"labels":{"app":"nginx"} } } },"status":{"replicas":1} }
        """;

    private static string Pod(string name, int revision, bool isOwned, bool isLabelled)
    {
        var labels = isLabelled ? """ "labels":{"app":"nginx"},""" : "";
        var owners = isOwned ? """ "ownerReferences":[{"kind":"ReplicaSet","name":"nginx-1","uid":"rs","controller":true}],""" : "";
        return $$$"""
            {"kind":"Pod","apiVersion":"v1","metadata":{ {{{labels}}} {{{owners}}} "name":"{{{name}}}","uid":"{{{name}}}","resourceVersion":"{{{revision}}}",
             "creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"containers":[{"name":"nginx"}]},"status":{"phase":"Pending"} }
            """;
    }
}
