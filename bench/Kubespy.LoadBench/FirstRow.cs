using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Kubespy.LoadBench;

/// <summary>
/// How soon the tool is there, and with how much memory: <c>version</c>, and a trace until its first Pod is shown as Ready; then what a rollout of
/// 300 Pods that are none of its business costs that trace. kubectl does the like beside it.
/// </summary>
internal static class FirstRow
{
    private const int Turns = 15;

    public static async Task RunAsync(string kubespy)
    {
        await using var server = await Served.ByAsync(kubespy, "--nodes", "10");
        await ApplyAsync(server, "nginx", 3);
        var config = $"--kubeconfig {server.Kubeconfig}";
        Console.WriteLine("| what | kubespy: ms, MiB | kubectl: ms, MiB |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine($"| `version` | {await MedianAsync($"{kubespy} version", "kubespy")} | {await MedianAsync("kubectl version --client", "Client")} |");
        Console.WriteLine($"| until the first Pod is shown (`trace deploy nginx`, `get pods -w`) | {await MedianAsync($"{kubespy} trace deploy nginx {config}", "Ready")} | {await MedianAsync($"kubectl {config} get pods -w", "Running")} |");

        using var trace = Launch($"{kubespy} trace deploy nginx {config}");
        using var watch = Launch($"kubectl {config} get pods -w");
        var outputs = new[] { trace, watch }.Select(t => t.StandardOutput.BaseStream.CopyToAsync(Stream.Null)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(2));
        var (kubespyBefore, kubectlBefore) = (CpuOf(trace), CpuOf(watch));
        await ApplyAsync(server, "other", 300);
        await KubectlAsync(server, "set image deploy/other c=nginx:2");
        await KubectlAsync(server, "rollout status deploy/other");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| CPU for 300 Pods that others roll out, s | {(CpuOf(trace) - kubespyBefore).TotalSeconds:0.00} | {(CpuOf(watch) - kubectlBefore).TotalSeconds:0.00} |"));
        foreach (var terminal in (Process[])[trace, watch])
        {
            Child(terminal).Kill();
            await terminal.WaitForExitAsync();
        }

        await Task.WhenAll(outputs);
    }

    private static async Task<string> MedianAsync(string command, string sign)
    {
        var runs = new List<(double Milliseconds, long KiB)>();
        for (var i = 0; i < Turns; i++)
        {
            var clock = Stopwatch.StartNew();
            using var terminal = Launch(command);
            var said = new StringBuilder();
            var buffer = new byte[16 * 1024];
            while (!said.ToString().Contains(sign, StringComparison.Ordinal) && await terminal.StandardOutput.BaseStream.ReadAsync(buffer) is var read and > 0)
            {
                said.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }

            var elapsed = clock.Elapsed.TotalMilliseconds;
            runs.Add((elapsed, Memory(terminal)));
            TryKill(terminal);
            await terminal.WaitForExitAsync();
        }

        return string.Create(CultureInfo.InvariantCulture, $"{runs.Select(r => r.Milliseconds).Order().ElementAt(Turns / 2):0}, {runs.Select(r => r.KiB).Order().ElementAt(Turns / 2) / 1024.0:0}");
    }

    /// <summary>The most that the program in the terminal had; 0 where it has ended.</summary>
    private static long Memory(Process terminal)
    {
        try
        {
            return Child(terminal).PeakWorkingSet64 / 1024;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IOException)
        {
            return 0;
        }
    }

    private static void TryKill(Process terminal)
    {
        try
        {
            Child(terminal).Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IOException)
        {
            // It has ended.
        }
    }

    private static TimeSpan CpuOf(Process terminal) => Child(terminal).TotalProcessorTime;

    private static Process Child(Process terminal) =>
        Process.GetProcessById(int.Parse(File.ReadAllText($"/proc/{terminal.Id}/task/{terminal.Id}/children").Trim(), CultureInfo.InvariantCulture));

    private static Process Launch(string command) => Process.Start(
        new ProcessStartInfo("script", ["-qfec", $"stty cols 120 rows 40; exec {command}", "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;

    private static async Task ApplyAsync(Served server, string name, int replicas)
    {
        await KubectlAsync(server, $"create deployment {name} --image=nginx:1 --replicas={replicas}");
        await KubectlAsync(server, $"patch deployment {name} --type=json -p [{{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/name\",\"value\":\"c\"}}]");
        await KubectlAsync(server, $"rollout status deploy/{name}");
    }

    private static async Task KubectlAsync(Served server, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", ["--kubeconfig", server.Kubeconfig, .. arguments.Split(' ')]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }
}
