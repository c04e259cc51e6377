using System.Diagnostics;
using System.Globalization;

namespace Kubespy.LoadBench;

/// <summary>
/// A Deployment of 1,000 replicas on 20 nodes, applied with kubectl and awaited with <c>kubespy trace --until complete</c> (both programs'
/// start included), then rolled; what the server used for it, and what it holds once it is quiet.
/// </summary>
internal static class Thousand
{
    /// <summary>A cluster that has gone quiet gives memory back within a second or two (HeapTrimmer).</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);

    public static async Task RunAsync(string kubespy)
    {
        await using var server = await Served.ByAsync(kubespy, "--nodes", "20");
        var manifest = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(manifest, Deployment);
            Console.WriteLine("| work | here | target | real |");
            Console.WriteLine("|---|---|---|---|");
            var available = await MeasureAsync(server, kubespy, $"apply -f {manifest}");
            Print("apply to all available, s", $"{available.Time.TotalSeconds:0.00}", "2.4", "23.6");
            Print("CPU seconds of the server until then", $"{available.Cpu.TotalSeconds:0.00}", "2.5", "41");
            await Task.Delay(Quiet);
            var after = server.MemoryMiB;
            var rolled = await MeasureAsync(server, kubespy, "set image deploy/nginx nginx=nginx:2");
            Print("rolled (25 %/25 %), s", $"{rolled.Time.TotalSeconds:0.00}", "5", "103");
            Print("CPU seconds of the server for it", $"{rolled.Cpu.TotalSeconds:0.00}", "", "157");
            await Task.Delay(Quiet);
            Print("memory once it is quiet: after available / after rolled, MiB", $"{after} / {server.MemoryMiB}", "150", "1843");
            Print("highest memory: until available / until rolled, MiB", $"{available.PeakMiB} / {rolled.PeakMiB}", "", "");
            var idle = server.CpuTime;
            await Task.Delay(TimeSpan.FromSeconds(10));
            Print("CPU seconds in ten idle ones", $"{(server.CpuTime - idle).TotalSeconds:0.00}", "", "");
        }
        finally
        {
            File.Delete(manifest);
        }
    }

    private static async Task<(TimeSpan Time, TimeSpan Cpu, long PeakMiB)> MeasureAsync(Served server, string kubespy, string kubectl)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), server.CpuTime);
        await RunAsync("kubectl", $"--kubeconfig {server.Kubeconfig} {kubectl}");
        await RunAsync(kubespy, $"trace deploy nginx --until complete --kubeconfig {server.Kubeconfig}");
        return (clock.Elapsed, server.CpuTime - cpu, server.PeakMemoryMiB);
    }

    private static async Task RunAsync(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {arguments} ended with {process.ExitCode}");
        }
    }

    private static void Print(string what, FormattableString here, string target, string real) =>
        Console.WriteLine($"| {what} | {here.ToString(CultureInfo.InvariantCulture)} | {target} | {real} |");

    private const string Deployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: nginx}
        spec:
          replicas: 1000
          selector: {matchLabels: {app: nginx}}
          template:
            metadata: {labels: {app: nginx}}
            spec: {containers: [{name: nginx, image: "nginx:1", ports: [{containerPort: 80}]}]}
        """;
}
