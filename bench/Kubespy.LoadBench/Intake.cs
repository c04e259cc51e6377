using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using k8s;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Watching;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.LoadBench;

/// <summary>
/// How many events of a watch a trace takes in on one core, the official client's watch of the same bytes beside it; and what a trace keeps of a Pod.
/// </summary>
internal static class Intake
{
    private const int Pods = 4_000;
    private const int Rounds = 10;

    public static async Task RunAsync()
    {
        var (deployment, replicaSet, pod) = Samples();
        // A process of its own sends: what is measured is the taking in.
        using var sender = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. OwnAssembly(), "intake-sender"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var address = new Uri((await sender.StandardOutput.ReadLineAsync())!);
        await OursAsync(address, deployment, replicaSet);
        await OfficialAsync(address);
        var (ours, kept) = await OursAsync(address, deployment, replicaSet);
        var official = await OfficialAsync(address);
        sender.StandardInput.Close();
        await sender.WaitForExitAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Pods * Rounds} events of {Block(pod, 1).Length / Pods} bytes"));
        Console.WriteLine("| what | here | official client |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| events taken in a second of one core | {ours:0} | {official:0} ({ours / official:0.0}x) |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| kept of a Pod, bytes | {kept} | |"));
    }

    /// <summary>Sends what is taken in, until its standard input is closed.</summary>
    public static async Task SendAsync()
    {
        var pod = Samples().Pod;
        var blocks = new[] { Block(pod, 1), Block(pod, 2) };
        using var server = new WatchStream([.. Enumerable.Range(0, Rounds).Select(i => blocks[i % 2])]);
        Console.WriteLine(server.Address);
        await Console.In.ReadToEndAsync();
    }

    private static string[] OwnAssembly() => Environment.GetCommandLineArgs()[0] is var own && own.EndsWith(".dll", StringComparison.Ordinal) ? [own] : [];

    /// <summary>A Pod that is Ready, and its owners, as the embedded cluster makes them.</summary>
    private static (KubeObject Deployment, KubeObject ReplicaSet, string Pod) Samples()
    {
        var cluster = new EmbeddedCluster(new ClusterOptions());
        cluster.Api.Create(
            Resources.Deployments,
            KubeObject.Parse("""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":1,
                 "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web","tier":"front"}},"spec":{"containers":[
                  {"name":"web","image":"nginx:1","ports":[{"containerPort":80,"name":"http"}],"env":[{"name":"LEVEL","value":"info"},{"name":"REGION","value":"north"}],
                   "resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"memory":"128Mi"}},
                   "readinessProbe":{"httpGet":{"path":"/ready","port":"http"}},"livenessProbe":{"httpGet":{"path":"/live","port":"http"}},
                   "volumeMounts":[{"name":"cache","mountPath":"/cache"}]}],"volumes":[{"name":"cache","emptyDir":{}}]}}}}
                """),
            new WriteContext("bench", "bench"));
        cluster.Loop.RunUntil(() => cluster.Store.Find(Resources.Deployments, new("default", "web"))?.Root.Int64At("status", "availableReplicas") == 1, TimeSpan.FromMinutes(1));
        var pod = cluster.Store.Read(Resources.Pods).Objects.Values.Single();
        return (
            cluster.Store.Read(Resources.Deployments).Objects.Values.Single(),
            cluster.Store.Read(Resources.ReplicaSets).Objects.Values.Single(),
            Encoding.UTF8.GetString(pod.Json.Span).Replace(pod.Uid, "UID", StringComparison.Ordinal)
                .Replace(pod.Name, "NAME", StringComparison.Ordinal).Replace($"\"{pod.ResourceVersion}\"", "\"REVISION\"", StringComparison.Ordinal));
    }

    private static byte[] Block(string pod, int round)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Pods; i++)
        {
            text.Append("{\"type\":\"MODIFIED\",\"object\":").Append(pod
                .Replace("UID", string.Create(CultureInfo.InvariantCulture, $"b9444e63-c893-4451-bcd8-{i:000000000000}"), StringComparison.Ordinal)
                .Replace("NAME", string.Create(CultureInfo.InvariantCulture, $"web-6b799bd7f6-{i:00000}"), StringComparison.Ordinal)
                .Replace("REVISION", string.Create(CultureInfo.InvariantCulture, $"{(round * Pods) + i}"), StringComparison.Ordinal)).Append("}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<(double Rate, long KeptBytes)> OursAsync(Uri address, KubeObject deployment, KubeObject replicaSet)
    {
        using var client = new ClusterClient(new KubeContext { Server = address }, TimeProvider.System);
        var tracer = new DeploymentTracer("web", "default");
        foreach (var owner in (KubeObject[])[deployment, replicaSet])
        {
            tracer.Apply(new SourceEvent.ObjectChanged(DateTimeOffset.UtcNow, ChangeType.Added, owner, IsInitial: true));
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var channel = Channel.CreateBounded<SourceEvent>(10_000);
        using var stop = new CancellationTokenSource();
        var target = new WatchTarget(new GroupVersionResource("", "v1", "pods"), "Pod", "default") { Projection = TracedFields.Pod };
        var watch = new ResourceWatch(client, target, channel.Writer, new Random(1));
        var cpu = Environment.CpuUsage.TotalTime;
        var running = watch.RunAsync(stop.Token);
        var seen = 0;
        while (seen < Pods * Rounds)
        {
            var news = await channel.Reader.ReadAsync();
            tracer.Apply(news);
            _ = tracer.TakeLines();
            seen += news is SourceEvent.ObjectChanged ? 1 : 0;
        }

        var rate = seen / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        var kept = (GC.GetTotalMemory(forceFullCollection: true) - before) / Pods;
        await stop.CancelAsync();
        await Task.WhenAny(running);
        GC.KeepAlive(tracer);
        GC.KeepAlive(watch);
        return (rate, kept);
    }

    private static async Task<double> OfficialAsync(Uri address)
    {
        using var client = new Kubernetes(new KubernetesClientConfiguration { Host = address.AbsoluteUri });
        var cpu = Environment.CpuUsage.TotalTime;
        var seen = 0;
        await foreach (var (_, pod) in client.CoreV1.WatchListNamespacedPodAsync("default"))
        {
            seen += pod.Status.Phase == "Running" ? 1 : 0;
        }

        return seen == Pods * Rounds ? seen / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds : throw new InvalidOperationException($"the official client saw {seen}");
    }
}
