using Kubespy.Core.Objects;
using Kubespy.Core.Story;
using Kubespy.Core.Story.Telling;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Story;

/// <summary>Stories of other kinds than Deployments, and of what is around them: autoscalers, Services, nodes.</summary>
public sealed class EmbeddedKindStoryTests
{
    private const string Web = "/apis/apps/v1/namespaces/default/deployments/web";
    private const string Pods = "/api/v1/namespaces/default/pods/";
    private const string Created = "creation: subject=deploy/web; author=kubectl-create; revision=1; outcome=complete";

    [Fact]
    public void A_StatefulSet_from_its_making_to_a_template_that_it_cannot_leave() => new StoryCluster().Create("/apis/apps/v1/namespaces/default/statefulsets", """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: default}
        spec:
          replicas: 3
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: c, image: "db:1"}]}
        """).Run(60).Image("db", "db:2", "statefulsets").Run(60).Image("db", "db:1", "statefulsets").Run(60).Delete(Pods + "db-1").Run(30)
        .Scale("db", 2, "statefulsets").Run(30).Image("db", "db:bad", "statefulsets").Run(60).Tell("StatefulSet", "db").ShouldTell(
            "creation: subject=sts/db; replicas=3; revision=1; outcome=complete",
            "rollout: from=1; to=2; changes=image 1 → 2; author=kubectl-set; newPods=3; oldPods=3; lowest=2; waits=2; outcome=complete",
            "rollback: from=2; to=3; earlier=1; author=kubectl-set; newPods=3; oldPods=3; outcome=complete",
            "self-heal: cause=deleted; lost=1; made=1; lowest=2; outcome=complete",
            "scaling: from=3; to=2; author=kubectl; outcome=complete",
            "rollout: from=3; to=4; outcome=going-on; cause=image-pull; lowest=1",
            "trouble: cause=image-pull; pods=1; outcome=going-on");

    [Fact]
    public void A_DaemonSet_goes_node_by_node_and_back() => new StoryCluster().Create("/apis/apps/v1/namespaces/default/daemonsets", """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent, namespace: default}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {containers: [{name: c, image: "agent:1"}]}
        """).Run(30).Image("agent", "agent:2", "daemonsets").Run(60).Image("agent", "agent:1", "daemonsets").Run(60).Tell("DaemonSet", "agent").ShouldTell(
            "creation: subject=ds/agent; outcome=complete",
            "rollout: from=1; to=2; newPods=3; oldPods=3; lowest=2; outcome=complete",
            "rollback: from=2; to=3; earlier=1; newPods=3; oldPods=3; outcome=complete");

    [Fact]
    public void A_Job_that_fails_says_why() => new StoryCluster().Create("/apis/batch/v1/namespaces/default/jobs", """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once, namespace: default}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              containers: [{name: c, image: "job:1", env: [{name: EXIT, value: "3"}]}]
        """).Run(300).Tell("Job", "once").ShouldTell(
            "creation: subject=job/once",
            "job-run: completions=1; succeeded=0; failed=1; outcome=failed; reason=BackoffLimitExceeded: Job has reached the specified backoff limit",
            "trouble: cause=crash-loop; pods=1; outcome=complete");

    [Fact]
    public void A_CronJob_is_the_story_of_its_Jobs() => new StoryCluster().Create("/apis/batch/v1/namespaces/default/cronjobs", """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: tick, namespace: default}
        spec:
          schedule: "* * * * *"
          jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "job:1", env: [{name: EXIT0, value: "3"}]}]}}}}
        """).Run(130).Tell("CronJob", "tick").ShouldTell("creation: subject=cj/tick", "job-run: succeeded=1; outcome=complete", "job-run: succeeded=1; outcome=complete");

    [Fact]
    public void The_Jobs_of_a_whole_night_are_one_sentence() => StoryText.Paragraph(new StoryCluster().Create("/apis/batch/v1/namespaces/default/cronjobs", """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: tick, namespace: default}
        spec:
          schedule: "* * * * *"
          jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "job:1", env: [{name: EXIT0, value: "3"}]}]}}}}
        """).Run((6 * 60) - 20).Tell("CronJob", "tick")).ShouldMatch(@"^tick was created by kubectl-create\. [0-9.]+s later five Jobs, tick-\d+ to tick-\d+, ran to their end, each in [0-9.]+s( to [0-9.]+s)?\.$");

    internal const string Autoscaler = """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: grow, namespace: default}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          minReplicas: 2
          maxReplicas: 6
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
        """;

    [Fact]
    public void An_autoscaler_has_a_story_of_its_own()
    {
        const string path = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
        var story = new StoryCluster().Web(2).Create(path, Autoscaler).Run(60).Patch(Web, """{"metadata":{"annotations":{"kubespy.dev/cpu":"400m"}}}""", "kubectl-annotate").Run(180)
            .Patch(path + "/grow", """{"spec":{"maxReplicas":8}}""", "kubectl-edit", "application/merge-patch+json").Run(5).Tell("HorizontalPodAutoscaler", "grow");
        story.ShouldTell(
            "creation: subject=hpa/grow; author=kubectl-create",
            "scaling: subject=deploy/web; from=2; to=4; by=autoscaler; author=hpa/grow; reason=cpu resource utilization (percentage of request) above target; outcome=complete",
            "scaling: subject=deploy/web; from=4; to=6; by=autoscaler; author=hpa/grow; outcome=complete",
            "setting: subject=hpa/grow; changes=maxReplicas 6 → 8; author=kubectl-edit",
            "scaling: subject=deploy/web; from=6; to=8; by=autoscaler; author=hpa/grow; outcome=complete");
        StoryText.Paragraph(story).ShouldContain("grow scaled Deployment web from 2 to 4 (cpu resource utilization (percentage of request) above target).");
    }

    [Fact]
    public void An_autoscaler_is_told_from_a_hand() => new StoryCluster().Web(2).Create("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", Autoscaler).Run(60).Patch(Web, """{"metadata":{"annotations":{"kubespy.dev/cpu":"400m"}}}""", "kubectl-annotate").Run(180).Scale("web", 3).Run(20).Tell().ShouldTell(
            Created,
            "creation: subject=hpa/grow; author=kubectl-create",
            "scaling: from=2; to=4; by=autoscaler; author=hpa/grow; reason=cpu resource utilization (percentage of request) above target; outcome=complete",
            "scaling: from=4; to=6; by=autoscaler; author=hpa/grow; outcome=complete",
            "scaling: from=6; to=3; by=hand; author=kubectl; outcome=overtaken",
            "scaling: from=3; to=6; by=autoscaler; author=hpa/grow; outcome=complete");

    [Fact]
    public void The_only_Pod_of_a_Service_leaves_it_without_an_endpoint()
    {
        var cluster = new StoryCluster().Web(1).Create("/api/v1/namespaces/default/services", "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec: {selector: {app: web}, ports: [{port: 80}]}").Run(10);
        var story = cluster.Delete(Pods + cluster.Pods("web-")[0].Name).Run(30).Tell();
        story.ShouldTell(
            Created, "creation: subject=svc/web", "self-heal: cause=deleted; lowest=0; wanted=1", "no-endpoints: subject=svc/web; times=1; why=none of the Pods it selects is Ready; outcome=complete");
        StoryText.Paragraph(story).ShouldContain("Nothing was available meanwhile; it was Ready again after ");
    }

    [Fact]
    public void A_claim_is_told_from_its_making_to_its_volume()
    {
        var story = new StoryCluster().Create("/api/v1/namespaces/default/persistentvolumeclaims", """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: default}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """).Run(5).Tell("PersistentVolumeClaim", "data");
        story.ShouldTell(
            "creation: subject=pvc/data; author=kubectl-create",
            "setting: subject=pvc/data",
            "state-change: subject=pvc/data; changes=phase Pending → Bound; author=kube-controller-manager");
        story.Closing.ShouldBe("Bound");
        StoryText.Line(story).ShouldEndWith("phase Pending → Bound; now Bound");
    }

    [Fact]
    public void What_is_kept_in_a_ConfigMap_is_told_and_what_is_in_a_Secret_is_not()
    {
        const string path = "/api/v1/namespaces/default/";
        var cluster = new StoryCluster()
            .Create(path + "configmaps", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"how","namespace":"default"},"data":{"mode":"slow"} }""")
            .Create(path + "secrets", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"key","namespace":"default"},"stringData":{"word":"hush"} }""").Observe().Run(1)
            .Patch(path + "configmaps/how", """{"data":{"mode":"fast"} }""", "kubectl-edit", "application/merge-patch+json")
            .Patch(path + "secrets/key", """{"stringData":{"word":"open"} }""", "kubectl-edit", "application/merge-patch+json").Run(1);
        StoryText.Paragraph(cluster.Tell("ConfigMap", "how")).ShouldBe("When the recording began, how was there: exists. kubectl-edit changed data.mode slow → fast of how.");
        StoryText.Paragraph(cluster.Tell("Secret", "key")).ShouldBe("When the recording began, key was there: exists. kubectl-edit changed data.word of key.");
    }

    [Fact]
    public void Conditions_of_an_object_of_any_kind_are_told()
    {
        const string issued = """{"apiVersion":"example.com/v1","kind":"Certificate","metadata":{"name":"tls","namespace":"default","uid":"c","resourceVersion":"REVISION","generation":1},"spec":{"host":"a"},"status":{"conditions":[CONDITION]}}""";
        var teller = new StoryTeller("Certificate", "default", "tls");
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        teller.Apply(new SourceEvent.ObjectChanged(time, ChangeType.Added, Version("1", ""), true));
        teller.Apply(new SourceEvent.ObjectChanged(time.AddSeconds(2), ChangeType.Modified, Version("2", """{"type":"Ready","status":"False","reason":"Pending"}""")));
        teller.Apply(new SourceEvent.ObjectChanged(time.AddSeconds(5), ChangeType.Modified, Version("3", """{"type":"Ready","status":"True","reason":"Issued"}""")));

        var story = teller.Tell(time.AddSeconds(9));

        story.ShouldTell("state-change: changes=Ready False (Pending)", "state-change: changes=Ready False → True (Issued)");
        story.Closing.ShouldBe("Ready");
        teller.Tell(time.AddSeconds(9)).Opening.ShouldBe("exists");

        KubeObject Version(string revision, string condition) => KubeObject.Parse(issued.Replace("REVISION", revision, StringComparison.Ordinal).Replace("CONDITION", condition, StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_stays_away_is_told_as_still_away()
    {
        var cluster = new StoryCluster().Web();
        cluster.StopNode("node-1");
        var story = cluster.Run(400).Tell();
        story.ShouldTell(Created, "node-lost: node=node-1; pods=1; outcome=going-on", "self-heal: cause=evicted, its node lost; author=taint-eviction-controller; lost=1; made=1; waits=1; outcome=complete");
        StoryText.Paragraph(story).ShouldContain("node-1 is not Ready");
    }

    [Fact]
    public void A_node_that_comes_back_in_time_costs_no_Pod()
    {
        var cluster = new StoryCluster().Web();
        cluster.StopNode("node-1");
        cluster.Run(60);
        cluster.StartNode("node-1");
        cluster.Run(60).Tell().ShouldTell(Created, "node-lost: node=node-1; pods=1; outcome=complete");
    }

    [Fact]
    public void Two_losses_at_a_time_are_both_over_when_all_are_whole_again()
    {
        var cluster = new StoryCluster().Web();
        cluster.StopNode("node-1");
        cluster.Run(60);
        var pod = cluster.Pods("web-").First(p => p.Root.StringAt("spec", "nodeName") != "node-1");
        cluster.Delete(Pods + pod.Name).Run(400).Tell().ShouldTell(
            Created,
            "node-lost: node=node-1; pods=1; outcome=going-on",
            "self-heal: cause=deleted; lost=1; made=1; outcome=complete",
            "self-heal: cause=evicted, its node lost; lost=1; made=1; outcome=complete");
    }

    [Fact]
    public void A_node_has_a_story_of_its_own()
    {
        var cluster = new StoryCluster().Web(6);
        var node = cluster.Pods("web-")[0].Root.StringAt("spec", "nodeName")!;
        cluster.StopNode(node);
        cluster.Run(60);
        cluster.StartNode(node);
        var story = cluster.Run(30).Tell("Node", node, "");
        story.ShouldTell($"node-lost: node={node}; outcome=complete");
        (story.Opening, story.Closing).ShouldBe(("Ready", "Ready"));
        StoryText.Paragraph(story).ShouldStartWith($"When the recording began, {node} was there: Ready. {node} was not Ready for ");
    }

    [Fact]
    public void A_node_that_is_removed_takes_its_Pods_with_it()
    {
        var cluster = new StoryCluster().Web();
        cluster.StopNode("node-1");
        cluster.Run(60).Delete("/api/v1/nodes/node-1").Run(100).Tell().ShouldTell(
            Created, "node-lost: node=node-1; pods=1; outcome=deleted", "self-heal: cause=removed with its node; author=pod-garbage-collector; lost=1; made=1; waits=1; outcome=complete");
    }

    [Fact]
    public void A_drained_node_is_cordoned_and_its_Pods_are_evicted()
    {
        var cluster = new StoryCluster().Web();
        var pod = cluster.Pods("web-")[0];
        var node = pod.Root["spec"]!["nodeName"]!.AsString()!;
        cluster.Patch($"/api/v1/nodes/{node}", """{"spec":{"unschedulable":true}}""", "kubectl-cordon").Run(1);
        cluster.Evict(pod.Name).Run(30).Tell().ShouldTell(
            Created,
            $"setting: subject=node/{node}; author=kubectl-cordon; changes=cordoned",
            "self-heal: cause=evicted through the API; author=unknown; lost=1; made=1; lowest=2; outcome=complete");
    }
}
