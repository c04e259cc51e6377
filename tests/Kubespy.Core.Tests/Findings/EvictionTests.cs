using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

/// <summary>What nodes do to Pods: pressure, limits, preemption, cordons, taints.</summary>
public sealed class EvictionTests
{
    [Theory]
    [InlineData("The node was low on resource: ephemeral-storage. Threshold quantity: 2Gi, available: 1Gi. ", "node-pressure", "evicted: node-1 is short of ephemeral-storage")]
    [InlineData("The node was low on resource: inodes. ", "node-pressure", "evicted: node-1 is short of inodes")]
    [InlineData("The node had condition: [DiskPressure]. ", "node-pressure", "evicted: node-1 has DiskPressure")]
    [InlineData("The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ", "out-of-memory", "evicted: node-1 is short of memory")]
    [InlineData("Container c exceeded its local ephemeral storage limit \"1Gi\". ", "storage-limit", "evicted: container c wrote more than its ephemeral-storage limit 1Gi")]
    [InlineData("Usage of EmptyDir volume \"cache\" exceeds the limit \"500Mi\". ", "storage-limit", "evicted: emptyDir volume cache holds more than its sizeLimit 500Mi")]
    [InlineData("Pod ephemeral local storage usage exceeds the total limit of containers 3Gi. ", "storage-limit", "evicted: it wrote more than the ephemeral-storage limits of its containers together")]
    public void Why_a_Pod_was_evicted(string message, string cause, string summary)
    {
        var pod = Evicted("Evicted", message);
        var finding = new Given().Diagnose(pod).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary).ShouldBe((cause, summary));
        finding.Evidence[0].Text.ShouldBe(message.Trim());
    }

    [Theory]
    [InlineData("DiskPressure", "kubelet has disk pressure")]
    [InlineData("MemoryPressure", "kubelet has insufficient memory available")]
    [InlineData("PIDPressure", "kubelet has insufficient PID available")]
    public void A_node_says_what_it_is_short_of(string type, string message)
    {
        var finding = new Given().About(Node($$"""{"type":"{{type}}","status":"True","message":"{{message}}"}""")).Diagnose().ShouldHaveSingleItem();
        (finding.Cause, finding.Summary).ShouldBe(("node-pressure", $"{type}: {message}"));
        new Given().About(Node($$"""{"type":"{{type}}","status":"False"}""")).Diagnose().ShouldBeEmpty();
    }

    [Fact]
    public void A_Pod_that_makes_room_says_for_whom()
    {
        var pod = Pod("web-1", Running(), metadata: $$""","deletionTimestamp":"{{Ago(-20)}}" """);
        var victim = new KubeObject(pod.Root.With("status", ValueReader.Read("""
            {"phase":"Running","conditions":[{"type":"Ready","status":"True"},{"type":"DisruptionTarget","status":"True","reason":"PreemptionByScheduler","message":"default-scheduler: preempting to accommodate a higher priority pod"}]}
            """)));
        var finding = new Given().Diagnose(victim).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary).ShouldBe(("preempted", "preempted from node-1 by default-scheduler for a Pod of higher priority"));
        new Given().Diagnose(pod).ShouldBeEmpty("it is being deleted for another reason, within its time");
        new Given().Diagnose(Evicted("Preempting", "Preempted in order to admit critical pod")).Single().Summary.ShouldBe("preempted by the kubelet of node-1 for a critical Pod");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void A_cordon_is_as_its_owner_asked_for(bool isCordoned, int count)
    {
        var node = Object("v1", "Node", "node-1", $$""" "spec":{"unschedulable":{{(isCordoned ? "true" : "false")}}},"status":{"conditions":[{"type":"Ready","status":"True"}]} """);
        var findings = new Given().About(node).Diagnose();
        findings.Select(f => (f.Cause, f.Remedy, f.IsByDesign)).ShouldBe(Enumerable.Repeat(("node-cordoned", "kubectl uncordon node-1", true), count));
    }

    [Theory]
    [InlineData(""" "nodeSelector":{"disk":"ssd"} """, 0, "none of 2 nodes is one for it: its nodeSelector wants disk=ssd")]
    [InlineData(""" "x":1 """, 1, "1 of 2 nodes has none: the taint gpu=true:NoSchedule is not tolerated")]
    [InlineData(""" "tolerations":[{"operator":"Exists"}] """, 2, "")]
    public void Nodes_that_a_DaemonSet_leaves_out_are_told_with_why(string spec, int wanted, string summary)
    {
        var set = Object("apps/v1", "DaemonSet", "agent", $$$""" "spec":{"template":{"spec":{ {{{spec}}} } } },"status":{"desiredNumberScheduled":{{{wanted}}} } """);
        var tainted = Object("v1", "Node", "node-2", """ "spec":{"taints":[{"key":"gpu","value":"true","effect":"NoSchedule"}]} """);
        var findings = new Given().About(set).With(Object("v1", "Node", "node-1", """ "spec":{} """), tainted).Diagnose();
        findings.Select(f => (f.Cause, f.Summary, f.IsByDesign)).ShouldBe(summary.Length == 0 ? [] : [("daemonset-nodes", summary, true)]);
    }

    private static KubeObject Node(string condition) => Object("v1", "Node", "node-1", $$""" "spec":{},"status":{"conditions":[{"type":"Ready","status":"True"},{{condition}}]} """);

    private static KubeObject Evicted(string reason, string message) =>
        Object("v1", "Pod", "web-1", $$""" "spec":{"nodeName":"node-1"},"status":{"phase":"Failed","reason":"{{reason}}","message":{{StringValue.Of(message)}}} """);
}
