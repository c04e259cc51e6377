using Kubespy.Core.Values;
using Kubespy.Core.Objects;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

public sealed class SchedulingTests
{
    [Theory]
    [InlineData("0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.", "none of 3 nodes takes it: 1 has too little cpu, 2 are cordoned")]
    [InlineData("0/4 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}, 3 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.", "none of 4 nodes takes it: 1 has taint dedicated=gpu, which it does not tolerate, 3 have too little nvidia.com/gpu")]
    [InlineData("0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.", "the only node does not take it: 1 has taint node.kubernetes.io/unreachable, which it does not tolerate")]
    [InlineData("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.", "none of 3 nodes takes it: 3 do not match its nodeSelector or node affinity")]
    [InlineData("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.", "none of 2 nodes takes it: 2 run a Pod its anti-affinity shuns")]
    [InlineData("0/2 nodes are available: 1 Too many pods, 1 node(s) didn't have free ports for the requested pod ports.", "none of 2 nodes takes it: 1 has no room for another Pod, 1 has its host port in use")]
    [InlineData("0/2 nodes are available: 2 node(s) said something new.", "none of 2 nodes takes it: 2 node(s) said something new")]
    [InlineData("no nodes available to schedule pods", "the cluster has no node")]
    [InlineData("running PreBind plugin: no", "no node takes it: running PreBind plugin: no")]
    public void Each_predicate_in_words_with_its_count_of_nodes(string message, string summary)
    {
        var finding = new Given().Diagnose(Pending("Unschedulable", message)).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("unschedulable", summary, false));
        finding.Evidence[0].ShouldBe(new(Now.AddSeconds(-60), message, "Pod condition PodScheduled"));
    }

    [Fact]
    public void What_it_asks_for_is_evidence()
    {
        var pod = Pending("Unschedulable", "0/1 nodes are available: 1 Insufficient cpu.", """ "nodeSelector":{"disk":"ssd"},"containers":[{"name":"c","resources":{"requests":{"cpu":"64","memory":"1Gi"}}}] """);
        new Given().Diagnose(pod).Single().Evidence.Select(e => e.Text).ShouldBe(
            ["0/1 nodes are available: 1 Insufficient cpu.", "container c asks for cpu 64, memory 1Gi", "asks for nodes with disk=ssd"]);
    }

    [Fact]
    public void A_gate_is_named()
    {
        new Given().Diagnose(Pending("SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates", """ "schedulingGates":[{"name":"example.com/quota"}] """))
            .Single().Summary.ShouldBe("scheduling gate example.com/quota holds it");
    }

    [Fact]
    public void A_Pod_that_was_not_looked_at_yet_has_no_cause()
    {
        new Given().Diagnose(Object("v1", "Pod", "web-1", """ "spec":{},"status":{"phase":"Pending"} """)).ShouldBeEmpty();
    }

    private static KubeObject Pending(string reason, string message, string spec = "") => Object("v1", "Pod", "web-1", $$"""
        "spec":{{{spec}}},"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"{{reason}}",
         "message":{{StringValue.Of(message)}},"lastTransitionTime":"{{Ago(60)}}"}]}
        """);
}
