using System.Diagnostics;
using System.Globalization;
using Kubespy.ControlPlane.Server;
using Kubespy.LoadBench;

// Creates and lists over HTTPS on loopback with 16 connections, client and server sharing the machine, beside a bare Kestrel of the same run
// and the figures of a real control plane (constants taken on a 2-core machine with etcd not syncing).
//   dotnet run -c Release --project bench/Kubespy.LoadBench
//   dotnet run -c Release --project bench/Kubespy.LoadBench trace PATH-OF-KUBESPY     (a trace of 5,000 Pods under load)
//   dotnet run -c Release --project bench/Kubespy.LoadBench why PATH-OF-KUBESPY       (300 Deployments looked over)
//   dotnet run -c Release --project bench/Kubespy.LoadBench share                     (a create without HTTP, and the loop's share of it)
//   dotnet run -c Release --project bench/Kubespy.LoadBench makespan                  (1,000 replicas, virtual against real time)
if (args is ["makespan"])
{
    await Makespan.RunAsync();
    return 0;
}

if (args is ["why", var looking])
{
    await LookOver.RunAsync(looking);
    return 0;
}

if (args is ["share"])
{
    await Share.RunAsync();
    return 0;
}

if (args is ["trace", var kubespy])
{
    await BusyTrace.RunAsync(kubespy);
    return 0;
}

await using var host = await ClusterHost.StartAsync(new ClusterHostOptions());
var token = host.KubeconfigText.Split("token: ")[1].Trim();
using var client = Load.NewClient(host.Address, token);

await using var bare = await BareKestrel.StartAsync();
using var bareClient = Load.NewClient(bare.Address, token);
var limit = await Load.RunAsync(8000, i => Load.PostAsync(bareClient, "/x", ConfigMap("w", i)));
await Load.PostAsync(client, "/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"watched\"}}");
await Load.RunAsync(2000, i => Load.PostAsync(client, "/api/v1/namespaces/default/configmaps", ConfigMap("warm", i)));
var cpu = Environment.CpuUsage.TotalTime;
var configMaps = await Load.RunAsync(8000, i => Load.PostAsync(client, "/api/v1/namespaces/default/configmaps", ConfigMap("c", i)));
var cpuACreate = (Environment.CpuUsage.TotalTime - cpu) / 8000;
var pods = await Load.RunAsync(5000, i => Load.PostAsync(client, "/api/v1/namespaces/default/pods", Pod(i)));
await client.GetByteArrayAsync(new Uri("/api/v1/namespaces/default/pods", UriKind.Relative));
var list = Stopwatch.StartNew();
var bytes = await client.GetByteArrayAsync(new Uri("/api/v1/namespaces/default/pods", UriKind.Relative));
list.Stop();

const int Changes = 3000;
using var watching = Load.NewClient(host.Address, token, Watchers.Count);
var events = await Watchers.RunAsync(
    watching, "/api/v1/namespaces/watched/configmaps?watch=true&resourceVersion=0", Changes, async () =>
    {
        var data = new string('x', 1600);
        await Load.RunAsync(Changes, i => Load.PostAsync(client, "/api/v1/namespaces/watched/configmaps", ConfigMap("w", i, data)));
    });
using var bareWatching = Load.NewClient(bare.Address, token, Watchers.Count);
var bareEvents = await Watchers.RunAsync(bareWatching, $"/lines/{Changes}", Changes, () => Task.CompletedTask);
Console.WriteLine("| work | here | real | bare Kestrel | of the real | of the bare |");
Console.WriteLine("|---|---|---|---|---|---|");
Print("ConfigMaps created a second", configMaps, 1283, limit);
Print("Pods created a second", pods, 649, limit);
Print("events of 2 KB a second to 50 watchers, all created meanwhile", events, 12_900, bareEvents);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| CPU a ConfigMap create, the client's included, ms | {cpuACreate.TotalMilliseconds:0.00} | 2.9 | | {2.9 / cpuACreate.TotalMilliseconds:0.0}x | |"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| list of 5,000 Pods, ms ({bytes.Length / 1e6:0.0} MB) | {list.Elapsed.TotalMilliseconds:0} | 219 | | {219 / list.Elapsed.TotalMilliseconds:0.0}x | |"));
return 0;

static void Print(string what, double here, double real, double limit) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"| {what} | {here:0} | {real} | {limit:0} | {here / real:0.0}x | {here / limit:0.00}x |"));

static string ConfigMap(string prefix, int i, string data = "b") =>
    $"{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"{prefix}{i}\"}},\"data\":{{\"a\":\"{data}\"}}}}";

static string Pod(int i) => $"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"p{i}\",\"labels\":{{\"app\":\"x\"}}}},\"spec\":{{\"schedulerName\":\"none\",\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",\"ports\":[{{\"containerPort\":80}}]}}]}}}}";
