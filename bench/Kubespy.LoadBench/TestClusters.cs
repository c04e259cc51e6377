using System.Diagnostics;
using System.Globalization;
using k8s;
using k8s.Models;
using Kubespy.Testing;

namespace Kubespy.LoadBench;

/// <summary>What a cluster of Kubespy.Testing costs its test, on the wall clock.</summary>
internal static class TestClusters
{
    private const int Rounds = 30;

    public static async Task RunAsync()
    {
        Console.WriteLine("| what | first, ms | median, ms | slowest of the others, ms |");
        Console.WriteLine("|---|---|---|---|");
        await MeasureAsync("a start", async () => await StartedAsync(_ => Task.CompletedTask));
        await MeasureAsync("a start, and a Deployment of 3 until stable", async () => await StartedAsync(RolloutAsync));
        await MeasureAsync("the same, and 10 minutes", async () => await StartedAsync(async cluster =>
        {
            await RolloutAsync(cluster);
            await cluster.AdvanceAsync(TimeSpan.FromMinutes(10));
        }));
        await MeasureAsync("16 in parallel: a start, and a Deployment of 3 until stable", () =>
            Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => StartedAsync(RolloutAsync)))));
    }

    private static async Task StartedAsync(Func<TestCluster, Task> use)
    {
        await using var cluster = await TestCluster.StartAsync();
        await use(cluster);
    }

    private static async Task RolloutAsync(TestCluster cluster)
    {
        using var client = cluster.CreateClient();
        var labels = new Dictionary<string, string> { ["app"] = "web" };
        await client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1DeploymentSpec
                {
                    Replicas = 3,
                    Selector = new V1LabelSelector { MatchLabels = labels },
                    Template = new V1PodTemplateSpec
                    {
                        Metadata = new V1ObjectMeta { Labels = labels },
                        Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "nginx:1" }] },
                    },
                },
            },
            "default");
        await cluster.UntilStableAsync();
        var deployment = await client.AppsV1.ReadNamespacedDeploymentAsync("web", "default");
        if (deployment.Status.AvailableReplicas != 3)
        {
            throw new InvalidOperationException("The cluster was called stable before its Deployment was available.");
        }
    }

    private static async Task MeasureAsync(string what, Func<Task> work)
    {
        var times = new List<double>();
        for (var i = 0; i <= Rounds; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        var others = times.Skip(1).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times[0]:0} | {others[Rounds / 2]:0.0} | {others[^1]:0.0} |"));
    }
}
