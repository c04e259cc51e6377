using Kubespy.Core.Explaining;
using Kubespy.Core.Objects;
using Kubespy.Core.Tests.Findings;
using Kubespy.Core.Tracing;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Explaining;

public sealed class OverviewTests
{
    [Fact]
    public void The_worst_come_first_and_the_healthy_are_counted()
    {
        var overview = Look(
            Deployment("well", 3, 3),
            Deployment("partly", 3, 1), Maker("partly"), Broken("partly"),
            Deployment("down", 2, 0), Maker("down"), Broken("down"));
        overview.Lines.Select(l => (l.Name, l.Verdict, l.Ready, l.Wanted)).ShouldBe([("down", Verdict.Unavailable, 0, 2), ("partly", Verdict.Unavailable, 1, 3)]);
        overview.Counts.ShouldBe([("Deployment", 3)]);
    }

    [Fact]
    public void What_is_on_its_way_is_not_in_need()
    {
        var overview = Look(Deployment("young", 3, 1, "ReplicaSetUpdated"), Deployment("paused", 3, 3, paused: true));
        overview.Lines.ShouldBeEmpty();
        overview.UnderWay.ShouldBe(1);
    }

    [Fact]
    public void A_crash_loop_is_seen_in_the_moment_in_which_all_is_Ready()
    {
        var pod = Object("v1", "Pod", "web-1", $$"""
            "spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"c","ready":true,{{Running(5, 4, Ended(1, secondsAgo: 30))}}}]}
            """, OwnedBy("ReplicaSet-web-rs"));
        var line = Look(Deployment("web", 1, 1), Maker("web"), pod).Lines.Single();
        (line.Name, line.Verdict, line.Finding?.Cause).ShouldBe(("web", Verdict.Complete, "crash-loop"));
    }

    [Fact]
    public void A_Service_is_told_only_where_its_Pods_workload_is_not()
    {
        var pod = Pod("web-1", Waiting("ErrImagePull", "x: not found"), metadata: ""","labels":{"app":"web"}""" + OwnedBy("ReplicaSet-web-rs"));
        Look(Deployment("web", 1, 0), Maker("web"), pod, Service("web", "web")).Lines.Select(l => l.Kind).ShouldBe(["Deployment"]);
        Look(Deployment("web", 1, 0), Maker("web"), pod, Service("other", "nobody")).Lines.Select(l => l.Kind).ShouldBe(["Deployment", "Service"]);
    }

    [Fact]
    public void Bare_Pods_and_namespaces_that_do_not_go_are_told_those_of_a_controller_with_it()
    {
        var ns = Object("v1", "Namespace", "old", """ "status":{"phase":"Terminating"} """, $$""","deletionTimestamp":"{{Ago(60)}}" """);
        Look(ns, Pod("bare", Waiting("ErrImagePull", "x: not found")), Broken("nobody")).Lines.Select(l => (l.Kind, l.Name)).ShouldBe([("Pod", "bare"), ("Namespace", "old")]);
    }

    [Fact]
    public void Of_a_CronJobs_Jobs_the_newest_counts()
    {
        Look(Job("a", 100, "Failed"), Job("b", 50, "Complete")).Lines.ShouldBeEmpty();
        Look(Job("a", 100, "Complete"), Job("b", 50, "Failed")).Lines.Single().Name.ShouldBe("b");
    }

    [Fact]
    public void A_lost_node_is_told_beside_what_it_takes_down()
    {
        var node = Object("v1", "Node", "node-1", $$""" "spec":{},"status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","lastTransitionTime":"{{Ago(90)}}"}]} """);
        var pod = Pod("web-1", Running(), metadata: OwnedBy("ReplicaSet-web-rs"));
        Look(node, Deployment("web", 1, 0), Maker("web"), pod).Lines.Select(l => (l.Kind, l.Finding?.Summary))
            .ShouldBe([("Deployment", "node-1 NotReady"), ("Node", "node-1 NotReady: NodeStatusUnknown")]);
    }

    private static Overview Look(params IEnumerable<KubeObject> objects) => Overview.Of(new Given().With(objects).World());

    private static KubeObject Deployment(string name, int wanted, int available, string progress = "NewReplicaSetAvailable", bool paused = false) => Object("apps/v1", "Deployment", name, $$"""
        "spec":{"replicas":{{wanted}},"paused":{{(paused ? "true" : "false")}}},"status":{"replicas":{{wanted}},"updatedReplicas":{{wanted}},"availableReplicas":{{available}},
         "conditions":[{"type":"Progressing","status":"True","reason":"{{progress}}","lastUpdateTime":"{{Ago(30)}}"}]}
        """);

    private static KubeObject Maker(string deployment) => Object("apps/v1", "ReplicaSet", deployment + "-rs", """ "spec":{},"status":{"replicas":1} """, OwnedBy("Deployment-" + deployment));

    private static KubeObject Broken(string deployment) => Pod(deployment + "-1", Waiting("CrashLoopBackOff", "", 4, Ended(1)), metadata: OwnedBy($"ReplicaSet-{deployment}-rs"));

    private static KubeObject Service(string name, string app) => Object("v1", "Service", name, $$$""" "spec":{"selector":{"app":"{{{app}}}"}} """);

    private static KubeObject Job(string name, int age, string condition) => Object(
        "batch/v1", "Job", name, $$""" "spec":{},"status":{"conditions":[{"type":"{{condition}}","status":"True"}]} """, $$""","creationTimestamp":"{{Ago(age)}}" """ + OwnedBy("CronJob-x"));

    private static string OwnedBy(string uid) => $$""","ownerReferences":[{"uid":"{{uid}}","controller":true}]""";
}
