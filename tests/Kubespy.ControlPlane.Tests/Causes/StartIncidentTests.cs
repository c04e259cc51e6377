using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Causes;

/// <summary>What keeps containers from starting, made to happen on the embedded cluster as its page in docs/causes says, and named; each with its like that is well.</summary>
public sealed class StartIncidentTests
{
    [Theory]
    [InlineData(""" "env":[{"name":"CRASH","value":"1"}] """, 200, "init container prepare keeps crashing (exit code 1)", true)]
    [InlineData(""" "command":["sleep","3600"] """, 400, "init container prepare does not end, so nothing of the Pod starts", false)]
    public void An_init_container_that_holds_its_Pod(string container, int seconds, string summary, bool isFinal)
    {
        var finding = new Incident().Deploy("web", pod: $$""","initContainers":[{"name":"prepare","image":"x:1",{{container}}}]""").After(seconds).Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("init-container", summary, isFinal));
        new Incident().Deploy("web", pod: ""","initContainers":[{"name":"prepare","image":"x:1"}]""").After(20).Why("Deployment", "web").Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_hook_that_fails()
    {
        var finding = new Incident().Deploy("web", container: ""","lifecycle":{"postStart":{"exec":{"command":["/bin/false"]}}}""").After(200).Cause("web");
        (finding.Cause, finding.Summary).ShouldBe(("hook-fails", "postStart hook of container c fails, so it is killed"));
        new Incident().Deploy("web", container: ""","lifecycle":{"postStart":{"exec":{"command":["/bin/true"]}}}""").After(20).Why("Deployment", "web").Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("127", "container c runs a command that is not found (exit code 127)")]
    [InlineData("126", "container c runs a command that may not be executed (exit code 126)")]
    public void A_command_that_is_not_there(string code, string summary)
    {
        var finding = new Incident().Deploy("web", container: $$""","env":[{"name":"EXIT","value":"{{code}}"}]""").After(60).Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("command", summary, true));
    }

    [Fact]
    public void A_ServiceAccount_that_does_not_exist_and_then_does()
    {
        var incident = new Incident().Deploy("web", pod: ""","serviceAccountName":"robot" """).After(20);
        var finding = incident.Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("service-account", "ServiceAccount robot does not exist", true));
        incident.Create(Resources.Find("", "ServiceAccount")!, """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"robot","namespace":"default"}}""").After(1000).Why("Deployment", "web").Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_node_that_is_cordoned_and_one_that_says_it_is_under_pressure()
    {
        var incident = new Incident(nodes: 2);
        incident.Why("Node", "node-1", "").Sentence.ShouldBe("Ready: nothing is wrong. 0 Pods are on it.");
        incident.Change(Resources.Nodes, "node-1", n => new KubeObject(n.Root.WithAt(["spec", "unschedulable"], true)), ns: "").After(5);
        var why = incident.Why("Node", "node-1", "");
        (why.Sentence, why.IsWell).ShouldBe(("Paused: cordoned: no new Pod is scheduled on it. 0 Pods are on it.", true));
    }

    /// <summary>What is stopped for its probe ends with a code of its own; the Events are long gone.</summary>
    [Fact]
    public void A_probe_that_restarts_for_hours()
    {
        var incident = new Incident().Deploy("web", container: ""","livenessProbe":{"exec":{"command":["/bin/false"]},"periodSeconds":5,"failureThreshold":2}""", pod: ""","terminationGracePeriodSeconds":1""").After(4 * 3600);
        incident.Cause("web").Summary.ShouldBeOneOf(
            "liveness probe of container c fails, so it is restarted: it said nothing",
            "container c is restarted again and again (exit code 0): it ends by itself, or its liveness probe fails");
    }

    /// <summary>The last node of a Pod is lost, and whoever deletes it is named.</summary>
    [Fact]
    public void A_Pod_that_is_evicted_from_a_lost_node_says_by_whom()
    {
        var incident = new Incident(nodes: 2).Create(Resources.Pods, """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"one","namespace":"default"},"spec":{"containers":[{"name":"c","image":"nginx:1"}]}}""").After(10);
        var node = PodView.Of(incident.Cluster.Store.Read(Resources.Pods).Objects.Values.Single()).NodeName;
        incident.Cluster.StopNode(node);
        incident.After(420).Why("Pod", "one").History.Select(h => h.Text).ShouldContain($"evicted from {node} by the taint manager (NoExecute taint)");
    }
}
