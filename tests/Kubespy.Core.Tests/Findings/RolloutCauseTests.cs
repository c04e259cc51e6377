using Kubespy.Core.Objects;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

public sealed class RolloutCauseTests
{
    private static readonly KubeObject Waiting = Pod("web-2-a", Running(90));

    [Fact]
    public void Bounds_that_allow_no_step_are_told_with_the_Pod_that_holds_them()
    {
        var finding = Stuck().Diagnose(Waiting).Single();
        (finding.Cause, finding.IsFinal).ShouldBe(("rollout", false));
        finding.Summary.ShouldBe("no further step is allowed: 0 of 3 may be missing, 1 may be surplus, and 1 Pod does not become Ready");
        finding.Evidence[0].Text.ShouldBe("maxUnavailable 25% of 3 is 0, maxSurge 25% is 1");
        finding.Outlook.ShouldBe("Kubernetes will call this failed in 9m");
    }

    [Fact]
    public void They_are_a_symptom_where_a_cause_is_known()
    {
        Stuck().Diagnose(Pod("web-2-a", Given.Waiting("ErrImagePull", "x: not found"))).Single().Cause.ShouldBe("image-pull");
    }

    [Fact]
    public void A_Pod_that_is_just_starting_holds_nothing_up()
    {
        Stuck().Diagnose(Pod("web-2-a", Running(3), metadata: $$""","creationTimestamp":"{{Ago(5)}}" """)).ShouldBeEmpty();
    }

    [Fact]
    public void A_deadline_that_is_over_is_final()
    {
        var finding = new Given().About(Deployment("""{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"timed out"}""")).Diagnose()[0];
        (finding.Summary, finding.IsFinal).ShouldBe(("no progress within the deadline", true));
    }

    [Fact]
    public void Paused_and_ready_seconds_are_as_they_are_meant()
    {
        var paused = new Given().About(Deployment(spec: ""","paused":true""")).Diagnose().Single();
        (paused.Summary, paused.IsByDesign, paused.Remedy).ShouldBe(("its newest template waits to be resumed", true, "kubectl rollout resume deployment/web"));

        var maker = Object("apps/v1", "ReplicaSet", "web-2", """ "spec":{} """);
        var ready = Object("v1", "Pod", "web-2-a", $$""" "spec":{},"status":{"conditions":[{"type":"Ready","status":"True","lastTransitionTime":"{{Ago(10)}}"}]} """, ""","ownerReferences":[{"uid":"ReplicaSet-web-2","controller":true}]""");
        var slow = new Given().About(Deployment(spec: ""","minReadySeconds":30""")).Maker(maker).With(ready).Diagnose().Single();
        (slow.Summary, slow.Outlook, slow.IsByDesign).ShouldBe(("each new Pod has to stay Ready for 30s before it counts", "the next counts in 20s", true));
    }

    [Fact]
    public void A_finished_rollout_has_nothing_to_tell()
    {
        new Given().About(Object("apps/v1", "Deployment", "web", """ "spec":{"replicas":3},"status":{"replicas":3,"updatedReplicas":3,"availableReplicas":3} """)).Diagnose().ShouldBeEmpty();
    }

    [Fact]
    public void A_StatefulSet_waits_for_one_Pod_for_people_or_at_its_partition()
    {
        var ordered = Object("apps/v1", "StatefulSet", "db", """ "spec":{"replicas":3},"status":{"replicas":1} """);
        new Given().About(ordered).Diagnose(Pod("db-0", Running())).Single().Summary.ShouldBe("no further Pod is made until db-0 is Ready (OrderedReady)");
        var onDelete = Object("apps/v1", "StatefulSet", "db", """ "spec":{"replicas":3,"updateStrategy":{"type":"OnDelete"}},"status":{"replicas":3,"updatedReplicas":1} """);
        new Given().About(onDelete).Diagnose().Single().ShouldSatisfyAllConditions(
            f => f.Summary.ShouldBe("2 Pods keep the old template until they are deleted (OnDelete)"), f => f.IsByDesign.ShouldBeTrue());
        var partition = Object("apps/v1", "StatefulSet", "db", """ "spec":{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":2}}},"status":{"replicas":3,"currentRevision":"a","updateRevision":"b"} """);
        new Given().About(partition).Diagnose().Single().Summary.ShouldBe("Pods below ordinal 2 keep the old revision (partition)");
    }

    [Fact]
    public void A_budget_that_holds_a_drain_is_named_for_the_node_and_for_the_workload()
    {
        var node = Object("v1", "Node", "node-1", """ "spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}]} """);
        var budget = Object("policy/v1", "PodDisruptionBudget", "web", """ "spec":{"selector":{"matchLabels":{"app":"web"}}},"status":{"disruptionsAllowed":0,"expectedPods":1,"currentHealthy":1,"desiredHealthy":1} """);
        var pod = Object("v1", "Pod", "web-1", """ "spec":{"nodeName":"node-1"},"status":{"conditions":[{"type":"Ready","status":"True"}]} """, ""","labels":{"app":"web"},"ownerReferences":[{"uid":"ReplicaSet-rs","controller":true}]""");
        const string summary = "PodDisruptionBudget web allows no Pod to leave node-1, which is cordoned";
        var finding = new Given().With(node, budget, pod).Maker(Object("apps/v1", "ReplicaSet", "rs", """ "spec":{} """)).Diagnose().Single();
        (finding.Summary, finding.Evidence[0].Text).ShouldBe((summary, "healthy 1, needed 1, disruptions allowed 0"));
        new Given().With(budget, pod).About(node).Diagnose().Single(f => !f.IsByDesign).Summary.ShouldBe(summary);
    }

    private static Given Stuck() => new Given().About(Deployment());

    private static KubeObject Deployment(string? progress = null, string spec = "") => Object("apps/v1", "Deployment", "web", $$$"""
        "spec":{"replicas":3,"progressDeadlineSeconds":600,"strategy":{"rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}{{{spec}}}},
        "status":{"replicas":4,"updatedReplicas":1,"availableReplicas":3,"conditions":[{{{progress ?? $$"""{"type":"Progressing","status":"True","reason":"ReplicaSetUpdated","lastUpdateTime":"{{Ago(60)}}"}"""}}}]}
        """);
}
