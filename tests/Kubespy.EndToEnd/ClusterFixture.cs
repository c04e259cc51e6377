using System.Diagnostics;
using Kubespy.Client.Configuration;
using Kubespy.ControlPlane.Server;

namespace Kubespy.EndToEnd;

/// <summary>
/// A cluster for one class of tests, and the programs that are run against it: an embedded one, or the one that a kubeconfig names. Either way the
/// class has a namespace of its own, which is its context's, so that no test takes the cluster for its own; a named cluster is left as it was found.
/// </summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    /// <summary>A cluster that is far away may have to pull images first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("kubespy-e2e-").FullName;
    private readonly NamedCluster? _named;
    private ClusterHost? _host;
    private ClusterAccess? _access;
    private Premises? _premises;

    public ClusterFixture()
        : this(NamedCluster.OfRun)
    {
    }

    internal ClusterFixture(NamedCluster? named) => _named = named;

    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    /// <summary>The class's own, and the default one of its context.</summary>
    public string Namespace => _premises!.Namespace;

    /// <summary>An API group of its own.</summary>
    public string Group => _premises!.Group;

    /// <summary>The embedded cluster; a test that reaches into it is skipped where another is named.</summary>
    public ClusterHost Host
    {
        get
        {
            Assert.SkipWhen(_host is null, "it reaches into the embedded cluster, in its process");
            return _host!;
        }
    }

    /// <summary>The only context of the kubeconfig.</summary>
    internal KubeContext Context { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var name = Premises.NewName();
        if (_named is null)
        {
            _host = await ClusterHost.StartAsync(new ClusterHostOptions { KubeconfigPath = Kubeconfig, Speed = 2 });
            await File.WriteAllTextAsync(Kubeconfig, _host.KubeconfigText.Replace("namespace: default", "namespace: " + name, StringComparison.Ordinal));
        }
        else
        {
            await CopyAsync(_named, name);
        }

        Context = KubeconfigLoader.Load(Kubeconfig, null);
        Context.Namespace.ShouldBe(name);
        _access = new ClusterAccess(Context);
        _premises = new Premises(_access, name);
        await _premises.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
        else if (_premises is not null)
        {
            await _premises.RemoveAsync();
        }

        _access?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The name of another namespace, of this class alone.</summary>
    public string NamespaceOf(string what) => _premises!.NamespaceOf(what);

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

    /// <summary>One context, with all that it refers to and another namespace, for its owner's eyes only.</summary>
    private async Task CopyAsync(NamedCluster named, string ns)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string[] context = named.Context is { } name ? ["--context", name] : [];
        var view = await KubectlAsync(["config", "view", "--raw", "--flatten", "--minify", "--kubeconfig", named.Kubeconfig, .. context]);
        view.Code.ShouldBe(0, view.Error);
        await using (var file = new StreamWriter(Kubeconfig, options))
        {
            await file.WriteAsync(view.Output);
        }

        var set = await KubectlAsync("config", "set-context", "--current", "--namespace", ns);
        set.Code.ShouldBe(0, set.Error);
    }

    private async Task<Finished> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = Kubeconfig;
        start.Environment["KUBECACHEDIR"] = _folder;
        if (_named is null)
        {
            // (A program that a kubeconfig names for its credentials may need it as it is.)
            start.Environment["HOME"] = _folder;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end in {Patience}:\n{await output}{await error}");
        }

        return new Finished(process.ExitCode, await output, await error);
    }

    /// <summary>How a program ended and what it said.</summary>
    public sealed record Finished(int Code, string Output, string Error);
}
