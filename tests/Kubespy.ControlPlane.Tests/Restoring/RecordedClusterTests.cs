using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Restoring;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Restoring;

/// <summary>A cluster that begins with what was recorded of another goes on as that one would have.</summary>
public sealed class RecordedClusterTests
{
    private static readonly ObjectKey Web = new("default", "web");
    private static readonly WriteContext Hand = new("me", "kubectl/v1.32");

    [Fact]
    public void What_was_well_stays_as_it_is_and_heals_as_before()
    {
        var (before, _) = Deployed("nginx:1", available: 3);
        var pods = Pods(before);
        var (after, recorded) = Restored(before);
        recorded.Notices.ShouldBeEmpty();
        recorded.Nodes.ShouldBe(["node-1", "node-2", "node-3"]);
        after.Loop.Now.ShouldBe(before.Loop.Now);
        after.Loop.Advance(TimeSpan.FromMinutes(10));
        Pods(after).Select(p => (p.Uid, p.Status.StringAt("podIP"), Restarts(p))).ShouldBe(pods.Select(p => (p.Uid, p.Status.StringAt("podIP"), Restarts(p))));

        after.Api.Delete(Resources.Pods, pods[0].Key, new DeleteOptions(), Hand);
        after.Loop.RunUntil(() => Pods(after).Count(p => p.Uid != pods[0].Uid && PodView.Of(p).IsReady) == 3, TimeSpan.FromMinutes(2)).ShouldBeTrue();
        Pods(after).Select(p => p.Name).Distinct().Count().ShouldBe(Pods(after).Length);
        after.Store.Revision.ShouldBeGreaterThan(before.Store.Revision);
    }

    [Theory]
    [InlineData("nginx:bad-one", """{"name":"app","image":"registry.example/app:v7"}""", "ImagePullBackOff")]
    [InlineData("x", """{"name":"app","image":"registry.example/app:v7","env":[{"name":"EXIT","value":"3"},{"name":"EXIT_AFTER","value":"4"}]}""", "CrashLoopBackOff")]
    public void What_failed_goes_on_failing_until_it_is_mended(string badImage, string container, string reason)
    {
        // How it failed there is known from what was seen alone: neither its tag nor its environment say so here.
        var spec = reason == "ImagePullBackOff" ? container.Replace("registry.example/app:v7", badImage, StringComparison.Ordinal) : container;
        var (before, _) = Deployed(spec, available: 0, advance: TimeSpan.FromMinutes(3));
        Pods(before).ShouldAllBe(p => Reason(p).Length > 0);
        KubeObject[] recorded = [.. Objects(before).Select(o => new KubeObject((MapValue)ValueReader.Read(o.Root.ToString()
            .Replace(badImage.Length > 1 ? badImage : "~", "app:v7", StringComparison.Ordinal).Replace("EXIT", "SAID", StringComparison.Ordinal))))];

        var (after, from) = Restored(recorded, before.Loop.Now);
        from.Images.Count.ShouldBe(1);
        after.Loop.Advance(TimeSpan.FromMinutes(6));
        Pods(after).Select(p => p.Uid).ShouldBe(Pods(before).Select(p => p.Uid));
        after.Loop.RunUntil(() => Pods(after).Select(Reason).Contains(reason), TimeSpan.FromMinutes(6)).ShouldBeTrue();
        if (reason == "CrashLoopBackOff")
        {
            Pods(after).Sum(Restarts)!.Value.ShouldBeGreaterThan(Pods(before).Sum(Restarts)!.Value);
        }


        var deployment = after.Api.Get(Resources.Deployments, Web);
        var mended = (MapValue)ValueReader.Read(deployment.Root.ToString().Replace("app:v7", "app:v8", StringComparison.Ordinal));
        after.Api.Update(Resources.Deployments, new KubeObject(mended), Hand);
        after.Loop.RunUntil(() => after.Api.Get(Resources.Deployments, Web).Status.Int64At("availableReplicas") == 3, TimeSpan.FromMinutes(5)).ShouldBeTrue();
    }

    [Fact]
    public void What_has_no_owner_is_kept_and_what_nobody_serves_is_named()
    {
        var (before, _) = Deployed("nginx:1", available: 3);
        KubeObject[] part = [.. Pods(before), KubeObject.Parse("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"shop","uid":"w"}}""")];
        var (after, recorded) = Restored(part, before.Loop.Now);
        recorded.Notices.ShouldBe(["left out, the embedded cluster does not serve it: 1 Widget of example.com/v1", "3 objects were recorded without the owner: taken from it, so that the garbage collector does not delete them"]);
        after.Loop.Advance(TimeSpan.FromMinutes(5));
        Pods(after).Length.ShouldBe(3);
        Pods(after).ShouldAllBe(p => !p.OwnerReferences.Any());
        after.Store.Find(Resources.Namespaces, new ObjectKey("", "default")).ShouldNotBeNull();
    }

    [Fact]
    public void Versions_that_are_no_numbers_are_numbered_anew()
    {
        var (before, _) = Deployed("nginx:1", available: 3);
        var (after, _) = Restored([.. Objects(before).Select(o => o.WithMetadata("resourceVersion", "v" + o.ResourceVersion))], before.Loop.Now);
        after.Loop.Advance(TimeSpan.FromMinutes(5));
        Pods(after).Length.ShouldBe(3);
        Pods(after).Select(p => p.ResourceVersion).ShouldAllBe(v => long.Parse(v, System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    /// <summary>A recording of a cluster that ran with --speed has its observer's seconds: the objects' own times are ahead of them.</summary>
    [Fact]
    public void No_object_comes_from_a_time_that_is_yet_to_come()
    {
        var (before, _) = Deployed("nginx:1", available: 3);
        var (after, recorded) = Restored(Objects(before), before.Loop.Now - TimeSpan.FromHours(1));

        recorded.Notices.ShouldHaveSingleItem().ShouldContain("ran ahead of its observer (--speed): time goes on from its newest object's, 2026-01-01 00:00:0");
        Objects(before).Select(o => o.CreationTimestamp).ShouldAllBe(t => t <= after.Loop.Now);
        before.Loop.Now.ShouldBeInRange(after.Loop.Now, after.Loop.Now + TimeSpan.FromSeconds(2));
    }

    private static long? Restarts(KubeObject pod) => pod.Status.ListAt("containerStatuses")[0].Int64At("restartCount");

    private static string Reason(KubeObject pod)
    {
        var state = (pod.Status.ListAt("containerStatuses") is { Count: > 0 } statuses ? statuses[0]["state"] : null);
        return state.StringAt("waiting", "reason") ?? state.StringAt("terminated", "reason") ?? "";
    }

    private static (EmbeddedCluster Cluster, KubeObject Deployment) Deployed(string container, long available, TimeSpan advance = default)
    {
        var cluster = new EmbeddedCluster(new ClusterOptions());
        cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        var spec = container.StartsWith('{') ? container : $$"""{"name":"app","image":"{{container}}"}""";
        var deployment = cluster.Api.Create(Resources.Deployments, KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[ {{{spec}}} ] } } } }
            """), Hand);
        if (available > 0)
        {
            cluster.Loop.RunUntil(() => cluster.Api.Get(Resources.Deployments, Web).Status.Int64At("availableReplicas") == available, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        }

        cluster.Loop.Advance(advance);
        return (cluster, deployment);
    }

    private static (EmbeddedCluster Cluster, RecordedCluster Recorded) Restored(EmbeddedCluster before) => Restored(Objects(before), before.Loop.Now);

    private static (EmbeddedCluster Cluster, RecordedCluster Recorded) Restored(KubeObject[] objects, DateTimeOffset time)
    {
        var recorded = RecordedCluster.Of(objects, time);
        var cluster = new EmbeddedCluster(new ClusterOptions { State = recorded.State, NodeNames = recorded.Nodes, Images = recorded.Images, Start = recorded.State.Time });
        return (cluster, recorded);
    }

    private static KubeObject[] Objects(EmbeddedCluster cluster) => [.. new[] { Resources.Deployments, Resources.ReplicaSets, Resources.Pods, Resources.Nodes, Resources.Events }.SelectMany(r => cluster.Store.Read(r).Objects.Values)];

    private static KubeObject[] Pods(EmbeddedCluster cluster) => [.. cluster.Store.Read(Resources.Pods).Objects.Values];
}
