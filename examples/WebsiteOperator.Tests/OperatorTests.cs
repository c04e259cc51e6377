using k8s;
using Kubespy.Testing;

namespace WebsiteOperator.Tests;

/// <summary>
/// The operator in a whole cluster: its Deployments are rolled out, its Pods start, its nodes die. No test waits: time is virtual.
/// </summary>
public sealed class OperatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Website_gets_a_Deployment_and_is_Ready_once_its_Pods_are()
    {
        await using var site = await Site.StartAsync(replicas: 3);

        var website = await site.GetAsync();
        website.Status.ShouldBe(new WebsiteStatus { ObservedGeneration = 1, ReadyReplicas = 3, Phase = "Ready" });
        (await site.DeploymentAsync()).Status.AvailableReplicas.ShouldBe(3);
    }

    [Fact]
    public async Task A_new_image_is_rolled_out_and_the_status_follows()
    {
        await using var site = await Site.StartAsync(replicas: 2);
        await site.ChangeAsync(new { image = "site:2" });

        await site.Cluster.UntilAsync(async () => (await site.GetAsync()).Status!.Phase == "Progressing", cancellation: Cancellation);
        await site.Cluster.UntilStableAsync(cancellation: Cancellation);

        (await site.GetAsync()).Status.ShouldBe(new WebsiteStatus { ObservedGeneration = 2, ReadyReplicas = 2, Phase = "Ready" });
        (await site.DeploymentAsync()).Spec.Template.Spec.Containers[0].Image.ShouldBe("site:2");
    }

    [Fact]
    public async Task An_image_that_is_missing_leaves_the_Website_Progressing_and_the_old_Pods_serving()
    {
        await using var site = await Site.StartAsync(replicas: 2);
        await site.ChangeAsync(new { image = "site:bad" });

        // Not UntilStableAsync: the kubelet tries again and again.
        await site.Cluster.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);

        (await site.GetAsync()).Status.ShouldBe(new WebsiteStatus { ObservedGeneration = 2, ReadyReplicas = 2, Phase = "Progressing" });
    }

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_write_that_is_refused_is_tried_again_after_a_while(int code)
    {
        await using var site = await Site.StartAsync(replicas: 1);
        site.Cluster.Faults.FailNext(new RequestMatch("update", "deployments") { Client = Site.Operator }, code, times: 3);
        await site.ChangeAsync(new { replicas = 2 });

        // 1 s, 2 s and 4 s of back-off.
        await site.Cluster.AdvanceAsync(TimeSpan.FromSeconds(6.9), Cancellation);
        (await site.DeploymentAsync()).Spec.Replicas.ShouldBe(1);
        await site.Cluster.AdvanceAsync(TimeSpan.FromSeconds(0.2), Cancellation);
        (await site.DeploymentAsync()).Spec.Replicas.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_never_comes_does_no_harm(bool isApplied)
    {
        await using var site = await Site.StartAsync(replicas: 1);
        site.Cluster.Faults.TimeOutNext(new RequestMatch("update", "deployments") { Client = Site.Operator }, isApplied);
        await site.ChangeAsync(new { replicas = 4 });
        await site.Cluster.UntilStableAsync(cancellation: Cancellation);

        (await site.GetAsync()).Status.ShouldBe(new WebsiteStatus { ObservedGeneration = 2, ReadyReplicas = 4, Phase = "Ready" });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Wherever_it_crashes_it_finishes_what_it_began(int calls)
    {
        await using var site = await Site.StartAsync(replicas: 1);
        var crash = site.Cluster.CrashController(Site.Operator, afterCalls: calls);
        await site.ChangeAsync(new { image = "site:2" });
        await site.ChangeAsync(new { replicas = 3 });
        await site.Cluster.UntilStableAsync(cancellation: Cancellation);

        crash.IsCompleted.ShouldBeTrue();
        site.Running.Restarts.ShouldBe(1);
        (await site.GetAsync()).Status.ShouldBe(new WebsiteStatus { ObservedGeneration = 3, ReadyReplicas = 3, Phase = "Ready" });
        (await site.Client.AppsV1.ListNamespacedDeploymentAsync("default", cancellationToken: Cancellation)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Watches_that_break_are_resumed_and_those_that_expire_are_listed_anew()
    {
        await using var site = await Site.StartAsync(replicas: 1);
        var watches = new RequestMatch("watch") { Client = Site.Operator };
        site.Cluster.Faults.DropWatches(watches).ShouldBe(2);
        await site.ChangeAsync(new { replicas = 2 });
        await site.Cluster.UntilStableAsync(cancellation: Cancellation);
        (await site.GetAsync()).Status!.ReadyReplicas.ShouldBe(2);

        site.Cluster.Faults.ExpireWatches(watches).ShouldBe(2);
        await site.ChangeAsync(new { replicas = 3 });
        await site.Cluster.UntilStableAsync(cancellation: Cancellation);
        (await site.GetAsync()).Status!.ReadyReplicas.ShouldBe(3);
    }

    [Fact]
    public async Task A_watch_that_stalls_makes_it_blind_until_it_goes_on()
    {
        await using var site = await Site.StartAsync(replicas: 1);
        using (site.Cluster.Faults.StallWatches(new RequestMatch("watch", "websites") { Client = Site.Operator }))
        {
            await site.ChangeAsync(new { replicas = 2 });
            await site.Cluster.UntilStableAsync(cancellation: Cancellation);
            (await site.GetAsync()).Status!.ReadyReplicas.ShouldBe(1);
        }

        await site.Cluster.UntilStableAsync(cancellation: Cancellation);
        (await site.GetAsync()).Status!.ReadyReplicas.ShouldBe(2);
    }

    [Fact]
    public async Task A_node_that_stops_costs_its_Pods_until_they_are_elsewhere()
    {
        await using var site = await Site.StartAsync(replicas: 3);
        await site.Cluster.StopNode("node-1");

        await site.Cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
        (await site.GetAsync()).Status.ShouldBe(new WebsiteStatus { ObservedGeneration = 1, ReadyReplicas = 2, Phase = "Progressing" });
        await site.Cluster.AdvanceAsync(TimeSpan.FromMinutes(6), Cancellation);
        (await site.GetAsync()).Status.ShouldBe(new WebsiteStatus { ObservedGeneration = 1, ReadyReplicas = 3, Phase = "Ready" });
    }

    [Fact]
    public async Task A_Website_that_is_deleted_takes_its_Deployment_along()
    {
        await using var site = await Site.StartAsync(replicas: 2);
        await site.DeleteAsync();
        await site.Cluster.UntilStableAsync(cancellation: Cancellation);

        (await site.Client.AppsV1.ListNamespacedDeploymentAsync("default", cancellationToken: Cancellation)).Items.ShouldBeEmpty();
        (await site.Client.CoreV1.ListNamespacedPodAsync("default", cancellationToken: Cancellation)).Items.ShouldBeEmpty();
    }
}
