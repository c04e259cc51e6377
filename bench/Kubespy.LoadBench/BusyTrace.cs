using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kubespy.ControlPlane.Server;

namespace Kubespy.LoadBench;

/// <summary>
/// A trace of a Deployment with 5,000 Pods, of which 500 change each second, and one of 10,000 of which none does, drawn on a terminal of 120x40;
/// beside each, at another time of the same run, <c>kubectl get pods --watch</c> of the same load.
/// </summary>
internal static class BusyTrace
{
    private const int BatchesASecond = 20;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(string kubespy)
    {
        Console.WriteLine("| what | cores busy | memory, MiB |");
        Console.WriteLine("|---|---|---|");
        await RunAsync(kubespy, pods: 5_000, updatesASecond: 500);
        await RunAsync(kubespy, pods: 10_000, updatesASecond: 0);
    }

    private static async Task RunAsync(string kubespy, int pods, int updatesASecond)
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Nodes = 1 + (pods / 100) });
        var token = host.KubeconfigText.Split("token: ")[1].Trim();
        using var client = Load.NewClient(host.Address, token);
        var kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, host.KubeconfigText);
        try
        {
            await Load.PostAsync(client, "/apis/apps/v1/namespaces/default/deployments", Deployment(pods));
            await Launch("kubectl", $"--kubeconfig {kubeconfig} rollout status deploy/nginx").WaitForExitAsync();
            var names = await PodNamesAsync(client);
            await MeasureAsync("`kubespy trace`, live view", updatesASecond, client, names, $"stty cols 120 rows 40; exec {kubespy} trace deploy nginx --kubeconfig {kubeconfig}");
            await MeasureAsync("`kubectl get pods --watch`", updatesASecond, client, names, $"exec kubectl --kubeconfig {kubeconfig} get pods --watch");
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }

    private static async Task MeasureAsync(string what, int updatesASecond, HttpClient client, string[] names, string command)
    {
        using var terminal = Launch("script", $"-qfec \"{command}\" /dev/null");
        var output = terminal.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await Task.Delay(Settling);
        var child = ChildOf(terminal.Id);
        var before = child.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var (sent, batches) = (0, 0);
        while (clock.Elapsed < Measured)
        {
            batches++;
            await Task.WhenAll(Enumerable.Range(sent, updatesASecond / BatchesASecond).Select(i => TouchAsync(client, names, i)));
            sent += updatesASecond / BatchesASecond;
            var ahead = TimeSpan.FromSeconds((double)batches / BatchesASecond) - clock.Elapsed;
            await Task.Delay(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
        }

        child.Refresh();
        var cores = (child.TotalProcessorTime - before) / clock.Elapsed;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what}, {names.Length} Pods, {sent / clock.Elapsed.TotalSeconds:0} updates/s | {cores:0.00} | {child.WorkingSet64 / 1048576.0:0} |"));
        child.Kill();
        await terminal.WaitForExitAsync();
        await output;
    }

    /// <summary>A condition of the Pod flips: what a readiness gate or a flapping probe does.</summary>
    private static async Task TouchAsync(HttpClient client, string[] pods, int i)
    {
        var ready = i / pods.Length % 2 == 0 ? "False" : "True";
        using var content = new StringContent(
            $"{{\"status\":{{\"conditions\":[{{\"type\":\"example.com/gate\",\"status\":\"{ready}\",\"message\":\"{i}\"}}]}}}}", Encoding.UTF8, "application/strategic-merge-patch+json");
        using var response = await client.PatchAsync(new Uri($"/api/v1/namespaces/default/pods/{pods[i % pods.Length]}/status", UriKind.Relative), content);
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

    private static string Deployment(int pods) =>
        $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx"},"spec":{"replicas":{{{pods}}},"selector":{"matchLabels":{"app":"nginx"}},
         "template":{"metadata":{"labels":{"app":"nginx"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1","ports":[{"containerPort":80}]}]} } } }
        """;
}
