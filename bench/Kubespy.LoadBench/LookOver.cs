using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kubespy.ControlPlane.Server;

namespace Kubespy.LoadBench;

/// <summary>
/// <c>kubespy why -A</c> over 300 Deployments with their 900 Pods, two of them sick; beside it, in turns, <c>kubectl get deploy,pods -A -o json</c>,
/// which reads the least that a person would need to look for them.
/// </summary>
internal static class LookOver
{
    private const int Deployments = 300;
    private const int Namespaces = 10;
    private const int Turns = 7;

    public static async Task RunAsync(string kubespy)
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Nodes = 30 });
        using var client = Load.NewClient(host.Address, host.KubeconfigText.Split("token: ")[1].Trim());
        var kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, host.KubeconfigText);
        try
        {
            for (var i = 0; i < Namespaces; i++)
            {
                await Load.PostAsync(client, "/api/v1/namespaces", $"{{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{{\"name\":\"team-{i}\"}}}}");
            }

            await Load.RunAsync(Deployments, i => Load.PostAsync(client, $"/apis/apps/v1/namespaces/team-{i % Namespaces}/deployments", Deployment(i)));
            await WaitAsync(client);
            var (why, get) = (new List<Run>(), new List<Run>());
            for (var i = 0; i < Turns; i++)
            {
                why.Add(await MeasureAsync(kubespy, $"why -A --kubeconfig {kubeconfig}"));
                get.Add(await MeasureAsync("kubectl", $"--kubeconfig {kubeconfig} get deploy,pods -A -o json"));
            }

            Console.WriteLine(why[0].Output);
            Console.WriteLine("| what | ms | CPU, ms |");
            Console.WriteLine("|---|---|---|");
            Print("`kubespy why -A`", why);
            Print("`kubectl get deploy,pods -A -o json`", get);
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }

    /// <summary>Until all but the two sick ones are available, and those are known to be sick.</summary>
    private static async Task WaitAsync(HttpClient client)
    {
        for (var i = 0; i < 600; i++)
        {
            using var list = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri("/apis/apps/v1/deployments", UriKind.Relative)));
            var available = list.RootElement.GetProperty("items").EnumerateArray()
                .Count(d => d.GetProperty("status").TryGetProperty("availableReplicas", out var n) && n.GetInt32() == 3);
            if (available == Deployments - 2)
            {
                await Task.Delay(TimeSpan.FromSeconds(2));
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        throw new TimeoutException("the Deployments do not become available");
    }

    private static async Task<Run> MeasureAsync(string program, string arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{program} {arguments}; times >&2"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        clock.Stop();
        return new Run(clock.Elapsed, ChildrenTime(await error), (await output).TrimEnd());
    }

    /// <summary>Of the shell's <c>times</c>, the second line: user and system time of its children.</summary>
    private static TimeSpan ChildrenTime(string text) => text.TrimEnd().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(t => t.Split('m')).Aggregate(TimeSpan.Zero, (sum, t) => sum + TimeSpan.FromMinutes(int.Parse(t[0], CultureInfo.InvariantCulture))
            + TimeSpan.FromSeconds(double.Parse(t[1].TrimEnd('s'), CultureInfo.InvariantCulture)));

    private static void Print(string what, List<Run> runs) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {Median(runs, r => r.Time):0} | {Median(runs, r => r.Cpu):0} |"));

    private static double Median(List<Run> runs, Func<Run, TimeSpan> value) => runs.Select(r => value(r).TotalMilliseconds).Order().ElementAt(runs.Count / 2);

    private static string Deployment(int i) =>
        $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app-{{{i}}}"},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"app-{{{i}}}"}},
         "template":{"metadata":{"labels":{"app":"app-{{{i}}}"}},"spec":{"containers":[{"name":"c","image":"nginx:{{{(i is 17 or 170 ? "bad" : "1")}}}","ports":[{"containerPort":80}]}]} } } }
        """;

    private sealed record Run(TimeSpan Time, TimeSpan Cpu, string Output);
}
