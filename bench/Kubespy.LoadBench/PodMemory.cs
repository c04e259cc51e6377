using System.Globalization;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.LoadBench;

/// <summary>
/// What the embedded cluster keeps of a Ready Pod in steady state, managedFields included: the difference that two thousand Pods make. What
/// their Events take, and a watch window of the usual length, is told beside it.
/// </summary>
internal static class PodMemory
{
    private const int Few = 1_000;
    private const int Many = 3_000;

    /// <summary>After that the cluster has forgotten what it told of the start (EventExpiry).</summary>
    private static readonly TimeSpan EventsLive = TimeSpan.FromMinutes(61);

    public static int Run()
    {
        var steady = PerPod(1);
        Console.WriteLine("| kept of a Ready Pod | bytes | target |\n|---|---|---|");
        Print("itself, managedFields included, with all that controllers, scheduler and kubelet know of it", steady, "6144");
        Print("the same, where each Pod became Ready in a second of its own", (Bytes(900, 1, oneByOne: true) - Bytes(300, 1, oneByOne: true)) / 600.0, "6144");
        Print("its Events", PerPod(1, withEvents: true) - steady, "");
        Print("what a watch window of 4,000 changes holds of it", PerPod(4_000) - steady, "");
        Print("its JSON, where a client has read it lately (of all objects 32 MiB at most)", Ready(10, 1).Store.Read(Resources.Pods).Objects.Values.Average(p => p.Json.Length), "");
        return 0;
    }

    private static double PerPod(int window, bool withEvents = false) => (Bytes(Many, window, withEvents) - Bytes(Few, window, withEvents)) / (double)(Many - Few);

    private static long Bytes(int replicas, int window, bool withEvents = false, bool oneByOne = false)
    {
        var cluster = Ready(replicas, window, oneByOne);
        if (!withEvents)
        {
            cluster.Loop.Advance(EventsLive);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(cluster);
        return bytes;
    }

    private static EmbeddedCluster Ready(int replicas, int window, bool oneByOne = false)
    {
        var cluster = new EmbeddedCluster(new ClusterOptions { Nodes = 30, WindowLength = window });
        var bench = new WriteContext("bench", "bench");
        cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        var web = cluster.Api.Create(Resources.Deployments, KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":{{{(oneByOne ? 0 : replicas)}}},
             "selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """), bench);
        for (var i = 1; oneByOne && i <= replicas; i++)
        {
            cluster.Api.Update(Resources.Deployments, new KubeObject(cluster.Api.Get(Resources.Deployments, web.Key).Root.WithAt(["spec", "replicas"], i)), bench);
            cluster.Loop.Advance(TimeSpan.FromSeconds(3));
        }

        cluster.Loop.Advance(TimeSpan.FromMinutes(10));
        return cluster;
    }

    private static void Print(string what, double bytes, string target) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {bytes:0} | {target} |"));
}
