using System.Diagnostics;
using System.Globalization;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Server;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.LoadBench;

/// <summary>How long a Deployment of 1,000 replicas takes by the cluster's own clock: in virtual time, and with that clock bound to the wall's.</summary>
internal static class Makespan
{
    private const int Replicas = 1_000;
    private static readonly ObjectKey Web = new("default", "web");

    public static async Task RunAsync()
    {
        var virtualCluster = new EmbeddedCluster(new ClusterOptions { Nodes = 20 });
        virtualCluster.Loop.Advance(TimeSpan.FromSeconds(5));
        var wall = Stopwatch.StartNew();
        var begun = Apply(virtualCluster);
        virtualCluster.Loop.RunUntil(() => IsAvailable(virtualCluster), TimeSpan.FromMinutes(5));
        Print("virtual time", virtualCluster.Loop.Now - begun, wall.Elapsed);

        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Nodes = 20 });
        await Task.Delay(TimeSpan.FromSeconds(5));
        var available = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Cluster.Store.Subscribe(Resources.Deployments, _ =>
        {
            if (IsAvailable(host.Cluster))
            {
                available.TrySetResult(host.Cluster.Loop.Now);
            }
        });
        wall.Restart();
        begun = await host.InvokeAsync(() => Apply(host.Cluster));
        Print("real time", await available.Task - begun, wall.Elapsed);
    }

    private static DateTimeOffset Apply(EmbeddedCluster cluster)
    {
        cluster.Api.Create(Resources.Deployments, KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":{{{Replicas}}},
             "selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """), new WriteContext("bench", "bench"));
        return cluster.Loop.Now;
    }

    private static bool IsAvailable(EmbeddedCluster cluster) =>
        cluster.Store.Find(Resources.Deployments, Web)?.Root.Int64At("status", "availableReplicas") == Replicas;

    private static void Print(string what, TimeSpan makespan, TimeSpan wall) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {makespan.TotalSeconds:0.00} | {wall.TotalSeconds:0.00} |"));
}
