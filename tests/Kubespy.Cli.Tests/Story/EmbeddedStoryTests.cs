using Kubespy.Core.Story.Telling;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Tests.Story;

/// <summary>Stories of what was done to an embedded cluster, in virtual time: what no recording at hand has.</summary>
public sealed class EmbeddedStoryTests
{
    private const string Web = "/apis/apps/v1/namespaces/default/deployments/web";
    private const string Pods = "/api/v1/namespaces/default/pods/";
    private const string Created = "creation: subject=deploy/web; author=kubectl-create; revision=1; outcome=complete";

    [Fact]
    public void A_change_amid_a_rollout_overtakes_it() => new StoryCluster().Web(6).Image("web", "web:2").Run(1).Image("web", "web:3").Run(40).Tell().ShouldTell(
        Created,
        "rollout: from=1; to=2; changes=image 1 → 2; author=kubectl-set; outcome=overtaken; unblockedBy=rollout",
        "rollout: from=2; to=3; changes=image 2 → 3; author=kubectl-set; outcome=complete; floor=5; ceiling=8; newPods=6");

    [Fact]
    public void An_undo_amid_a_rollout_is_a_rollback_to_the_revision_it_came_from() => new StoryCluster().Web(6).Image("web", "web:2").Run(1).Image("web", "web:1").Run(40).Tell().ShouldTell(
        Created,
        "rollout: from=1; to=2; outcome=overtaken; unblockedBy=rollback",
        "rollback: from=2; to=3; earlier=1; changes=image 2 → 1; outcome=complete");

    [Fact]
    public void A_broken_template_is_ended_by_the_next() => new StoryCluster().Web().Image("web", "web:bad").Run(20).Image("web", "web:3").Run(40).Tell().ShouldTell(
        Created,
        "rollout: from=1; to=2; outcome=failed; cause=image-pull; failure=image web:bad not found; lowest=3; newPods=1; waits=1; unblockedBy=rollout",
        "trouble: cause=image-pull; pods=1; unblockedBy=another template; outcome=complete",
        "rollout: from=2; to=3; outcome=complete; lowest=3; newPods=3; oldPods=4; waits=3");

    [Fact]
    public void Scaled_amid_a_rollout_it_is_held_to_the_smaller_promise()
    {
        var story = new StoryCluster().Web(6).Image("web", "web:2").Run(1).Scale("web", 8).Run(40).Tell();
        story.ShouldTell(Created, "rollout: from=1; to=2; outcome=complete; floor=5; newPods=8", "scaling: from=6; to=8; author=kubectl; by=hand; outcome=complete");
        StoryText.Paragraph(story).ShouldContain("Availability never fell below 5.");
    }

    [Fact]
    public void Several_changes_while_paused_amid_a_rollout_go_out_as_one() => new StoryCluster().Web(6).Image("web", "web:2").Run(0.3)
        .Patch(Web, """{"spec":{"paused":true}}""", "kubectl-rollout").Run(5)
        .Image("web", "web:3").Run(5)
        .Patch(Web, """{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"A","value":"1"}]}]}}}}""", "kubectl-edit").Run(5)
        .Patch(Web, """{"spec":{"paused":null}}""", "kubectl-rollout").Run(40).Tell().ShouldTell(
            Created,
            "rollout: from=1; to=2; outcome=overtaken",
            "pause: author=kubectl-rollout; changes=2; outcome=complete; resumedBy=unknown",
            "rollout: from=2; to=3; changes=image 2 → 3, env A added; author=kubectl-set and kubectl-edit; outcome=complete");

    [Fact]
    public void Paused_and_resumed_without_a_change_it_is_one_rollout() => new StoryCluster().Web(6).Image("web", "web:2").Run(0.5)
        .Patch(Web, """{"spec":{"paused":true}}""", "kubectl-rollout").Run(5)
        .Patch(Web, """{"spec":{"paused":null}}""", "kubectl-rollout").Run(40).Tell().ShouldTell(
            Created, "rollout: from=1; to=2; outcome=complete; newPods=6; oldPods=6", "pause: author=kubectl-rollout; changes=0; outcome=complete");

    [Fact]
    public void Pods_that_are_deleted_at_once_are_one_loss()
    {
        var cluster = new StoryCluster().Web();
        foreach (var pod in cluster.Pods("web-").Take(2))
        {
            cluster.Delete(Pods + pod.Name);
        }

        cluster.Run(30).Tell().ShouldTell(Created, "self-heal: cause=deleted; author=unknown; lost=2; made=2; lowest=1; outcome=complete");
    }

    [Fact]
    public void A_Pod_deleted_without_grace_is_a_loss_as_well()
    {
        var cluster = new StoryCluster().Web();
        cluster.Delete(Pods + cluster.Pods("web-")[0].Name, """{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0}""").Run(30).Tell()
            .ShouldTell(Created, "self-heal: cause=deleted; lost=1; made=1; outcome=complete");
    }

    [Fact]
    public void A_quota_that_is_used_up_holds_a_scaling_until_it_is_raised()
    {
        var cluster = new StoryCluster().Create("/api/v1/namespaces/default/resourcequotas", """
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: small, namespace: default}
            spec: {hard: {pods: "4"}}
            """).Run(2).Web().Scale("web", 6).Run(30).Patch("/api/v1/namespaces/default/resourcequotas/small", """{"spec":{"hard":{"pods":"10"}}}""", "kubectl-edit").Run(1200);
        var story = cluster.Tell();
        story.ShouldTell(
            Created,
            "scaling: from=3; to=6; outcome=complete",
            "trouble: cause=pods-refused; unblockedBy=ResourceQuota small was changed by kubectl-edit; outcome=complete");
        StoryText.Paragraph(story).ShouldContain("quota small is used up", Case.Insensitive);
    }

    [Fact]
    public void A_ConfigMap_that_comes_ends_the_wait_for_it() => new StoryCluster().Web()
        .Patch(Web, """{"spec":{"template":{"spec":{"containers":[{"name":"c","envFrom":[{"configMapRef":{"name":"missing"}}]}]}}}}""", "kubectl-edit").Run(60)
        .Create("/api/v1/namespaces/default/configmaps", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: missing, namespace: default}\ndata: {a: b}").Run(60).Tell().ShouldTell(
            Created,
            "rollout: from=1; to=2; changes=envFrom; author=kubectl-edit; outcome=complete",
            "trouble: cause=configuration-missing; summary=ConfigMap missing does not exist; pods=1; unblockedBy=ConfigMap missing was created by kubectl-create; outcome=complete");

    [Fact]
    public void What_fits_no_node_is_told_with_the_nodes_words() => new StoryCluster().Web()
        .Patch(Web, """{"spec":{"template":{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"900"}}}]}}}}""", "kubectl-edit").Run(60).Tell().ShouldTell(
            Created,
            "rollout: from=1; to=2; outcome=going-on; cause=unschedulable; lowest=3",
            "trouble: cause=unschedulable; pods=1; outcome=going-on");

    [Fact]
    public void A_container_that_crashes_once_is_told_once()
    {
        var cluster = new StoryCluster().Web();
        cluster.Patch(Pods + cluster.Pods("web-")[0].Name, """{"metadata":{"annotations":{"kubespy.dev/crash":"1"}}}""", "kubespy").Run(120).Tell()
            .ShouldTell(Created, "trouble: cause=crash-loop; summary=container c crashed (exit code 1); pods=1; restarts=1; outcome=complete");
    }

    [Fact]
    public void A_container_that_runs_again_has_not_got_over_its_crash_yet()
    {
        var cluster = new StoryCluster().Web();
        var story = cluster.Patch(Pods + cluster.Pods("web-")[0].Name, """{"metadata":{"annotations":{"kubespy.dev/crash":"1"}}}""", "kubespy").Run(20).Tell();
        story.ShouldTell(Created, "trouble: cause=crash-loop; pods=1; restarts=1; outcome=going-on");
        StoryText.Paragraph(story).ShouldMatch(@"container c crashed \(exit code 1\) \([a-z0-9]{5}, one restart\); Ready again for [0-9.]+s, too short a while to call it over\.$");
        StoryText.Line(story).ShouldContain(", Ready again just now; now revision 1, 3/3 available");
    }

    [Fact]
    public void A_container_that_crashed_once_and_ran_on_was_not_ended_by_the_next_template()
    {
        var cluster = new StoryCluster().Web();
        var story = cluster.Patch(Pods + cluster.Pods("web-")[0].Name, """{"metadata":{"annotations":{"kubespy.dev/crash":"1"}}}""", "kubespy").Run(40).Image("web", "web:2").Run(40).Tell();
        story.ShouldTell(Created, "trouble: cause=crash-loop; restarts=1; unblockedBy=its Pods became Ready; outcome=complete", "rollout: from=1; to=2; outcome=complete");
        story.Happenings[1].Took.ShouldNotBeNull().TotalSeconds.ShouldBeLessThan(5);
    }

    [Fact]
    public void Containers_out_of_memory_are_one_trouble_of_the_new_revision() => new StoryCluster().Web()
        .Patch(Web, """{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"OOM","value":"3"}]}]}}}}""", "kubectl-edit").Run(90).Tell()
        .ShouldTell(Created, "rollout: from=1; to=2; outcome=complete; lowest=3", "trouble: cause=out-of-memory; pods=3; outcome=going-on");

    [Fact]
    public void An_orphaned_ReplicaSet_is_adopted_by_the_next_of_its_name() => new StoryCluster().Web()
        .Delete(Web, """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Orphan"}""").Run(10).Web().Run(10).Tell().ShouldTell(
            Created,
            "deletion: subject=deploy/web; policy=orphan; outcome=complete",
            "orphaning: owner=deploy/web; pods=3",
            "creation: subject=deploy/web; outcome=complete",
            "adoption: owner=deploy/web; surplus=0");

    [Fact]
    public void A_label_that_is_changed_names_who_changed_it()
    {
        var cluster = new StoryCluster().Web();
        cluster.Patch(Pods + cluster.Pods("web-")[0].Name, """{"metadata":{"labels":{"app":"other"}}}""", "kubectl-label").Run(10).Tell()
            .ShouldTell(Created, "release: author=kubectl-label; label=app; made=1; outcome=complete");

        // The trace tells the same.
        var tracer = new DeploymentTracer("web", "default");
        foreach (var news in cluster.Events)
        {
            tracer.Apply(news);
        }

        tracer.Trace(cluster.Now).Log.ShouldContain(l => l.Log.EndsWith("label app changed from web to other via kubectl-label", StringComparison.Ordinal));
    }

    [Fact]
    public void A_ReplicaSet_that_is_deleted_is_made_again_with_its_Pods()
    {
        var cluster = new StoryCluster().Web();
        var set = cluster.Pods("web-")[0].ControllerRef!.Name;
        cluster.Delete("/apis/apps/v1/namespaces/default/replicasets/" + set).Run(60).Tell().ShouldTell(
            Created,
            $"deletion: subject=rs/{set}; author=unknown",
            "self-heal: cause=deleted with their ReplicaSet; lost=3; made=3; lowest=0; outcome=complete");
    }

    [Fact]
    public void Deleted_amid_a_rollout_both_ReplicaSets_are_collected() => new StoryCluster().Web(6).Image("web", "web:2").Run(1).Delete(Web).Run(60).Tell().ShouldTell(
        Created,
        "rollout: from=1; to=2; outcome=deleted",
        "deletion: subject=deploy/web; policy=background; outcome=complete",
        "garbage-collection: replicaSets=2; outcome=complete");

    [Fact]
    public void Settings_are_told_with_what_they_were() => new StoryCluster().Web().Patch(Web, """{"spec":{"minReadySeconds":5,"strategy":{"rollingUpdate":{"maxSurge":2}}}}""", "kubectl-edit").Run(10).Tell()
        .ShouldTell(Created, "setting: author=kubectl-edit; changes=strategy.rollingUpdate.maxSurge 25% → 2, minReadySeconds unset → 5");

    [Fact]
    public void A_readiness_probe_that_fails_is_told_with_its_answer()
    {
        var cluster = new StoryCluster().Web(2, more: "minReadySeconds: 0");
        cluster.Patch(Web, """{"spec":{"template":{"spec":{"containers":[{"name":"c","readinessProbe":{"httpGet":{"path":"/","port":80},"periodSeconds":1}}]}}}}""", "kubectl-edit").Run(40);
        var pod = cluster.Pods("web-")[0].Name;
        cluster.Patch(Pods + pod, """{"metadata":{"annotations":{"kubespy.dev/ready":"false"}}}""", "kubespy").Run(20);
        cluster.Patch(Pods + pod, """{"metadata":{"annotations":{"kubespy.dev/ready":"true"}}}""", "kubespy").Run(20).Tell().ShouldTell(
            Created,
            "rollout: from=1; to=2; changes=readinessProbe; outcome=complete",
            "unready: pods=1; why=Readiness probe failed: HTTP probe failed with statuscode: 503; lowest=1; wanted=2; outcome=complete");
    }

    [Fact]
    public void What_was_under_way_before_is_told_as_far_as_it_is_known()
    {
        var story = new StoryCluster().Web(6).Run(100).Image("web", "web:2").Run(1).Observe().Run(60).Tell();
        story.ShouldTell("rollout: from=1; to=2; changes=image 1 → 2; author=kubectl-set; outcome=complete");
        story.Happenings[0].IsFromBefore.ShouldBeTrue();
        StoryText.Paragraph(story).ShouldStartWith("When the recording began, web was there: revision 2, ");
    }

    [Fact]
    public void What_still_serves_is_what_a_rollout_under_way_comes_from()
    {
        var story = new StoryCluster().Web(6).Run(100).Image("web", "web:bad").Run(10).Image("web", "web:3").Run(1).Observe().Run(60).Tell();
        story.ShouldTell("rollout: from=1; to=3; changes=image 1 → 3; author=kubectl-set; outcome=complete");
    }

    [Fact]
    public void A_Deployment_that_was_just_being_made_is_told_as_made()
    {
        var cluster = new StoryCluster().Run(10);
        var story = cluster.Web(run: 0.4).Observe().Run(60).Tell();
        story.ShouldTell("creation: subject=deploy/web; author=kubectl-create; revision=1; outcome=complete");
        StoryText.Paragraph(story).ShouldStartWith("When the recording began, web was there: revision 1, 0/3 available. web was created by kubectl-create with three replicas and complete in ");
    }

    [Fact]
    public void Where_nothing_happens_that_is_the_story()
    {
        var story = new StoryCluster().Web(6).Run(100).Observe().Run(60).Tell();
        story.ShouldTell();
        StoryText.Line(story).ShouldBe("web: nothing happened; revision 1, 6/6 available");
        StoryText.Paragraph(story).ShouldBe("When the recording began, web was there: revision 1, 6/6 available. Nothing happened to it.");
    }

    [Fact]
    public void An_orphaned_ReplicaSet_of_the_same_template_takes_the_place_of_its_adopters_own()
    {
        var cluster = new StoryCluster();
        foreach (var name in (string[])["a", "b"])
        {
            cluster.Create("/apis/apps/v1/namespaces/default/deployments", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: NAME, namespace: default}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: "web:1"}]}
                """.Replace("NAME", name, StringComparison.Ordinal)).Run(10);
        }

        cluster.Delete("/apis/apps/v1/namespaces/default/deployments/a", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Orphan"}""").Run(20);
        cluster.Tell("Deployment", "a").ShouldTell("creation: subject=deploy/a", "deletion: policy=orphan", "orphaning: pods=2", "adoption: owner=deploy/b");
        cluster.Tell("Deployment", "b").ShouldTell("creation: subject=deploy/b", "adoption: owner=deploy/b; surplus=2");
    }

    [Fact]
    public void Scaled_amid_a_rollout_that_fails_both_are_told() => new StoryCluster().Web(10, more: "strategy: {rollingUpdate: {maxSurge: 3, maxUnavailable: 2}}")
        .Image("web", "web:bad").Run(20).Scale("web", 15).Run(10).Scale("web", 8).Run(10).Image("web", "web:1").Run(30).Tell().ShouldTell(
            Created,
            "rollout: from=1; to=2; outcome=failed; ceiling=13; floor=6; lowest=6; unblockedBy=rollback",
            "trouble: cause=image-pull; unblockedBy=a rollback to revision 1",
            "scaling: from=10; to=15; outcome=overtaken",
            "scaling: from=15; to=8; outcome=complete",
            "rollback: from=2; to=3; earlier=1; outcome=complete");

    [Fact]
    public void A_deadline_that_passes_is_no_end_where_progress_comes_after_it() => new StoryCluster().Web(more: "progressDeadlineSeconds: 10")
        .Patch(Web, """{"spec":{"template":{"spec":{"containers":[{"name":"c","envFrom":[{"configMapRef":{"name":"missing"}}]}]}}}}""", "kubectl-edit").Run(60)
        .Create("/api/v1/namespaces/default/configmaps", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: missing, namespace: default}\ndata: {a: b}").Run(100).Tell().ShouldTell(
            Created,
            "rollout: from=1; to=2; outcome=complete; pastDeadline=false",
            "trouble: cause=configuration-missing; outcome=complete",
            "trouble: cause=deadline; unblockedBy=progress; outcome=complete");

    [Fact]
    public void A_Pod_that_is_deleted_amid_a_rollout_is_not_one_that_it_replaced()
    {
        var cluster = new StoryCluster().Web(6).Image("web", "web:bad").Run(10);
        cluster.Delete(Pods + cluster.Pods("web-")[0].Name).Run(10).Image("web", "web:1").Run(30).Tell().ShouldTell(
            Created,
            "rollout: from=1; to=2; outcome=failed; newPods=3; oldPods=1",
            "trouble: cause=image-pull",
            "self-heal: cause=deleted; lost=1; made=1; outcome=complete",
            "rollback: from=2; to=3; earlier=1; outcome=complete");
    }
}
