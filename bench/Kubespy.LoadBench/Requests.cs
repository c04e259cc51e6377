using System.Diagnostics;
using System.Globalization;

namespace Kubespy.LoadBench;

/// <summary>Creates, watches and lists, beside a bare Kestrel in this process. Each measurement comes after the same work done once to warm both sides up.</summary>
internal static class Requests
{
    private const int Creates = 8_000;
    private const int Pods = 5_000;
    private const int Changes = 3_000;

    /// <summary>With the server of <paramref name="kubespy"/>, or in this process without one.</summary>
    public static async Task RunAsync(string? kubespy)
    {
        await using var server = kubespy is null ? await Served.HereAsync() : await Served.ByAsync(kubespy);
        await using var bare = await BareKestrel.StartAsync();
        using var client = Load.NewClient(server.Address, server.Token);
        using var bareClient = Load.NewClient(bare.Address, server.Token);
        foreach (var ns in (string[])["watched", "pods", "warm"])
        {
            await Load.PostAsync(client, "/api/v1/namespaces", $"{{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{{\"name\":\"{ns}\"}}}}");
        }

        var limit = await WarmAsync((_, i) => Load.PostAsync(bareClient, "/x", ConfigMap(i)), Creates);
        var configMaps = await WarmAsync((ns, i) => Load.PostAsync(client, $"/api/v1/namespaces/{ns}/configmaps", ConfigMap(i)), Creates, "default", server);
        var pods = await WarmAsync((ns, i) => Load.PostAsync(client, $"/api/v1/namespaces/{ns}/pods", Pod(i)), Pods, "pods", server);
        var (bytes, list) = await ListAsync(client);
        var (events, bareEvents) = await WatchAsync(server, client, bare);

        Console.WriteLine("| work | here | real | bare Kestrel | of the real | of the bare |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Print("ConfigMaps created a second", configMaps.Rate, 1283, limit.Rate);
        Print("Pods created a second", pods.Rate, 649, limit.Rate);
        Print("events of 2 KB a second to 50 watchers, all created meanwhile", events, 12_900, bareEvents);
        var whose = kubespy is null ? ", the client's included" : "";
        Print($"CPU a ConfigMap create{whose}, ms", configMaps.Cpu.TotalMilliseconds, "0.00");
        Print($"CPU a Pod create{whose}, ms", pods.Cpu.TotalMilliseconds, "0.00");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| list of 5,000 Pods, ms ({bytes / 1e6:0.0} MB) | {list.TotalMilliseconds:0} | 219 | | {219 / list.TotalMilliseconds:0.0}x | |"));
    }

    private static async Task<(double Rate, TimeSpan Cpu)> WarmAsync(Func<string, int, Task> request, int count, string ns = "", Served? server = null)
    {
        await Load.RunAsync(Creates, i => request("warm", i));
        await Load.RunAsync(Creates, i => request("warm", Creates + i));
        var cpu = server?.CpuTime;
        var rate = await Load.RunAsync(count, i => request(ns, i));
        return (rate, server is null ? default : (server.CpuTime - cpu!.Value) / count);
    }

    private static async Task<(int Bytes, TimeSpan Time)> ListAsync(HttpClient client)
    {
        var path = new Uri("/api/v1/namespaces/pods/pods", UriKind.Relative);
        await client.GetByteArrayAsync(path);
        var clock = Stopwatch.StartNew();
        var bytes = await client.GetByteArrayAsync(path);
        return (bytes.Length, clock.Elapsed);
    }

    private static async Task<(double Here, double Bare)> WatchAsync(Served server, HttpClient client, BareKestrel bare)
    {
        using var watching = Load.NewClient(server.Address, server.Token, Watchers.Count);
        var data = new string('x', 1600);
        var here = await Watchers.RunAsync(
            watching,
            "/api/v1/namespaces/watched/configmaps?watch=true&resourceVersion=0",
            Changes,
            () => Load.RunAsync(Changes, i => Load.PostAsync(client, "/api/v1/namespaces/watched/configmaps", ConfigMap(i, data))));
        using var bareWatching = Load.NewClient(bare.Address, server.Token, Watchers.Count);
        return (here, await Watchers.RunAsync(bareWatching, $"/lines/{Changes}", Changes, () => Task.CompletedTask));
    }

    private static void Print(string what, double here, double real, double limit) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {here:0} | {real} | {limit:0} | {here / real:0.0}x | {here / limit:0.00}x |"));

    /// <summary>What a real control plane (etcd and API server) needed for a create was measured for a ConfigMap alone: 2.9 ms.</summary>
    private static void Print(string what, double milliseconds, string format) => Console.WriteLine(
        $"| {what} | {milliseconds.ToString(format, CultureInfo.InvariantCulture)} | 2.9 | | {(2.9 / milliseconds).ToString("0.0", CultureInfo.InvariantCulture)}x | |");

    private static string ConfigMap(int i, string data = "b") =>
        $"{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"c{i}\"}},\"data\":{{\"a\":\"{data}\"}}}}";

    private static string Pod(int i) =>
        $"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"p{i}\",\"labels\":{{\"app\":\"x\"}}}},\"spec\":{{\"schedulerName\":\"none\",\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",\"ports\":[{{\"containerPort\":80}}]}}]}}}}";
}
