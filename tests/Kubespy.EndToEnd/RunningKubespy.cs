using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kubespy.EndToEnd;

/// <summary>A kubespy that runs until it is stopped, as by Ctrl-C, and what it has said so far.</summary>
internal sealed class RunningKubespy : IAsyncDisposable
{
    /// <summary>A machine may be slow, and a cluster may have to pull an image first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly SemaphoreSlim _news = new(0);

    public RunningKubespy(string kubeconfig, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "kubespy"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = kubeconfig;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Hear(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(_error, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Text(_output);

    public string Error => Text(_error);

    /// <summary>The most memory that it has had so far, in MiB, and how much time of the processor it has used.</summary>
    public (double MiB, TimeSpan Processor) Cost
    {
        get
        {
            var peak = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            _process.Refresh();
            return (double.Parse(peak.Split(':', 'k')[1], CultureInfo.InvariantCulture) / 1024, _process.TotalProcessorTime);
        }
    }

    /// <summary>Returns once it has said that, on either output.</summary>
    public Task UntilAsync(string text) => UntilAsync(said => said.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Returns once it has said what matches the pattern, on either output.</summary>
    public Task UntilMatchAsync(string pattern) => UntilAsync(said => Regex.IsMatch(said, pattern), pattern);

    /// <summary>Asks it to end, and tells with which code it did.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Waits until it ends by itself, and tells with which code it did.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _news.Dispose();
    }

    private async Task UntilAsync(Func<string, bool> isSaid, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (!isSaid(Output) && !isSaid(Error))
            {
                await _news.WaitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"it never said \"{what}\":\n{Output}{Error}");
        }
    }

    private void Hear(StringBuilder into, string? line)
    {
        if (line is not null)
        {
            lock (into)
            {
                into.Append(line).Append('\n');
            }

            _news.Release();
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
