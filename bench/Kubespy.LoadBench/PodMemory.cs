using System.Globalization;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;

namespace Kubespy.LoadBench;

/// <summary>
/// What the embedded cluster keeps of a Ready Pod in steady state, managedFields included: the difference that two thousand Pods make. What
/// their Events take, and a watch window of the usual length, is told beside it.
/// </summary>
internal static class PodMemory
{
    private const int Few = 1_000;
    private const int Many = 3_000;

    public static int Run()
    {
        var (steady, told, window) = (PerPod(1, withEvents: false), PerPod(1, withEvents: true), PerPod(4_000, withEvents: false));
        Console.WriteLine("| kept of a Ready Pod | bytes | target |\n|---|---|---|");
        Print("itself, with all that controllers and kubelet know of it", steady, "6144");
        Print("its Events", told - steady, "");
        Print("what a watch window of 4,000 changes holds of it", window - steady, "");
        return 0;
    }

    private static double PerPod(int window, bool withEvents) => (Bytes(Many, window, withEvents) - Bytes(Few, window, withEvents)) / (double)(Many - Few);

    private static long Bytes(int replicas, int window, bool withEvents)
    {
        var cluster = new EmbeddedCluster(new ClusterOptions { Nodes = 30, WindowLength = window });
        cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        cluster.Api.Create(Resources.Deployments, KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":{{{replicas}}},
             "selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """), new WriteContext("bench", "bench"));
        cluster.Loop.Advance(TimeSpan.FromMinutes(10));
        foreach (var told in withEvents ? [] : cluster.Store.Read(Resources.Events).Objects.Values.ToArray())
        {
            cluster.Store.Delete(Resources.Events, told);
        }

        cluster.Loop.Advance(TimeSpan.FromMinutes(1));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(cluster);
        return bytes;
    }

    private static void Print(string what, double bytes, string target) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {bytes:0} | {target} |"));
}
