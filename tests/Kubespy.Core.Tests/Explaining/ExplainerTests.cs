using Kubespy.Core.Explaining;
using Kubespy.Core.Objects;
using Kubespy.Core.Tests.Findings;
using Kubespy.Core.Tracing;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Explaining;

/// <summary>What is made of objects written by hand: the verdict, what still serves, the history, what cannot be known.</summary>
public sealed class ExplainerTests
{
    private const string Owned = ""","ownerReferences":[{"kind":"X","uid":"StatefulSet-db","controller":true}]""";

    [Fact]
    public void A_StatefulSet_says_what_still_serves_and_since_when_it_does_not()
    {
        var set = Object("apps/v1", "StatefulSet", "db", """ "spec":{"replicas":3},"status":{"replicas":3,"readyReplicas":2,"availableReplicas":2,"currentRevision":"a","updateRevision":"a"} """);
        var why = Explain(new Given().About(set).With(Pod("db-2", Waiting("CrashLoopBackOff", "", 5, Ended(1)), metadata: Owned)));
        why.Sentence.ShouldBe("Stuck: container c keeps crashing (exit code 1). 2/3 serve.");
        (why.IsWell, why.Since).ShouldBe((false, Now.AddSeconds(-60)));
        why.Unknowable.ShouldContain("how containers ended before their last restart");
    }

    [Fact]
    public void Events_that_were_combined_are_not_said_to_have_been_all_the_same()
    {
        var deployment = Object("apps/v1", "Deployment", "web", """ "spec":{"replicas":1,"selector":{} },"status":{} """);
        const string last = "(combined from similar events): Scaled down replica set web-a from 1 to 0";
        var why = Explain(new Given().About(deployment).Event(deployment, "ScalingReplicaSet", last, count: 8, type: "Normal"));
        why.History.Select(h => h.Text).ShouldContain("8 like these, the last: Scaled down replica set web-a from 1 to 0");
    }

    [Fact]
    public void Nothing_that_serves_is_said_to_be_nothing()
    {
        var set = Object("apps/v1", "DaemonSet", "agent", """ "status":{"desiredNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":0} """);
        Explain(new Given().About(set)).Serving.ShouldBe("Nothing serves, 0/2");
    }

    [Fact]
    public void A_Pod_that_is_Ready_just_now_but_keeps_crashing_is_not_well()
    {
        var pod = Object("v1", "Pod", "web-1", $$"""
            "spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"c","ready":true,{{Running(5, 4, Ended(1, secondsAgo: 30))}}}]}
            """);
        var why = Explain(new Given().About(pod));
        (why.Sentence, why.IsWell).ShouldBe(("Ready: container c keeps crashing (exit code 1).", false));
        why.History.Select(h => h.Text).ShouldContain("container c ended: exit code 1, 4 restarts");
    }

    [Fact]
    public void A_Service_that_publishes_Pods_that_are_not_Ready_gives_them_traffic()
    {
        const string spec = """ ,"containers":[{"name":"c","image":"x","readinessProbe":{"exec":{"command":["false"]}}}] """;
        var pod = Pod("web-1", Running(), spec, ""","labels":{"app":"web"}""");
        var service = Object("v1", "Service", "web", """ "spec":{"type":"ClusterIP","publishNotReadyAddresses":true,"selector":{"app":"web"}} """);
        var slice = Object("discovery.k8s.io/v1", "EndpointSlice", "web-a", """ "endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true},"targetRef":{"uid":"Pod-web-1","name":"web-1"}}] """, ""","labels":{"kubernetes.io/service-name":"web"}""");
        var why = Explain(new Given().About(service).With(pod, slice).Event(pod, "Unhealthy", "Readiness probe failed: ", "c"));
        why.Sentence.ShouldBe("Ready: readiness probe of container c fails: it said nothing. 0 of 1 Pods it selects are Ready; all get traffic (publishNotReadyAddresses).");
        why.Findings.Single().Waiting.ShouldBe("it gets traffic all the same: the Service publishes Pods that are not Ready");
    }

    [Theory]
    [InlineData("Complete", true)]
    [InlineData("Failed", false)]
    public void What_the_Pods_of_a_Job_suffered_before_it_was_complete_is_history(string condition, bool isWell)
    {
        var job = Object("batch/v1", "Job", "j", $$""" "spec":{"completions":1},"status":{"failed":1,"succeeded":1,"conditions":[{"type":"{{condition}}","status":"True"}]} """);
        var failed = Object("v1", "Pod", "j-1", $$""" "spec":{"nodeName":"n"},"status":{"phase":"Failed","containerStatuses":[{"name":"c","restartCount":0,"state":{{Ended(3)}}}]} """, ""","ownerReferences":[{"uid":"Job-j","controller":true}]""");
        Explain(new Given().About(job).With(failed)).IsWell.ShouldBe(isWell);
    }

    [Fact]
    public void A_Job_that_ran_out_of_time_says_so()
    {
        var job = Object("batch/v1", "Job", "j", """ "spec":{"completions":1,"activeDeadlineSeconds":5},"status":{"failed":1,"conditions":[{"type":"Failed","status":"True","reason":"DeadlineExceeded","message":"Job was active longer than specified deadline"}]} """);
        var why = Explain(new Given().About(job));
        (why.IsWell, why.Findings.Single().Cause).ShouldBe((false, "job-failed"));
        why.Sentence.ShouldBe("Failed: ran longer than its deadline, activeDeadlineSeconds 5. 0/1 done.");
    }

    [Fact]
    public void What_an_object_without_rules_says_of_itself_is_its_cause()
    {
        var widget = Object("x.io/v1", "Widget", "w", """ "status":{"conditions":[{"type":"Ready","status":"False","reason":"NoDisk","message":"disk gone"}]} """);
        Explain(new Given().About(widget)).Sentence.ShouldBe("Progressing: NotReady: disk gone.");
    }

    [Theory]
    [InlineData(30, true, "under way, and nothing known holds it up")]
    [InlineData(200, false, "no progress for 3m20s, and the cause is not known")]
    public void What_makes_no_progress_for_no_known_cause_is_not_well(int progressedSecondsAgo, bool isWell, string cause)
    {
        var deployment = Object("apps/v1", "Deployment", "web", $$"""
            "spec":{"replicas":3},"status":{"replicas":3,"updatedReplicas":3,"availableReplicas":1,"conditions":[{"type":"Progressing","status":"True","reason":"ReplicaSetUpdated","lastUpdateTime":"{{Ago(progressedSecondsAgo)}}"}]}
            """);
        var why = Explain(new Given().About(deployment));
        (why.Verdict, why.IsWell, why.Cause).ShouldBe((Verdict.Progressing, isWell, cause));
    }

    [Fact]
    public void A_hand_is_named_only_where_times_prove_it()
    {
        var deployment = Object("apps/v1", "Deployment", "web", """ "spec":{"replicas":1,"template":{}},"status":{} """, """
            ,"managedFields":[{"manager":"helm","operation":"Update","time":"AGO","fieldsV1":{"f:spec":{"f:template":{}}}}]
            """.Replace("AGO", Ago(120), StringComparison.Ordinal));
        var given = new Given().About(deployment)
            .With(Revision("web-1", 1, 120), Revision("web-2", 2, 60));
        Explain(given).History.Where(h => h.Source.StartsWith("ReplicaSet", StringComparison.Ordinal)).Select(h => (h.Text, h.Source))
            .ShouldBe([("revision 1 via helm", "ReplicaSet, managedFields"), ("revision 2", "ReplicaSet")]);
    }

    [Fact]
    public void A_revision_that_was_used_again_stands_where_it_was_and_where_it_is()
    {
        var deployment = Object("apps/v1", "Deployment", "web", """ "spec":{"replicas":1,"template":{}},"status":{} """);
        var given = new Given().About(deployment).With(Revision("web-1", 3, 120, ""","deployment.kubernetes.io/revision-history":"1" """), Revision("web-2", 2, 60));
        Explain(given).History.Where(h => h.Source == "ReplicaSet").Select(h => (h.Text, h.Time)).ShouldBe(
            [("revision 1", Now.AddSeconds(-120)), ("revision 2", Now.AddSeconds(-60)), ("revision 3 (revision 1 used again)", null)]);
    }

    [Fact]
    public void A_StatefulSets_revisions_are_its_ControllerRevisions()
    {
        var set = Object("apps/v1", "StatefulSet", "db", """ "spec":{"replicas":1},"status":{"replicas":1,"availableReplicas":1} """);
        var history = Explain(new Given().About(set).With(ControllerRevision(1, "a:1"), ControllerRevision(2, "a:2"))).History;
        history.Where(h => h.Source == "ControllerRevision").Select(h => h.Text).ShouldBe(["revision 1", "revision 2, image 1 → 2"]);
    }

    [Fact]
    public void What_may_not_be_read_is_not_knowable()
    {
        Explain(new Given { Forbidden = ["nodes"] }.About(Object("v1", "Pod", "web-1", """ "spec":{},"status":{} """))).Unknowable
            .ShouldBe(["who wrote it (managedFields name nobody)", "nodes (forbidden)"]);
    }

    [Fact]
    public void A_history_has_a_bound_and_says_what_it_leaves_out()
    {
        var pod = Object("v1", "Pod", "web-1", """ "spec":{},"status":{"conditions":[CONDITIONS]} """.Replace(
            "CONDITIONS", string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"type":"example.com/{{i}}","status":"True","lastTransitionTime":"{{Ago(i)}}"}""")), StringComparison.Ordinal));
        var history = Explain(new Given().About(pod)).History;
        history.Count.ShouldBe(41);
        history[0].Text.ShouldBe("61 older lines are left out");
    }

    private static KubeObject ControllerRevision(int number, string image) => Object(
        "apps/v1", "ControllerRevision", $"db-{number}", """ "revision":NUMBER,"data":{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"IMAGE"}]}}}} """
            .Replace("NUMBER", $"{number}", StringComparison.Ordinal).Replace("IMAGE", image, StringComparison.Ordinal), Owned);

    private static KubeObject Revision(string name, int number, int createdSecondsAgo, string annotations = "") => Object("apps/v1", "ReplicaSet", name, """ "spec":{},"status":{} """, $$"""
        ,"creationTimestamp":"{{Ago(createdSecondsAgo)}}","annotations":{"deployment.kubernetes.io/revision":"{{number}}"{{annotations}}},"ownerReferences":[{"uid":"Deployment-web","controller":true}]
        """);

    private static Explanation Explain(Given given) => Explainer.Explain(given.World());
}
