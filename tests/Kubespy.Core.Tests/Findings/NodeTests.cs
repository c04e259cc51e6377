using Kubespy.Core.Objects;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

/// <summary>Dead nodes, and what is deleted and does not go.</summary>
public sealed class NodeTests
{
    private const string Tolerations = """
        ,"tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]
        """;

    [Theory]
    [InlineData(Tolerations, 120, "evicts its Pods in 3m")]
    [InlineData(Tolerations, 400, "evicts its Pods any moment")]
    [InlineData(""" ,"tolerations":[] """, 10, "evicts its Pods any moment")]
    [InlineData(""" ,"tolerations":[{"operator":"Exists"}] """, 10, "its Pods stay: they tolerate it for ever")]
    [InlineData("", 10, "when its Pods are evicted is not known")]
    public void A_lost_node_is_named_with_when_its_Pods_are_evicted(string tolerations, int taintedSecondsAgo, string outlook)
    {
        var finding = new Given().With(Lost(taintedSecondsAgo)).Diagnose(Pod("web-1", Running(600), tolerations)).Single();
        (finding.Cause, finding.Summary, finding.Outlook, finding.IsFinal).ShouldBe(("node-lost", "node-1 NotReady", outlook, false));
        finding.Evidence[0].Text.ShouldBe("Ready Unknown: Kubelet stopped posting node status.");
    }

    [Fact]
    public void A_lost_node_is_the_root_of_what_its_Pods_suffer()
    {
        var pod = Pod("web-1", Running(600), """ ,"containers":[{"name":"c","readinessProbe":{}}] """);
        new Given().With(Lost(10)).Event(pod, "Unhealthy", "Readiness probe failed: x", "c").Diagnose(pod).Single().Cause.ShouldBe("node-lost");
    }

    [Fact]
    public void Where_nodes_cannot_be_read_its_Event_tells()
    {
        var pod = Pod("web-1", Running(600));
        var finding = new Given().Event(pod, "NodeNotReady", "Node is not ready").Diagnose(pod).Single();
        (finding.Summary, finding.Outlook).ShouldBe(("node-1 NotReady", "when it evicts its Pods is not known: the node was not read"));
    }

    [Fact]
    public void A_node_is_asked_about_itself()
    {
        var node = Lost(100);
        new Given().About(node).With(Pod("web-1", Running(), Tolerations)).Diagnose().Single().ShouldSatisfyAllConditions(
            f => f.Summary.ShouldBe("node-1 NotReady: Kubelet stopped posting node status."),
            f => f.Outlook.ShouldBe("evicts its Pods in 3m20s"));
    }

    [Fact]
    public void A_Pod_on_a_dead_node_does_not_end()
    {
        var finding = new Given().With(Lost(600)).Diagnose(Deleting(60)).Single();
        (finding.Cause, finding.Summary).ShouldBe(("terminating", "does not end: node-1 NotReady, no kubelet confirms that it stopped"));
        finding.Remedy.ShouldBe("bring node-1 back; or, if it is off for good: kubectl delete pod web-1 --force");
    }

    [Fact]
    public void A_finalizer_holds_a_Pod_that_has_stopped()
    {
        var pod = Deleting(60, ""","deletionGracePeriodSeconds":0,"finalizers":["example.com/backup"]""");
        new Given().Diagnose(pod).Single().Summary.ShouldBe("does not end: finalizer example.com/backup holds it");
        new Given().About(pod).Diagnose(pod).Single().IsFinal.ShouldBeTrue();
    }

    [Fact]
    public void Within_its_grace_time_nothing_is_wrong_and_after_it_the_unknown_is_said_to_be_unknown()
    {
        new Given().Diagnose(Deleting(-20)).ShouldBeEmpty();
        new Given().Diagnose(Deleting(5)).ShouldBeEmpty();
        new Given().Diagnose(Deleting(60)).Single().Summary.ShouldBe("does not end although its grace time is over, and nothing known holds it");
    }

    [Theory]
    [InlineData("NamespaceFinalizersRemaining", "Some content in the namespace has finalizers remaining: example.com/f in 2 resource instances", "does not end: example.com/f in 2 resource instances")]
    [InlineData("NamespaceContentRemaining", "Some resources are remaining: pods. has 1 resource instances", "does not end: pods. has 1 resource instances")]
    [InlineData("NamespaceDeletionDiscoveryFailure", "Discovery failed for some groups, 1 failing: unable to retrieve metrics.k8s.io/v1beta1", "does not end: Discovery failed for some groups, 1 failing: unable to retrieve metrics.k8s.io/v1beta1")]
    public void What_keeps_a_namespace_is_what_its_conditions_say(string type, string message, string summary)
    {
        var ns = Object("v1", "Namespace", "old", $$""" "status":{"phase":"Terminating","conditions":[{"type":"{{type}}","status":"True","message":"{{message}}"}]} """, $$""","deletionTimestamp":"{{Ago(60)}}" """);
        var finding = new Given().About(ns).Diagnose().Single();
        (finding.Subjects[0], finding.Summary, finding.IsFinal).ShouldBe(("ns/old", summary, true));
    }

    [Theory]
    [InlineData("kubernetes.io/pvc-protection", "does not end: a Pod still uses the claim (finalizer kubernetes.io/pvc-protection)")]
    [InlineData("foregroundDeletion", "does not end: what it owns is deleted first")]
    [InlineData("example.com/f", "does not end: finalizer example.com/f holds it")]
    public void What_holds_any_object_is_its_finalizer(string finalizer, string summary)
    {
        var claim = Object("v1", "PersistentVolumeClaim", "data", """ "status":{"phase":"Bound"} """, $$""","deletionTimestamp":"{{Ago(60)}}","finalizers":["{{finalizer}}"]""");
        new Given().About(claim).Diagnose().Single().Summary.ShouldBe(summary);
    }

    private static KubeObject Deleting(double secondsOver, string metadata = "") =>
        Pod("web-1", Running(600), metadata: $$""","deletionTimestamp":"{{Ago(secondsOver)}}"{{metadata}}""");

    private static KubeObject Lost(int taintedSecondsAgo) => Object("v1", "Node", "node-1", $$"""
        "spec":{"taints":[{"key":"node.kubernetes.io/unreachable","effect":"NoSchedule"},{"key":"node.kubernetes.io/unreachable","effect":"NoExecute","timeAdded":"{{Ago(taintedSecondsAgo)}}"}]},
        "status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status.",
         "lastTransitionTime":"{{Ago(taintedSecondsAgo + 1)}}","lastHeartbeatTime":"{{Ago(taintedSecondsAgo + 45)}}"}]}
        """);
}
