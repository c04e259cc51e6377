using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Client.Configuration;

/// <summary>The Authorization of each request: fixed, from a file that is renewed, or from a program whose answer is kept until it expires.</summary>
internal sealed class CredentialSource(KubeContext context, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private string? _token;
    private DateTimeOffset? _expires;

    public void Dispose() => _gate.Dispose();

    public async Task<string?> AuthorizationAsync(CancellationToken cancellation)
    {
        if (context.TokenFile is { } file)
        {
            return "Bearer " + (await File.ReadAllTextAsync(file, cancellation)).Trim();
        }

        if (context.Token is { Length: > 0 } token)
        {
            return "Bearer " + token;
        }

        if (context.Basic is { } basic)
        {
            return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}"));
        }

        return context.Exec is { } exec ? "Bearer " + await ExecTokenAsync(exec, cancellation) : null;
    }

    /// <summary>The server refused: the next request asks the program again.</summary>
    public void Forget() => _token = null;

    private async Task<string> ExecTokenAsync(ExecCredential exec, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_token is null || (_expires is { } expires && expires - Early <= clock.GetUtcNow()))
            {
                var status = await RunAsync(exec, cancellation);
                _token = status.StringAt("token") ?? throw Failed(exec, "it gave no token");
                _expires = Timestamp.Parse(status.StringAt("expirationTimestamp"));
            }

            return _token;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<MapValue> RunAsync(ExecCredential exec, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(exec.Command, exec.Arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in exec.Environment)
        {
            start.Environment[name] = value;
        }

        var spec = new MapBuilder().Set("interactive", false);
        if (exec.ProvidesClusterInfo)
        {
            spec.Set("cluster", new MapBuilder()
                .Set("server", context.Server.AbsoluteUri)
                .Set("certificate-authority-data", context.CertificateAuthority is { } ca ? StringValue.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(ca))) : null)
                .ToMap());
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = MapValue.Of(
            ("apiVersion", exec.ApiVersion), ("kind", "ExecCredential"), ("spec", spec.ToMap())).ToString();
        try
        {
            using var process = Process.Start(start) ?? throw Failed(exec, "it did not start");
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? ValueReader.Read(output).MapAt("status") ?? throw Failed(exec, "its answer has no status")
                : throw Failed(exec, $"it exited with code {process.ExitCode}");
        }
        catch (Win32Exception e)
        {
            throw Failed(exec, e.Message);
        }
        catch (System.Text.Json.JsonException)
        {
            throw Failed(exec, "its answer is no JSON");
        }
    }

    private static ClusterException Failed(ExecCredential exec, string why) => new(
        ClusterProblem.Unauthorized,
        $"the credential program {exec.Command} failed: {why}",
        exec.InstallHint.Length > 0 ? exec.InstallHint : $"run it yourself to see why: {exec.Command} {string.Join(' ', exec.Arguments)}");
}
