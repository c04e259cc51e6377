using System.Diagnostics;
using Kubespy.ControlPlane.Server;

namespace Kubespy.LoadBench;

/// <summary>A cluster to load: in this process, or a <c>kubespy cluster start</c> of its own.</summary>
internal sealed class Served(Uri address, string token, string kubeconfig, Process process, Func<ValueTask> stop) : IAsyncDisposable
{
    public Uri Address => address;

    public string Token => token;

    /// <summary>What the server's process has used; the client's is in it where both are one.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>A kubeconfig file; empty where the server is of this process.</summary>
    public string Kubeconfig => kubeconfig;

    public long MemoryMiB
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 >> 20;
        }
    }

    public long PeakMemoryMiB
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64 >> 20;
        }
    }

    public static async Task<Served> HereAsync()
    {
        var host = await ClusterHost.StartAsync(new ClusterHostOptions());
        return new Served(host.Address, TokenIn(host.KubeconfigText), "", Process.GetCurrentProcess(), host.DisposeAsync);
    }

    public static async Task<Served> ByAsync(string kubespy, params string[] options)
    {
        var kubeconfig = Path.GetTempFileName();
        var process = Process.Start(new ProcessStartInfo(kubespy, ["cluster", "start", "--kubeconfig", kubeconfig, .. options]) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("ready", StringComparison.Ordinal))
        {
            // What it says before it serves.
        }

        var text = await File.ReadAllTextAsync(kubeconfig);
        return new Served(new Uri(text.Split("server: ")[1].Split('\n')[0].Trim()), TokenIn(text), kubeconfig, process, () => StopAsync(process, kubeconfig));
    }

    public ValueTask DisposeAsync() => stop();

    private static async ValueTask StopAsync(Process process, string kubeconfig)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        File.Delete(kubeconfig);
    }

    private static string TokenIn(string kubeconfig) => kubeconfig.Split("token: ")[1].Split('\n')[0].Trim();
}
