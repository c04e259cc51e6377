using System.Diagnostics;
using System.Security.Cryptography;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator;

/// <summary>However time passes, by jumps or with a clock on the wall, a rollout takes as long on the cluster's clock and writes the same bytes.</summary>
public sealed class MakespanTests
{
    private const double Speed = 40;

    private static readonly TimeSpan End = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_rollout_in_virtual_time_takes_as_long_as_one_that_a_real_clock_drives()
    {
        var (jumped, jumps) = await RollAsync((cluster, until) =>
        {
            cluster.Loop.AdvanceTo(until);
            return Task.CompletedTask;
        });
        var (clocked, ticks) = await RollAsync(FollowClockAsync);

        clocked.ShouldBe(jumped);
        ticks.ShouldBe(jumps);
        jumped.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
    }

    /// <summary>As the driver of a cluster in real time does: whatever has come due since it last looked, then it waits for the next.</summary>
    private static async Task FollowClockAsync(EmbeddedCluster cluster, DateTimeOffset until)
    {
        var (start, clock) = (cluster.Loop.Now, Stopwatch.StartNew());
        while (cluster.Loop.Now < until)
        {
            var now = start + (clock.Elapsed * Speed);
            cluster.Loop.AdvanceTo(now < until ? now : until);
            var wait = cluster.Loop.NextDue is { } due ? (due - now) / Speed : TimeSpan.Zero;
            await Task.Delay(wait > TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(Math.Min(20, wait.TotalMilliseconds)) : TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>From the change of the template until the Deployment is complete, and the digest of all that was written.</summary>
    private static async Task<(TimeSpan Makespan, string Digest)> RollAsync(Func<EmbeddedCluster, DateTimeOffset, Task> pass)
    {
        var cluster = new EmbeddedCluster(new ClusterOptions { Seed = 5 });
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var complete = DateTimeOffset.MinValue;
        foreach (var resource in Resources.All)
        {
            cluster.Store.Subscribe(resource, change => digest.AppendData(change.Object.Json.Span));
        }

        cluster.Store.Subscribe(Resources.Deployments, change =>
        {
            if (change.Object.Generation == 2 && change.Object.Condition("Progressing").StringAt("reason") == "NewReplicaSetAvailable" && change.Object.Status.Int64At("observedGeneration") == 2)
            {
                complete = complete == DateTimeOffset.MinValue ? cluster.Loop.Now : complete;
            }
        });
        var start = cluster.Loop.Now;
        await pass(cluster, start + TimeSpan.FromSeconds(2));
        cluster.Api.Create(Resources.Deployments, Web("web:1"), new WriteContext("me", "kubectl/v1.32"));
        await pass(cluster, start + TimeSpan.FromSeconds(10));
        var changed = cluster.Loop.Now;
        var web = cluster.Api.Get(Resources.Deployments, new ObjectKey("default", "web"));
        cluster.Api.Update(Resources.Deployments, web.With("spec", Web("web:2").Spec), new WriteContext("me", "kubectl/v1.32"));
        await pass(cluster, start + End);
        return (complete - changed, Convert.ToHexString(digest.GetCurrentHash()));
    }

    private static KubeObject Web(string image) => KubeObject.Parse($$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
         "spec":{"replicas":4,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"{{{image}}}"}]} } } }
        """);
}
