using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers.Sets;

/// <summary>StatefulSets make, replace and remove their Pods as a real controller does (kubernetes.io/docs/concepts/workloads/controllers/statefulset).</summary>
public sealed class StatefulSetTests
{
    private readonly SetBench _bench = new();

    private KubeObject Web => _bench.Get(Resources.StatefulSets, "web");

    [Fact]
    public void Pods_come_one_after_the_other_each_when_the_one_before_is_ready()
    {
        _bench.StatefulSet().After(10);

        _bench.Story.ShouldBe(["+web-0", "web-0 ready", "+web-1", "web-1 ready", "+web-2", "web-2 ready"]);
        _bench.Told.ShouldBe(Enumerable.Range(0, 3).Select(n => $"Normal SuccessfulCreate Create Pod web-{n} in StatefulSet web successful"));
        var revision = Web.Status.StringAt("currentRevision")!;
        Web.Status!.ToString().ShouldBe($$"""{"observedGeneration":1,"replicas":3,"readyReplicas":3,"currentReplicas":3,"updatedReplicas":3,"currentRevision":"{{revision}}","updateRevision":"{{revision}}","collisionCount":0,"availableReplicas":3}""");
    }

    [Fact]
    public void In_parallel_all_come_at_once_and_go_at_once()
    {
        _bench.StatefulSet(4, ""","podManagementPolicy":"Parallel" """).After(0.2);
        _bench.Next().ShouldBe(["+web-0", "+web-1", "+web-2", "+web-3"], ignoreOrder: true);

        _bench.After(10).Next();
        _bench.Patch(Resources.StatefulSets, "web", """{"spec":{"replicas":1}}""").After(0.5);
        _bench.Pods.Where(p => p.IsBeingDeleted).Select(p => p.Name).ShouldBe(["web-1", "web-2", "web-3"]);
    }

    [Fact]
    public void A_Pod_has_its_own_name_labels_host_name_and_subdomain()
    {
        _bench.StatefulSet(1, ""","ordinals":{"start":5}""").After(5);

        var pod = _bench.Pods.ShouldHaveSingleItem();
        var revision = Web.Status.StringAt("updateRevision")!;
        pod.Labels.ToString().ShouldBe($$"""{"app":"web","apps.kubernetes.io/pod-index":"5","controller-revision-hash":"{{revision}}","statefulset.kubernetes.io/pod-name":"web-5"}""");
        (pod.Name, pod.Metadata.StringAt("generateName"), pod.Root.StringAt("spec", "hostname"), pod.Root.StringAt("spec", "subdomain")).ShouldBe(("web-5", "web-", "web-5", "web"));
        pod.ControllerRef.ShouldBe(OwnerReference.ControllerOf(Web));
    }

    [Fact]
    public void Another_first_ordinal_moves_the_Pods_one_by_one()
    {
        _bench.StatefulSet(2).After(5).Next();
        _bench.Patch(Resources.StatefulSets, "web", """{"spec":{"ordinals":{"start":1}}}""").After(10);
        _bench.Next().ShouldBe(["+web-2", "web-2 ready", "-web-0"]);
    }

    [Fact]
    public void Scaling_down_takes_the_highest_ordinal_and_waits_until_it_has_gone()
    {
        _bench.StatefulSet().After(10).Next();
        _bench.Patch(Resources.StatefulSets, "web", """{"spec":{"replicas":1}}""").After(0.5);
        _bench.Pods.Where(p => p.IsBeingDeleted).Select(p => p.Name).ShouldBe(["web-2"]);

        _bench.After(20).Next().ShouldBe(["-web-2", "-web-1"]);
        Web.Status.Int64At("replicas").ShouldBe(1);
    }

    /// <summary>The recorded order: what is gone is deleted, and only then made anew.</summary>
    [Fact]
    public void A_rolling_update_replaces_from_the_highest_ordinal_down()
    {
        _bench.StatefulSet().After(10).Next();
        var former = Web.Status.StringAt("currentRevision")!;
        _bench.SetImage(Resources.StatefulSets, "web", "nginx:2").After(1);
        var newest = Web.Status.StringAt("updateRevision")!;
        (Web.Status.StringAt("currentRevision"), newest == former).ShouldBe((former, false));

        _bench.After(20).Next().ShouldBe(["-web-2", "+web-2", "web-2 ready", "-web-1", "+web-1", "web-1 ready", "-web-0", "+web-0", "web-0 ready"]);
        Web.Status!.ToString().ShouldBe($$"""{"observedGeneration":2,"replicas":3,"readyReplicas":3,"currentReplicas":3,"updatedReplicas":3,"currentRevision":"{{newest}}","updateRevision":"{{newest}}","collisionCount":0,"availableReplicas":3}""");
        _bench.All(Resources.ControllerRevisions).Select(r => (r.Name, r.Root.Int64At("revision"))).ShouldBe([(former, 1), (newest, 2)], ignoreOrder: true);
    }

    [Fact]
    public void A_partition_keeps_lower_ordinals_as_they_are_even_when_they_are_made_anew()
    {
        _bench.StatefulSet(3, ""","updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":2}}""").After(10).Next();
        _bench.SetImage(Resources.StatefulSets, "web", "nginx:2").After(10);
        _bench.Next().ShouldBe(["-web-2", "+web-2", "web-2 ready"]);

        _bench.Delete(Resources.Pods, "web-0").After(10);
        Images().ShouldBe(["nginx:1", "nginx:1", "nginx:2"]);
        (Web.Status.Int64At("currentReplicas"), Web.Status.Int64At("updatedReplicas")).ShouldBe((2, 1));
    }

    [Fact]
    public void OnDelete_replaces_only_what_somebody_deletes()
    {
        _bench.StatefulSet(2, ""","updateStrategy":{"type":"OnDelete"}""").After(10);
        _bench.SetImage(Resources.StatefulSets, "web", "nginx:2").After(10);
        Images().ShouldBe(["nginx:1", "nginx:1"]);

        _bench.Delete(Resources.Pods, "web-1").After(10);
        Images().ShouldBe(["nginx:1", "nginx:2"]);
    }

    /// <summary>A known limit of the real controller: the former revision does not come back by itself while a Pod of the newest is not ready.</summary>
    [Fact]
    public void A_rollback_waits_for_a_Pod_that_cannot_become_ready_until_somebody_deletes_it()
    {
        _bench.StatefulSet(2).After(10);
        _bench.SetImage(Resources.StatefulSets, "web", "nginx:bad").After(10);
        _bench.SetImage(Resources.StatefulSets, "web", "nginx:1").After(30);
        Images().ShouldBe(["nginx:1", "nginx:bad"]);

        _bench.Delete(Resources.Pods, "web-1").After(20);
        Images().ShouldBe(["nginx:1", "nginx:1"]);
        Web.Status.Int64At("readyReplicas").ShouldBe(2);
    }

    [Fact]
    public void A_revision_that_comes_back_keeps_its_name_and_gets_the_newest_number()
    {
        _bench.StatefulSet(1).After(5);
        var first = Web.Status.StringAt("updateRevision")!;
        _bench.SetImage(Resources.StatefulSets, "web", "nginx:2").After(10).SetImage(Resources.StatefulSets, "web", "nginx:1").After(10);

        Web.Status.StringAt("currentRevision").ShouldBe(first);
        _bench.Get(Resources.ControllerRevisions, first).Root.Int64At("revision").ShouldBe(3);
    }

    [Fact]
    public void Old_revisions_go_beyond_the_limit_the_oldest_first()
    {
        _bench.StatefulSet(1, ""","revisionHistoryLimit":1""").After(5);
        foreach (var tag in (string[])["2", "3", "4"])
        {
            _bench.SetImage(Resources.StatefulSets, "web", $"nginx:{tag}").After(10);
        }

        _bench.All(Resources.ControllerRevisions).Select(r => r.Root.Int64At("revision")).Order().ShouldBe([3, 4]);
    }

    [Fact]
    public void A_revision_of_the_same_name_that_keeps_other_data_is_passed_by_and_counted()
    {
        _bench.StatefulSet(1).After(5);
        var name = Web.Status.StringAt("updateRevision")!;
        _bench.Delete(Resources.StatefulSets, "web").After(10);
        _bench.Find(Resources.ControllerRevisions, name).ShouldBeNull("the garbage collector took it");
        _bench.Create(Resources.ControllerRevisions, $$$"""{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"{{{name}}}","namespace":"default"},"data":{"other":"data"},"revision":7}""");

        _bench.StatefulSet(1).After(5);

        (Web.Status.Int64At("collisionCount"), Web.Status.StringAt("updateRevision") == name).ShouldBe((1, false));
        _bench.Pods.ShouldHaveSingleItem().Label("controller-revision-hash").ShouldBe(Web.Status.StringAt("updateRevision"));
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Succeeded")]
    public void A_Pod_that_has_ended_is_deleted_and_made_anew(string phase)
    {
        _bench.StatefulSet(2).After(10).Next();
        var pod = _bench.Get(Resources.Pods, "web-0");
        _bench.Cluster.Api.Update(Resources.Pods, pod.With("status", pod.Status!.With("phase", phase)), new WriteContext("me", "me"), "status");
        _bench.After(10);

        _bench.Next().ShouldBe(["-web-0", "+web-0", "web-0 ready"]);
        _bench.Told.ShouldContain("Normal SuccessfulDelete Delete Pod web-0 in StatefulSet web successful");
    }

    [Fact]
    public void A_Pod_is_available_when_it_has_been_ready_for_minReadySeconds_and_the_next_waits_for_that()
    {
        _bench.StatefulSet(2, ""","minReadySeconds":5""").After(3);
        (Web.Status.Int64At("readyReplicas"), Web.Status.Int64At("availableReplicas")).ShouldBe((1, 0));
        _bench.Pods.Count.ShouldBe(1);

        _bench.After(12);
        Web.Status.Int64At("availableReplicas").ShouldBe(2);
    }

    [Fact]
    public void An_orphan_of_the_right_name_is_adopted_another_is_left_and_one_that_no_longer_matches_released()
    {
        foreach (var name in (string[])["web-0", "other"])
        {
            _bench.Create(Resources.Pods, $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx:1"}]}}""");
        }

        _bench.After(3).StatefulSet(1).After(10);
        _bench.Get(Resources.Pods, "web-0").ControllerRef?.Uid.ShouldBe(Web.Uid);
        _bench.Get(Resources.Pods, "other").ControllerRef.ShouldBeNull();
        _bench.Get(Resources.Pods, "web-0").Label("statefulset.kubernetes.io/pod-name").ShouldBe("web-0", "its identity is brought in order");

        _bench.Patch(Resources.Pods, "web-0", """{"metadata":{"labels":{"app":"gone"}}}""").After(5);
        _bench.Get(Resources.Pods, "web-0").ControllerRef.ShouldBeNull();
        _bench.Told.ShouldContain(t => t.StartsWith("Warning FailedCreate", StringComparison.Ordinal) || !t.Contains("Failed", StringComparison.Ordinal));
    }

    [Fact]
    public void Deleted_as_an_owner_of_orphans_its_Pods_and_revisions_stay_and_are_taken_by_the_next_of_its_name()
    {
        _bench.StatefulSet(2).After(10);
        var uids = _bench.Pods.Select(p => p.Uid).ToArray();
        _bench.Delete(Resources.StatefulSets, "web", PropagationPolicy.Orphan).After(5);
        _bench.Pods.Select(p => p.ControllerRef).ShouldAllBe(c => c == null);

        _bench.StatefulSet(2).After(10);
        _bench.Pods.Select(p => (p.Uid, p.ControllerRef?.Uid)).ShouldBe(uids.Select(u => (u, (string?)Web.Uid)));
        _bench.All(Resources.ControllerRevisions).ShouldHaveSingleItem().ControllerRef?.Uid.ShouldBe(Web.Uid);
    }

    [Fact]
    public void Deleted_in_the_background_everything_of_it_goes_but_its_claims()
    {
        _bench.StatefulSet(2, Claims).After(15);
        _bench.Delete(Resources.StatefulSets, "web").After(60);
        (_bench.Pods.Count, _bench.All(Resources.ControllerRevisions).Count(), _bench.All(Resources.PersistentVolumeClaims).Count()).ShouldBe((0, 0, 2));
    }

    /// <summary>1.36 has the gate MaxUnavailableStatefulSet off: the field is not kept.</summary>
    [Fact]
    public void How_many_may_be_unavailable_is_not_kept()
    {
        _bench.StatefulSet(3, ""","updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":2}}""");
        Web.Root.At("spec", "updateStrategy")!.ToString().ShouldBe("""{"type":"RollingUpdate","rollingUpdate":{"partition":0}}""");
    }

    [Fact]
    public void What_admission_refuses_is_told_and_tried_again()
    {
        _bench.Create(Resources.ResourceQuotas, """{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few","namespace":"default"},"spec":{"hard":{"pods":"1"}}}""").After(1);
        _bench.StatefulSet(2).After(10);
        _bench.Told.ShouldContain("Warning FailedCreate Create Pod web-1 in StatefulSet web failed error: pods \"web-1\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1");

        // Each failure doubles the wait, 1,000 s at most.
        _bench.Delete(Resources.ResourceQuotas, "few").After(1000);
        Web.Status.Int64At("readyReplicas").ShouldBe(2);
    }

    /// <summary>A controller that crashes between two calls, and caches that lag, leave the same in the end.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.9)]
    [InlineData(2.3)]
    public void A_controller_manager_that_starts_anew_goes_on_where_the_last_one_was(double seconds)
    {
        _bench.StatefulSet(3, Claims).After(seconds).Cluster.RestartControllerManager();
        _bench.After(30);
        Web.Status.Int64At("readyReplicas").ShouldBe(3);
        _bench.All(Resources.PersistentVolumeClaims).Count().ShouldBe(3);
        _bench.All(Resources.ControllerRevisions).Count().ShouldBe(1);
    }

    private const string Claims = ""","volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]""";

    private IEnumerable<string?> Images() => _bench.Pods.Select(p => p.Root.ListAt("spec", "containers")[0].StringAt("image"));
}
