using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kubespy.ControlPlane.Server;

namespace Kubespy.LoadBench;

/// <summary>
/// A trace of a Deployment with 5,000 Pods, of which 500 change each second, drawn on a terminal of 120x40; beside it, at another time
/// of the same run, <c>kubectl get pods --watch</c> of the same load.
/// </summary>
internal static class BusyTrace
{
    private const int Pods = 5_000;
    private const int UpdatesASecond = 500;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(string kubespy)
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Nodes = 60 });
        var token = host.KubeconfigText.Split("token: ")[1].Trim();
        using var client = Load.NewClient(host.Address, token);
        var kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, host.KubeconfigText);
        try
        {
            await Load.PostAsync(client, "/apis/apps/v1/namespaces/default/deployments", Deployment());
            await Launch("kubectl", $"--kubeconfig {kubeconfig} rollout status deploy/nginx").WaitForExitAsync();
            var names = await PodNamesAsync(client);
            Console.WriteLine("| what | cores busy | memory, MiB |");
            Console.WriteLine("|---|---|---|");
            await MeasureAsync("kubespy trace, live view", client, names, $"stty cols 120 rows 40; exec {kubespy} trace deploy nginx --kubeconfig {kubeconfig}");
            await MeasureAsync("kubectl get pods --watch", client, names, $"exec kubectl --kubeconfig {kubeconfig} get pods --watch");
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }

    private static async Task MeasureAsync(string what, HttpClient client, string[] names, string command)
    {
        using var terminal = Launch("script", $"-qfec \"{command}\" /dev/null");
        var output = terminal.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await Task.Delay(Settling);
        var child = ChildOf(terminal.Id);
        var before = child.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var sent = 0;
        while (clock.Elapsed < Measured)
        {
            // Twenty batches a second.
            await Task.WhenAll(Enumerable.Range(sent, UpdatesASecond / 20).Select(i => TouchAsync(client, names[i % names.Length], i)));
            sent += UpdatesASecond / 20;
            var ahead = TimeSpan.FromSeconds((double)sent / UpdatesASecond) - clock.Elapsed;
            await Task.Delay(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
        }

        child.Refresh();
        var cores = (child.TotalProcessorTime - before) / clock.Elapsed;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what}, {sent / clock.Elapsed.TotalSeconds:0} updates/s | {cores:0.00} | {child.WorkingSet64 / 1048576.0:0} |"));
        child.Kill();
        await terminal.WaitForExitAsync();
        await output;
    }

    /// <summary>A condition of the Pod flips: what a readiness gate or a flapping probe does.</summary>
    private static async Task TouchAsync(HttpClient client, string pod, int i)
    {
        var ready = i / Pods % 2 == 0 ? "False" : "True";
        using var content = new StringContent(
            $"{{\"status\":{{\"conditions\":[{{\"type\":\"example.com/gate\",\"status\":\"{ready}\",\"message\":\"{i}\"}}]}}}}", Encoding.UTF8, "application/strategic-merge-patch+json");
        using var response = await client.PatchAsync(new Uri($"/api/v1/namespaces/default/pods/{pod}/status", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<string[]> PodNamesAsync(HttpClient client)
    {
        using var list = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri("/api/v1/namespaces/default/pods", UriKind.Relative)));
        return [.. list.RootElement.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("metadata").GetProperty("name").GetString()!)];
    }

    /// <summary>The program that <c>script</c> runs in its terminal.</summary>
    private static Process ChildOf(int parent) =>
        Process.GetProcessById(int.Parse(File.ReadAllText($"/proc/{parent}/task/{parent}/children").Trim(), CultureInfo.InvariantCulture));

    private static Process Launch(string program, string arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;

    private static string Deployment() =>
        $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx"},"spec":{"replicas":{{{Pods}}},"selector":{"matchLabels":{"app":"nginx"}},
         "template":{"metadata":{"labels":{"app":"nginx"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1","ports":[{"containerPort":80}]}]} } } }
        """;
}
