using Kubespy.Core.Explaining;
using Kubespy.Core.Explaining.Reading;
using Kubespy.Core.Objects;
using Kubespy.Core.Tests.Findings;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
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

    /// <summary>What is to run always and ends again and again is not well, however it ends, and be it a sidecar.</summary>
    [Theory]
    [InlineData("containerStatuses", "", 0, "container c ends again and again (exit code 0)")]
    [InlineData("containerStatuses", "", 1, "container c keeps crashing (exit code 1)")]
    [InlineData("initContainerStatuses", ""","initContainers":[{"name":"c","restartPolicy":"Always"}]""", 1, "container c keeps crashing (exit code 1)")]
    [InlineData("initContainerStatuses", ""","initContainers":[{"name":"c","restartPolicy":"Always"}]""", 0, "container c ends again and again (exit code 0)")]
    [InlineData("initContainerStatuses", ""","initContainers":[{"name":"c"}]""", 1, "")] // It was tried, and has done its work.
    public void Between_two_restarts_all_is_Ready_and_nothing_is_well(string statuses, string spec, int code, string summary)
    {
        var state = spec.Contains("Always", StringComparison.Ordinal) || spec.Length == 0 ? Running(5, 4, Ended(code, secondsAgo: 30)) : $$""" "restartCount":3,"state":{{Ended(0)}},"lastState":{{Ended(code)}} """;
        var pod = Object("v1", "Pod", "web-1", $$"""
            "spec":{"nodeName":"n"{{spec}}},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"{{statuses}}":[{"name":"c","ready":true,{{state}}}]}
            """, OwnedBy("ReplicaSet-web-rs"));
        Look(Deployment("web", 1, 1), Maker("web"), pod).Lines.Select(l => l.Finding?.Summary).ShouldBe(summary.Length == 0 ? [] : [summary]);
    }

    [Fact]
    public void A_Service_whose_port_no_Pod_names_leads_nowhere_although_its_Pods_are_Ready()
    {
        var pod = Object("v1", "Pod", "web-1", """ "spec":{"nodeName":"n","containers":[{"name":"c","image":"x","ports":[{"name":"web","containerPort":80}]}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} """, ""","labels":{"app":"web"}""" + OwnedBy("ReplicaSet-web-rs"));
        var kept = new KubeObject((MapValue)ValueReader.Read(pod.Json.Span, OverviewNeeds.First("").Single(n => n.Kind == "Pod").Projection).ShouldNotBeNull()).Root.With("kind", "Pod");
        var bad = Object("v1", "Service", "badport", """ "spec":{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":"http"}]} """);
        var line = Look(Deployment("web", 1, 1), Maker("web"), new KubeObject(kept), Service("web", "web"), bad).Lines.ShouldHaveSingleItem();
        (line.Name, line.Verdict, line.Finding?.Summary).ShouldBe(("badport", Verdict.Unavailable, "targetPort http names no port of the Pods it selects"));
    }

    [Fact]
    public void A_Service_that_still_serves_is_well_and_one_whose_Pods_nobody_told_is_not()
    {
        var (ready, sick) = (ServicePod("web-1", "True"), ServicePod("web-2", "False"));
        Look(ready, sick, Service("web", "web")).Lines.ShouldBeEmpty();
        Look(sick, Service("web", "web")).Lines.Single().Verdict.ShouldBe(Verdict.Unavailable);
        Look(sick, Object("v1", "Service", "web", """ "spec":{"publishNotReadyAddresses":true,"selector":{"app":"web"}} """)).Lines.ShouldBeEmpty("its Pods get traffic all the same");
    }

    [Fact]
    public void A_node_under_pressure_needs_somebody()
    {
        var node = Object("v1", "Node", "node-1", """ "spec":{},"status":{"conditions":[{"type":"Ready","status":"True"},{"type":"DiskPressure","status":"True","message":"kubelet has disk pressure"}]} """);
        var line = Look(node).Lines.Single();
        (line.Name, line.Verdict).ShouldBe(("node-1", Verdict.Stuck));
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

    private static KubeObject ServicePod(string name, string ready) => Object(
        "v1", "Pod", name, $$""" "spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{ready}}"}]} """, ""","labels":{"app":"web"}""" + OwnedBy("x"));

    private static KubeObject Service(string name, string app) => Object("v1", "Service", name, $$$""" "spec":{"selector":{"app":"{{{app}}}"}} """);

    private static KubeObject Job(string name, int age, string condition) => Object(
        "batch/v1", "Job", name, $$""" "spec":{},"status":{"conditions":[{"type":"{{condition}}","status":"True"}]} """, $$""","creationTimestamp":"{{Ago(age)}}" """ + OwnedBy("CronJob-x"));

    private static string OwnedBy(string uid) => $$""","ownerReferences":[{"uid":"{{uid}}","controller":true}]""";
}
