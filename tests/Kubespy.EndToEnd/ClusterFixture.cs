using System.Diagnostics;
using Kubespy.ControlPlane.Server;

namespace Kubespy.EndToEnd;

/// <summary>An embedded cluster for one class of tests, and the programs that are run against it.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubespy-e2e-").FullName;
    private ClusterHost? _host;

    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public ClusterHost Host => _host!;

    public async ValueTask InitializeAsync() => _host = await ClusterHost.StartAsync(new ClusterHostOptions { KubeconfigPath = Kubeconfig, Speed = 2 });

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs kubectl; skips the test where it is missing, except in CI.</summary>
    public Task<Finished> KubectlAsync(params string[] arguments)
    {
        if (!IsInstalled("kubectl"))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "kubectl is not installed");
        }

        return RunAsync("kubectl", arguments);
    }

    /// <summary>Runs the kubespy that was built with these tests.</summary>
    public Task<Finished> KubespyAsync(params string[] arguments) => RunAsync(Path.Combine(AppContext.BaseDirectory, "kubespy"), arguments);

    internal static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, program)));

    private async Task<Finished> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = Kubeconfig;
        start.Environment["HOME"] = _folder;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return new Finished(process.ExitCode, await output, await error);
    }

    /// <summary>How a program ended and what it said.</summary>
    public sealed record Finished(int Code, string Output, string Error);
}
