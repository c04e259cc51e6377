using Kubespy.Cli.Demo;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Timelines;

/// <summary>Rollouts of the embedded cluster in virtual time, of many seeds and strategies: what the strategy promises holds, and what breaks it is found.</summary>
public sealed class EmbeddedTimelineTests
{
    private static readonly WriteContext User = new("kubernetes-admin", "kubectl/v1.36") { FieldManager = "kubectl-set" };
    private static readonly ObjectKey Key = new("default", "nginx");

    public static TheoryData<int, string> Cases => new(
        from seed in Enumerable.Range(1, 8)
        from strategy in new[]
        {
            """{"replicas":3}""",
            """{"replicas":10,"strategy":{"rollingUpdate":{"maxSurge":3,"maxUnavailable":2}}}""",
            """{"replicas":4,"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1}}}""",
            """{"replicas":6,"minReadySeconds":3,"strategy":{"rollingUpdate":{"maxSurge":"30%","maxUnavailable":"20%"}}}""",
        }
        select (seed, strategy));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_rolling_update_keeps_floor_and_ceiling(int seed, string spec)
    {
        var told = new List<SourceEvent>();
        var cluster = Start(seed, spec, told);
        SetImage(cluster, "nginx:1.12-alpine");
        cluster.Loop.Advance(TimeSpan.FromMinutes(2));
        SetImage(cluster, "nginx:1.13");
        cluster.Loop.Advance(TimeSpan.FromSeconds(4));
        SetImage(cluster, "nginx:1.14");
        cluster.Loop.Advance(TimeSpan.FromMinutes(3));

        var timeline = Timelines.Of(told);

        timeline.Rollouts.Count.ShouldBe(3);
        foreach (var name in new[] { "floor", "ceiling", "no-endpoint-gap", "no-traffic-unready" })
        {
            var result = timeline.Judge(name);
            result.State.ShouldBe(InvariantState.Held, $"seed {seed}: {name}: {result.Summary}: {string.Join("; ", result.Breaches.Select(b => $"{b.From:mm:ss.fff} {b.Text} {b.Evidence}"))}");
        }

        var replicas = timeline.Desired[^1].Replicas;
        timeline.Curves.Available.At(timeline.To).ShouldBe(replicas);
        timeline.Curves.Active.At(timeline.To).ShouldBe(replicas);
        timeline.Curves.Terminating.At(timeline.To).ShouldBe(0);
        timeline.Pods.ShouldAllBe(p => p.Spans.Zip(p.Spans.Skip(1)).All(s => s.First.To == s.Second.From));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_Pod_killed_amid_a_rollout_is_found(int seed)
    {
        var told = new List<SourceEvent>();
        var cluster = Start(seed, """{"replicas":3}""", told);
        SetImage(cluster, "nginx:1.12-alpine");
        cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        var victim = cluster.Store.Read(Resources.Pods).Objects.Values.First(p => p.Namespace == "default" && PodView.Of(p).IsReady && !p.IsBeingDeleted);
        var killed = cluster.Loop.Now;
        cluster.Api.Delete(Resources.Pods, victim.Key, DeleteOptions.Default, User);
        cluster.Loop.Advance(TimeSpan.FromMinutes(2));

        var result = Timelines.Of(told).Judge("floor");

        result.State.ShouldBe(InvariantState.Violated);
        result.Breaches[0].From.ShouldBe(killed);
        result.Breaches[0].Pods.ShouldContain(victim.Name);
        Timelines.Of(told).Marks.ShouldContain(m => m.Uid == victim.Uid && m.Text.StartsWith("deleted, not by its ReplicaSet", StringComparison.Ordinal));
    }

    [Fact]
    public void Recreate_serves_one_revision_and_has_a_gap()
    {
        var told = new List<SourceEvent>();
        var cluster = Start(4, """{"replicas":3,"strategy":{"type":"Recreate","rollingUpdate":null}}""", told);
        SetImage(cluster, "nginx:1.12-alpine");
        cluster.Loop.Advance(TimeSpan.FromMinutes(2));

        var timeline = Timelines.Of(told);

        (timeline.Judge("one-revision").State, timeline.Judge("one-revision").IsPromised).ShouldBe((InvariantState.Held, true));
        timeline.Judge("no-endpoint-gap").State.ShouldBe(InvariantState.Violated);
        timeline.Judge("floor").State.ShouldBe(InvariantState.Held);
    }

    [Fact]
    public void What_an_autoscaler_scales_is_done_by_a_controller()
    {
        var cluster = new Story.StoryCluster().Web(2).Create("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", Story.EmbeddedKindStoryTests.Autoscaler).Run(60)
            .Scale("web", 3).Run(5).Patch("/apis/apps/v1/namespaces/default/deployments/web", """{"metadata":{"annotations":{"kubespy.dev/cpu":"400m"}}}""", "kubectl-annotate").Run(60);
        Timelines.Of(cluster.Events, name: "web").Marks.Where(m => m.Text.Contains("replicas via", StringComparison.Ordinal)).Select(m => (m.Kind, m.Text)).ShouldBe(
            [
                (MarkKind.Person, "2 → 3 replicas via kubectl scale"), (MarkKind.Controller, "3 → 2 replicas via kube-controller-manager scale"),
                (MarkKind.Controller, "2 → 4 replicas via kube-controller-manager scale"), (MarkKind.Controller, "4 → 6 replicas via kube-controller-manager scale"),
            ]);
    }

    [Fact]
    public void The_same_events_give_the_same_timeline()
    {
        var told = new List<SourceEvent>();
        var cluster = Start(5, """{"replicas":3}""", told);
        SetImage(cluster, "nginx:bad");
        cluster.Loop.Advance(TimeSpan.FromMinutes(1));

        Text(Timelines.Of(told)).ShouldBe(Text(Timelines.Of(told)));
        Timelines.Of(told).Pods.ShouldContain(p => p.Spans.Any(s => s.Reason == "ErrImagePull"));

        static string Text(Timeline timeline) => string.Join('\n', timeline.Pods.SelectMany(p => p.Spans.Select(s => $"{p.Name} {s}")).Concat(timeline.Marks.Select(m => m.ToString())));
    }

    private static EmbeddedCluster Start(int seed, string spec, List<SourceEvent> told)
    {
        var cluster = new EmbeddedCluster(new ClusterOptions { Seed = seed });
        foreach (var resource in new[] { Resources.Deployments, Resources.ReplicaSets, Resources.Pods, Resources.Services, Resources.EndpointSlices, Resources.Events })
        {
            cluster.Store.Subscribe(resource, change => told.Add(new SourceEvent.ObjectChanged(
                cluster.Loop.Now,
                change.Type switch { StoreEventType.Added => ChangeType.Added, StoreEventType.Deleted => ChangeType.Deleted, _ => ChangeType.Modified },
                change.Object)));
        }

        cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        var deployment = KubeObject.Parse(DemoManifests.Deployment);
        var fields = (MapValue)ValueReader.Read(spec);
        deployment = deployment.With("spec", deployment.Spec!.Overlaid(fields.MapAt("strategy", "rollingUpdate") is null && fields.StringAt("strategy", "type") is { } type
            ? fields.With("strategy", MapValue.Of(("type", type)))
            : fields));
        cluster.Api.Create(Resources.Services, KubeObject.Parse(DemoManifests.Service), User);
        cluster.Api.Create(Resources.Deployments, deployment, User);
        cluster.Loop.Advance(TimeSpan.FromMinutes(1));
        return cluster;
    }

    private static void SetImage(EmbeddedCluster cluster, string image) => cluster.Api.Patch(
        Resources.Deployments,
        Key,
        new Patch.StrategicMerge((MapValue)ValueReader.Read("""{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"IMAGE"}]}}}}""".Replace("IMAGE", image, StringComparison.Ordinal))),
        User);
}
