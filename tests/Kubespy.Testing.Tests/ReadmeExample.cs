#pragma warning disable xUnit1051 // Examples are short.
using k8s;
using k8s.Models;

namespace Kubespy.Testing.Tests;

/// <summary>The examples of the packages' README, which <see cref="ReadmeTests"/> compares with it.</summary>
public sealed class ReadmeExample
{
    private static readonly V1Deployment Deployment = Given.Deployment("web", replicas: 3);

    [Fact]
    public async Task Rolls_out()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var client = cluster.CreateClient();               // an IKubernetes
        await client.AppsV1.CreateNamespacedDeploymentAsync(Deployment, "default");
        await cluster.UntilStableAsync();                        // no sleep: the cluster's time moves on

        var created = await client.AppsV1.ReadNamespacedDeploymentAsync("web", "default");
        Assert.Equal(3, created.Status.AvailableReplicas);

        await cluster.StopNode("node-1");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(6));     // milliseconds of yours
        var pods = await client.CoreV1.ListNamespacedPodAsync("default");
        Assert.Contains(pods.Items, pod => pod.Metadata.DeletionTimestamp is not null);
    }

    [Fact]
    public async Task Runs_an_operator()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var client = cluster.CreateClient();
        await using var running = cluster.RunOperator("my-operator", (own, stop) => new MyOperator(own, cluster.TimeProvider).RunAsync(stop));

        cluster.Faults.FailNext(new RequestMatch("update", "configmaps") { Client = "my-operator" }, 409);
        var crashed = cluster.CrashController("my-operator", afterCalls: 2);
        await client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "settings" } }, "default");
        await cluster.UntilStableAsync();

        Assert.True(crashed.IsCompleted);
        var settings = await client.CoreV1.ReadNamespacedConfigMapAsync("settings", "default");
        Assert.Equal("yes", settings.Metadata.Labels["seen"]);
    }

    /// <summary>Labels a ConfigMap, once it is there.</summary>
    private sealed class MyOperator(IKubernetes client, TimeProvider time)
    {
        public async Task RunAsync(CancellationToken stop)
        {
            while (!await HasLabelledAsync(stop))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, stop);
            }
        }

        private async Task<bool> HasLabelledAsync(CancellationToken stop)
        {
            var all = await client.CoreV1.ListNamespacedConfigMapAsync("default", cancellationToken: stop);
            if (all.Items.SingleOrDefault(c => c.Metadata.Name == "settings") is not { } settings)
            {
                return false;
            }

            try
            {
                settings.Metadata.Labels = new Dictionary<string, string> { ["seen"] = "yes" };
                await client.CoreV1.ReplaceNamespacedConfigMapAsync(settings, "settings", "default", cancellationToken: stop);
                return true;
            }
            catch (k8s.Autorest.HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.Conflict)
            {
                return false; // At the next look.
            }
        }
    }
}
