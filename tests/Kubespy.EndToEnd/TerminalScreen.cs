using System.Diagnostics;
using System.Globalization;

namespace Kubespy.EndToEnd;

/// <summary>A program in a real terminal (tmux) of a given size. Skips the test where tmux is missing, except in CI.</summary>
internal sealed class TerminalScreen : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly string _socket = "kubespy-" + Guid.NewGuid().ToString("N");

    public static async Task<TerminalScreen> StartAsync(int columns, int rows, string kubeconfig, string arguments, string environment = "")
    {
        if (!ClusterFixture.IsInstalled("tmux"))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "tmux is not installed");
        }

        var screen = new TerminalScreen();
        var program = Path.Combine(AppContext.BaseDirectory, "kubespy");
        // What follows the program shows that the terminal is as it was; the last command keeps the session open.
        await screen.TmuxAsync(
            "-f", "/dev/null", "new-session", "-d", "-x", Number(columns), "-y", Number(rows),
            $"export KUBECONFIG='{kubeconfig}' TERM=xterm-256color {environment}; '{program}' {arguments}; echo ended $?; stty -a | grep -q ' -echo ' && echo echo is off || echo echo is on; cat");
        return screen;
    }

    public async Task<string> TextAsync() => await TmuxAsync("capture-pane", "-p");

    /// <summary>The screen and what scrolled away, with escape sequences for colours.</summary>
    public async Task<string> ColouredAsync() => await TmuxAsync("capture-pane", "-p", "-e", "-S", "-200");

    public Task SendAsync(string key) => TmuxAsync("send-keys", key);

    public Task ResizeAsync(int columns, int rows) => TmuxAsync("resize-window", "-x", Number(columns), "-y", Number(rows));

    public async Task<bool> IsCursorVisibleAsync() => (await TmuxAsync("display-message", "-p", "#{cursor_flag}")).Trim() == "1";

    public async Task<string> TitleAsync() => await TmuxAsync("display-message", "-p", "#{pane_title}");

    /// <summary>The screen, once it is as it should be.</summary>
    public async Task<string> UntilAsync(Func<string, bool> isReached, string what)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var text = await TextAsync();
            if (isReached(text))
            {
                return text;
            }

            Assert.True(clock.Elapsed < Patience, $"the screen never showed {what}:\n{text}");
            await Task.Delay(Glance);
        }
    }

    public Task<string> UntilAsync(string text) => UntilAsync(s => s.Contains(text, StringComparison.Ordinal), text);

    public async ValueTask DisposeAsync() => await TmuxAsync("kill-server");

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", ["-L", _socket, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return await output;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
