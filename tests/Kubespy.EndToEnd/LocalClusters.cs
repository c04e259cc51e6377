using System.Diagnostics;
using System.Globalization;

namespace Kubespy.EndToEnd;

/// <summary>A machine of its own, as far as named clusters go: their state and a folder for data; whatever still runs at the end is killed.</summary>
internal sealed class LocalClusters : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kubespy-clusters-").FullName;

    public string Data => Path.Combine(_root, "data");

    public string PathOf(string file) => Path.Combine(_root, file);

    public string KubeconfigOf(string name) => Path.Combine(_root, "state", "kubespy", "clusters", name, "kubeconfig");

    public Task<ClusterFixture.Finished> KubespyAsync(params string[] arguments) => RunAsync(Path.Combine(AppContext.BaseDirectory, "kubespy"), "", arguments);

    public Task<ClusterFixture.Finished> KubectlAsync(string cluster, params string[] arguments)
    {
        if (!ClusterFixture.IsInstalled("kubectl"))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "kubectl is not installed");
        }

        return RunAsync("kubectl", KubeconfigOf(cluster), arguments);
    }

    /// <summary>The process of a cluster.</summary>
    public async Task<int> ProcessOfAsync(string name)
    {
        var status = await KubespyAsync("cluster", "status", name, "-o", "json");
        return int.Parse(status.Output.Split("\"pid\":")[1].Split(',')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>As a loss of power: the process has no moment to put anything away.</summary>
    public async Task KillAsync(string name)
    {
        using var process = Process.GetProcessById(await ProcessOfAsync(name));
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KubespyAsync("cluster", "stop", "--all");
        Directory.Delete(_root, recursive: true);
    }

    private async Task<ClusterFixture.Finished> RunAsync(string program, string kubeconfig, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _root };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = _root;
        start.Environment["XDG_STATE_HOME"] = Path.Combine(_root, "state");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return new ClusterFixture.Finished(process.ExitCode, await output, await error);
    }
}
