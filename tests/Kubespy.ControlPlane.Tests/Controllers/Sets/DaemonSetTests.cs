using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers.Sets;

/// <summary>DaemonSets keep one Pod on each node that suits them (kubernetes.io/docs/concepts/workloads/controllers/daemonset).</summary>
public sealed class DaemonSetTests
{
    private readonly SetBench _bench = new();

    private KubeObject Agent => _bench.Get(Resources.DaemonSets, "agent");

    [Fact]
    public void Each_node_gets_one_Pod_that_the_scheduler_puts_there()
    {
        _bench.DaemonSet().After(5);

        _bench.Pods.Select(p => PodView.Of(p).NodeName).Order(StringComparer.Ordinal).ShouldBe(["node-1", "node-2", "node-3"]);
        foreach (var pod in _bench.Pods)
        {
            pod.Root.At("spec", "affinity")!.ToString().ShouldBe(
                """{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchFields":[{"key":"metadata.name","operator":"In","values":["NODE"]}]}]}}}"""
                    .Replace("NODE", PodView.Of(pod).NodeName, StringComparison.Ordinal));
        }

        Agent.Status!.ToString().ShouldBe("""{"currentNumberScheduled":3,"numberMisscheduled":0,"desiredNumberScheduled":3,"numberReady":3,"observedGeneration":1,"updatedNumberScheduled":3,"numberAvailable":3}""");
        _bench.Told.ShouldBe(_bench.Pods.Select(p => $"Normal SuccessfulCreate Created pod: {p.Name}"), ignoreOrder: true);
    }

    /// <summary>As recorded (26).</summary>
    [Fact]
    public void A_Pod_bears_what_is_wrong_with_its_node_and_names_its_revision()
    {
        _bench.DaemonSet().After(5);

        var (pod, revision) = (_bench.Pods[0], _bench.All(Resources.ControllerRevisions).ShouldHaveSingleItem());
        pod.Root.ListAt("spec", "tolerations").Select(t => $"{t.StringAt("key")} {t.StringAt("operator")} {t.StringAt("effect")} {t.Int64At("tolerationSeconds")}".Trim()).ShouldBe(
        [
            "node.kubernetes.io/not-ready Exists NoExecute", "node.kubernetes.io/unreachable Exists NoExecute", "node.kubernetes.io/disk-pressure Exists NoSchedule",
            "node.kubernetes.io/memory-pressure Exists NoSchedule", "node.kubernetes.io/pid-pressure Exists NoSchedule", "node.kubernetes.io/unschedulable Exists NoSchedule",
        ]);
        var hash = revision.Label("controller-revision-hash")!;
        revision.Name.ShouldBe($"agent-{hash}");
        pod.Labels.ToString().ShouldBe($$"""{"app":"agent","controller-revision-hash":"{{hash}}","pod-template-generation":"1"}""");
    }

    [Fact]
    public void With_the_host_network_a_network_that_is_not_there_is_borne_too_and_less_patient_tolerations_give_way()
    {
        _bench.DaemonSet(pod: ""","hostNetwork":true,"tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":5},{"key":"mine","operator":"Exists"}]""").After(5);

        var tolerations = _bench.Pods[0].Root.ListAt("spec", "tolerations");
        tolerations[0].ToString().ShouldBe("""{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute"}""");
        tolerations.Select(t => t.StringAt("key")).ShouldBe(
            ["node.kubernetes.io/not-ready", "mine", "node.kubernetes.io/unreachable", "node.kubernetes.io/disk-pressure", "node.kubernetes.io/memory-pressure", "node.kubernetes.io/pid-pressure",
                "node.kubernetes.io/unschedulable", "node.kubernetes.io/network-unavailable"]);
    }

    [Fact]
    public void A_label_that_a_node_gets_brings_a_Pod_and_one_that_it_loses_takes_it_away()
    {
        _bench.DaemonSet(pod: ""","nodeSelector":{"disk":"ssd"}""").After(3);
        (_bench.Pods.Count, Agent.Status.Int64At("desiredNumberScheduled")).ShouldBe((0, 0));

        Label("node-2", "\"ssd\"").After(5);
        PodView.Of(_bench.Pods.ShouldHaveSingleItem()).NodeName.ShouldBe("node-2");

        Label("node-2", "null").After(10);
        _bench.Pods.ShouldBeEmpty();
        Agent.Status!.ToString().ShouldBe("""{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0,"observedGeneration":1}""");
    }

    [Fact]
    public void An_affinity_of_the_template_decides_too()
    {
        Label("node-3", "\"ssd\"").DaemonSet(pod: """
            ,"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"disk","operator":"In","values":["ssd"]}]}]}}}
            """).After(5);
        PodView.Of(_bench.Pods.ShouldHaveSingleItem()).NodeName.ShouldBe("node-3");
    }

    /// <summary>
    /// A taint that does not evict keeps new Pods away and lets the old one stay, misscheduled: which 1.36 says with the next sync, a node that
    /// asks for nothing to be done brings none.
    /// </summary>
    [Fact]
    public void A_taint_keeps_away_and_one_that_evicts_takes_away()
    {
        _bench.DaemonSet().After(5);
        var former = PodOn("node-1").ShouldNotBeNull();
        Taint("node-1", "NoSchedule").After(5);
        (Agent.Status.Int64At("desiredNumberScheduled"), Agent.Status.Int64At("numberMisscheduled")).ShouldBe((3, 0));
        _bench.Patch(Resources.DaemonSets, "agent", """{"metadata":{"labels":{"a":"b"}}}""").After(1);
        (PodOn("node-1")?.Uid, Agent.Status.Int64At("desiredNumberScheduled"), Agent.Status.Int64At("numberMisscheduled")).ShouldBe((former.Uid, 2, 1));

        Taint("node-1", "NoExecute").After(10);
        PodOn("node-1").ShouldBeNull();

        _bench.Patch(Resources.Nodes, "node-1", """{"spec":{"taints":null}}""").After(5);
        PodOn("node-1").ShouldNotBeNull();
        Agent.Status.Int64At("numberReady").ShouldBe(3);
    }

    [Fact]
    public void A_cordoned_node_keeps_its_Pod_and_gets_a_new_one_where_it_is_deleted()
    {
        _bench.DaemonSet().After(5);
        _bench.Patch(Resources.Nodes, "node-1", """{"spec":{"unschedulable":true}}""").After(2);
        var former = PodOn("node-1")!;
        _bench.Delete(Resources.Pods, former.Name).After(10);
        PodOn("node-1").ShouldNotBeNull().Uid.ShouldNotBe(former.Uid);
        Agent.Status.Int64At("numberReady").ShouldBe(3);
    }

    [Fact]
    public void A_node_that_comes_gets_a_Pod_and_one_that_goes_takes_its_Pod_with_it()
    {
        _bench.DaemonSet().After(5);
        _bench.Cluster.StopNode("node-3");
        _bench.Delete(Resources.Nodes, "node-3").After(120);
        (_bench.Pods.Count, Agent.Status.Int64At("desiredNumberScheduled")).ShouldBe((2, 2));

        _bench.Cluster.StartNode("node-3");
        _bench.After(20);
        (_bench.Pods.Count, Agent.Status.Int64At("numberReady")).ShouldBe((3, 3));
    }

    [Fact]
    public void A_Pod_that_waits_for_a_node_that_is_gone_is_deleted()
    {
        _bench.DaemonSet(container: ""","resources":{"requests":{"cpu":"640"}}""").After(3);
        (_bench.Pods.Count, _bench.Pods.Count(p => PodView.Of(p).NodeName.Length == 0)).ShouldBe((3, 3));

        _bench.Cluster.StopNode("node-3");
        _bench.Delete(Resources.Nodes, "node-3").Delete(Resources.Pods, _bench.Pods.Select(p => p.Name).First()).After(5);
        _bench.Pods.Select(p => p.Root.At("spec", "affinity")!.ToString()).ShouldNotContain(a => a.Contains("node-3", StringComparison.Ordinal));
        _bench.Pods.Count.ShouldBe(2);
    }

    /// <summary>What lies on one node after another: never more than one without a Pod.</summary>
    [Fact]
    public void A_rolling_update_takes_one_node_at_a_time()
    {
        _bench.DaemonSet().After(5);
        var fewest = Fewest();
        _bench.SetImage(Resources.DaemonSets, "agent", "nginx:2").After(20);

        fewest().ShouldBe(2);
        _bench.Pods.Select(Image).ShouldBe(["nginx:2", "nginx:2", "nginx:2"]);
        Agent.Status!.ToString().ShouldBe("""{"currentNumberScheduled":3,"numberMisscheduled":0,"desiredNumberScheduled":3,"numberReady":3,"observedGeneration":2,"updatedNumberScheduled":3,"numberAvailable":3}""");
        _bench.All(Resources.ControllerRevisions).Select(r => r.Root.Int64At("revision")).Order().ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData("\"67%\"", 0)]
    [InlineData("2", 1)]
    public void As_many_may_be_unavailable_as_it_says(string maxUnavailable, int expected)
    {
        _bench.DaemonSet($$$""","updateStrategy":{"rollingUpdate":{"maxUnavailable":{{{maxUnavailable}}} } }""").After(5);
        var fewest = Fewest();
        _bench.SetImage(Resources.DaemonSets, "agent", "nginx:2").After(20);
        fewest().ShouldBe(expected);
        Agent.Status.Int64At("updatedNumberScheduled").ShouldBe(3);
    }

    [Fact]
    public void With_a_surge_the_new_Pod_is_there_before_the_old_one_goes()
    {
        _bench.DaemonSet(""","minReadySeconds":2,"updateStrategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":0}}""").After(10);
        var (fewest, most) = (Fewest(), 0);
        _bench.Cluster.Store.Subscribe(Resources.Pods, _ => most = Math.Max(most, _bench.Pods.Count(p => PodView.Of(p).IsActive)));
        _bench.SetImage(Resources.DaemonSets, "agent", "nginx:2").After(30);

        (fewest(), most).ShouldBe((3, 4));
        _bench.Pods.Select(Image).ShouldBe(["nginx:2", "nginx:2", "nginx:2"]);
        Agent.Status.Int64At("numberAvailable").ShouldBe(3);
    }

    [Fact]
    public void A_bad_image_stops_the_update_at_the_first_node()
    {
        _bench.DaemonSet().After(5);
        _bench.SetImage(Resources.DaemonSets, "agent", "nginx:bad").After(60);
        (Agent.Status.Int64At("updatedNumberScheduled"), Agent.Status.Int64At("numberAvailable"), Agent.Status.Int64At("numberUnavailable")).ShouldBe((1, 2, 1));

        // Unlike a StatefulSet, it replaces what is not available by itself.
        _bench.SetImage(Resources.DaemonSets, "agent", "nginx:1").After(20);
        Agent.Status.Int64At("numberAvailable").ShouldBe(3);
        _bench.All(Resources.ControllerRevisions).Select(r => r.Root.Int64At("revision")).Order().ShouldBe([2, 3]);
    }

    [Fact]
    public void OnDelete_replaces_only_what_somebody_deletes()
    {
        _bench.DaemonSet(""","updateStrategy":{"type":"OnDelete"}""").After(5);
        _bench.SetImage(Resources.DaemonSets, "agent", "nginx:2").After(10);
        _bench.Pods.Select(Image).ShouldAllBe(i => i == "nginx:1");

        _bench.Delete(Resources.Pods, _bench.Pods[0].Name).After(10);
        _bench.Pods.Select(Image).Order(StringComparer.Ordinal).ShouldBe(["nginx:1", "nginx:1", "nginx:2"]);
        Agent.Status.Int64At("updatedNumberScheduled").ShouldBe(1);
    }

    [Fact]
    public void A_failed_Pod_is_deleted_and_made_anew_ever_less_often()
    {
        _bench.DaemonSet().After(5);
        foreach (var (wait, count) in ((double, int)[])[(5, 1), (1, 2)])
        {
            Fail(PodOn("node-1")!);
            _bench.After(wait);
            PodOn("node-1")!.Status.StringAt("phase").ShouldBe("Running");
            _bench.Told.Count(t => t.StartsWith("Warning FailedDaemonPod Found failed daemon pod default/agent-", StringComparison.Ordinal)).ShouldBe(count);
        }

        Fail(PodOn("node-1")!);
        _bench.After(0.5);
        PodOn("node-1")!.Status.StringAt("phase").ShouldBe("Failed", "2 s have not passed since the last");
        _bench.After(5);
        PodOn("node-1")!.Status.StringAt("phase").ShouldBe("Running");
    }

    [Fact]
    public void A_Pod_that_ended_well_is_made_anew_too()
    {
        _bench.DaemonSet().After(5);
        var pod = PodOn("node-1")!;
        End(pod, "Succeeded");
        _bench.After(5);
        _bench.Told.ShouldContain($"Normal SucceededDaemonPod Found succeeded daemon pod default/{pod.Name} on node node-1, will try to delete it");
        PodOn("node-1")!.Uid.ShouldNotBe(pod.Uid);
    }

    [Fact]
    public void Old_revisions_go_beyond_the_limit()
    {
        _bench.DaemonSet(""","revisionHistoryLimit":1""").After(5);
        foreach (var tag in (string[])["2", "3", "4"])
        {
            _bench.SetImage(Resources.DaemonSets, "agent", $"nginx:{tag}").After(20);
        }

        _bench.All(Resources.ControllerRevisions).Select(r => r.Root.Int64At("revision")).Order().ShouldBe([3, 4]);
    }

    [Fact]
    public void Deleted_without_its_Pods_they_are_taken_by_the_next_that_selects_them()
    {
        _bench.DaemonSet().After(5);
        var uids = _bench.Pods.Select(p => p.Uid).ToArray();
        _bench.Delete(Resources.DaemonSets, "agent", PropagationPolicy.Orphan).After(5);
        _bench.DaemonSet().After(10);

        _bench.Pods.Select(p => p.Uid).ShouldBe(uids);
        _bench.Pods.ShouldAllBe(p => p.ControllerRef!.Uid == Agent.Uid);
        _bench.All(Resources.ControllerRevisions).ShouldHaveSingleItem().ControllerRef?.Uid.ShouldBe(Agent.Uid);
        Agent.Status.Int64At("updatedNumberScheduled").ShouldBe(3);
    }

    [Fact]
    public void A_revision_of_the_same_name_that_keeps_other_data_is_passed_by_and_counted()
    {
        _bench.DaemonSet().After(5);
        var name = _bench.All(Resources.ControllerRevisions).ShouldHaveSingleItem().Name;
        _bench.Delete(Resources.DaemonSets, "agent").After(10);
        _bench.Create(Resources.ControllerRevisions, $$$"""{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"{{{name}}}","namespace":"default"},"data":{"other":"data"},"revision":7}""");

        _bench.DaemonSet().After(5);

        (Agent.Status.Int64At("collisionCount"), Agent.Status.Int64At("numberReady")).ShouldBe((1, 3));
        _bench.Pods[0].Label("controller-revision-hash").ShouldNotBe(name["agent-".Length..]);
    }

    [Fact]
    public void What_admission_refuses_is_told_and_tried_again()
    {
        _bench.Create(Resources.ResourceQuotas, """{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few","namespace":"default"},"spec":{"hard":{"pods":"2"}}}""").After(1);
        _bench.DaemonSet().After(10);
        Agent.Status.Int64At("currentNumberScheduled").ShouldBe(2);
        _bench.Told.ShouldContain(t => t.StartsWith("Warning FailedCreate Error creating: pods \"agent-", StringComparison.Ordinal));

        // Each failure doubles the wait, 1,000 s at most.
        _bench.Delete(Resources.ResourceQuotas, "few").After(1000);
        Agent.Status.Int64At("numberReady").ShouldBe(3);
    }

    [Theory]
    [InlineData(0.004)]
    [InlineData(0.5)]
    public void A_controller_manager_that_starts_anew_goes_on_where_the_last_one_was(double seconds)
    {
        _bench.DaemonSet().After(seconds).Cluster.RestartControllerManager();
        _bench.After(20);
        (_bench.Pods.Count, Agent.Status.Int64At("numberReady"), _bench.All(Resources.ControllerRevisions).Count()).ShouldBe((3, 3, 1));
    }

    private static string? Image(KubeObject pod) => pod.Root.ListAt("spec", "containers")[0].StringAt("image");

    private KubeObject? PodOn(string node) => _bench.Pods.FirstOrDefault(p => PodView.Of(p).NodeName == node && !p.IsBeingDeleted);

    private SetBench Label(string node, string value) => _bench.Patch(Resources.Nodes, node, $$"""{"metadata":{"labels":{"disk":{{value}} } } }""");

    private SetBench Taint(string node, string effect) => _bench.Patch(Resources.Nodes, node, $$"""{"spec":{"taints":[{"key":"dedicated","value":"db","effect":"{{effect}}"}]} }""");

    private void Fail(KubeObject pod) => End(pod, "Failed");

    private void End(KubeObject pod, string phase) =>
        _bench.Cluster.Api.Update(Resources.Pods, pod.With("status", pod.Status!.With("phase", phase)), new WriteContext("me", "me"), "status");

    /// <summary>How few Pods were available at any moment from now on.</summary>
    private Func<int> Fewest()
    {
        var fewest = int.MaxValue;
        _bench.Cluster.Store.Subscribe(Resources.Pods, _ => fewest = Math.Min(fewest, _bench.Pods.Count(p => PodView.Of(p) is { IsReady: true, IsActive: true })));
        return () => fewest;
    }
}
