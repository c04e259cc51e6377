using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Client.Configuration;

/// <summary>Runs a credential program and reads its answer, as client-go does (plugin/pkg/client/auth/exec/exec.go).</summary>
internal sealed class ExecProgram(ExecCredential exec)
{
    private bool _hasRun;

    /// <exception cref="ClusterException">It could not be run, failed, or gave no credentials; the remedy says what to do.</exception>
    public async Task<(Credential Credential, DateTimeOffset? Expires)> RunAsync(CancellationToken cancellation)
    {
        // Asked again amid a live view, it must not take the terminal.
        var isInteractive = exec.Mode != InteractiveMode.Never && !Console.IsInputRedirected && (!_hasRun || exec.Mode == InteractiveMode.Always);
        if (exec.Mode == InteractiveMode.Always && Console.IsInputRedirected)
        {
            throw Failed("it must talk to you (interactiveMode: Always), and standard input is no terminal");
        }

        var (code, output, error) = await StartAsync(isInteractive, cancellation);
        _hasRun = true;
        return code == 0
            ? Read(output)
            : throw Failed($"it exited with code {code}{(LastLine(error) is { Length: > 0 } line ? $": {line}" : "")}");
    }

    private async Task<(int Code, string Output, string Error)> StartAsync(bool isInteractive, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(exec.Command, exec.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = !isInteractive,
            RedirectStandardInput = !isInteractive,
            UseShellExecute = false,
        };
        foreach (var (name, value) in exec.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = MapValue.Of(
            ("apiVersion", exec.ApiVersion),
            ("kind", "ExecCredential"),
            ("spec", new MapBuilder().Set("cluster", exec.ClusterInfo).Set("interactive", isInteractive).ToMap())).ToString();
        using var process = Start(start);
        try
        {
            if (!isInteractive)
            {
                process.StandardInput.Close();
            }

            var error = isInteractive ? Task.FromResult("") : process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw Failed("it did not start");
        }
        catch (Win32Exception e)
        {
            // 2 is ENOENT, on Windows ERROR_FILE_NOT_FOUND.
            throw e.NativeErrorCode == 2
                ? new ClusterException(
                    ClusterProblem.Unauthorized,
                    $"the credential program {exec.Command} is not installed, or not in PATH",
                    exec.InstallHint.Length > 0 ? exec.InstallHint.Trim() : "install it, or correct users[].user.exec.command in the kubeconfig")
                : Failed(e.Message);
        }
    }

    private (Credential, DateTimeOffset?) Read(string output)
    {
        Value answer;
        try
        {
            answer = ValueReader.Read(output);
        }
        catch (JsonException)
        {
            throw Failed("its answer is no JSON");
        }

        if (answer.StringAt("apiVersion") != exec.ApiVersion)
        {
            throw Failed($"it is configured for {exec.ApiVersion} and answered in {answer.StringAt("apiVersion") ?? "no version"}");
        }

        var status = answer.MapAt("status") ?? throw Failed("its answer has no status");
        var token = status.StringAt("token") ?? "";
        var certificate = status.StringAt("clientCertificateData") ?? "";
        var key = status.StringAt("clientKeyData") ?? "";
        if (certificate.Length > 0 != key.Length > 0)
        {
            throw Failed("it gave only one of certificate and key");
        }

        if (token.Length == 0 && certificate.Length == 0)
        {
            throw Failed("it gave neither a token nor a certificate");
        }

        return (
            new Credential(token.Length > 0 ? "Bearer " + token : null, certificate.Length > 0 ? new ClientCertificate(certificate, key) : null),
            Timestamp.Parse(status.StringAt("expirationTimestamp")));
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";

    private ClusterException Failed(string why) => new(
        ClusterProblem.Unauthorized,
        $"the credential program {exec.Command} failed: {why}",
        $"run it yourself to see why: {string.Join(' ', exec.Arguments.Prepend(exec.Command).Select(Quoted))}");

    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:@,+".Contains(c, StringComparison.Ordinal)) ? word : $"'{word}'";
}
