using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kubespy.Cli.Tests.Pages;

/// <summary>
/// Headless Chromium with one page, spoken to by its DevTools protocol. It has a profile of its own, and asks nobody for anything.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("kubespy-chromium-");
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonObject> _events = [];
    private readonly CancellationTokenSource _patience = new(Patience);
    private Process? _process;
    private int _id;

    private Browser()
    {
    }

    /// <summary>Requests that the page made, the page itself aside; its own data aside, too.</summary>
    public IReadOnlyList<string> Requests =>
        [.. Of("Network.requestWillBeSent").Select(e => (string)e["request"]!["url"]!).Where(u => !u.StartsWith("file:", StringComparison.Ordinal) && !u.StartsWith("data:", StringComparison.Ordinal))];

    /// <summary>What its console was told, and what went wrong in its script or with its policy.</summary>
    public IReadOnlyList<string> Complaints =>
    [
        .. Of("Runtime.exceptionThrown").Select(e => e["exceptionDetails"]!.ToJsonString()),
        .. Of("Runtime.consoleAPICalled").Select(e => e["args"]!.ToJsonString()),
        .. Of("Log.entryAdded").Select(e => e["entry"]!.ToJsonString()),
    ];

    /// <summary>Skips the test where Chromium is missing, except in CI.</summary>
    public static async Task<Browser> StartAsync()
    {
        var program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null || Environment.GetEnvironmentVariable("CI") == "true", "chromium is not installed");
        var browser = new Browser();
        try
        {
            await browser.StartAsync(program ?? "chromium");
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a file in a screen of that width, and waits until the page says that it is ready.</summary>
    public async Task OpenAsync(string path, int width, int height, bool isDark)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }) });
        await SendAsync("Page.navigate", new JsonObject { ["url"] = new Uri(path).AbsoluteUri });
        await UntilAsync("document.readyState === 'complete' && document.body.classList.contains('ready')");
    }

    public async Task UntilAsync(string condition)
    {
        while ((bool?)await EvaluateAsync($"!!({condition})") != true)
        {
            await Task.Delay(Glance, _patience.Token);
        }
    }

    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        answer["exceptionDetails"].ShouldBeNull(answer.ToJsonString());
        return answer["result"]!["value"];
    }

    /// <summary>As a finger or a mouse would, in the middle of the first element of that selector.</summary>
    public async Task ClickAsync(string selector, double share = 0.5)
    {
        var place = JsonNode.Parse((string)(await EvaluateAsync(
            $"(() => {{ const e = document.querySelector({JsonSerializer.Serialize(selector, JsonSerializerOptions.Default)}); e.scrollIntoView({{block:'center'}}); const b = e.getBoundingClientRect(); return JSON.stringify([b.left + b.width * {share.ToString(System.Globalization.CultureInfo.InvariantCulture)}, b.top + b.height / 2]); }})()"))!)!;
        foreach (var type in new[] { "mousePressed", "mouseReleased" })
        {
            await SendAsync("Input.dispatchMouseEvent", new JsonObject { ["type"] = type, ["x"] = (double)place[0]!, ["y"] = (double)place[1]!, ["button"] = "left", ["clickCount"] = 1 });
        }
    }

    public Task PressAsync(string key) => SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyDown", ["key"] = key });

    public async Task<byte[]> ScreenshotAsync() => Convert.FromBase64String((string)(await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = true }))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _patience.Dispose();
        _profile.Delete(recursive: true);
    }

    private IEnumerable<JsonNode> Of(string method) => _events.Where(e => (string?)e["method"] == method).Select(e => e["params"]!);

    private async Task StartAsync(string program)
    {
        _process = Process.Start(new ProcessStartInfo(
            program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank",
            ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var file = Path.Combine(_profile.FullName, "DevToolsActivePort");
        while (!File.Exists(file) || (await File.ReadAllLinesAsync(file, _patience.Token)).Length < 2)
        {
            _process.HasExited.ShouldBeFalse("chromium ended");
            await Task.Delay(Glance, _patience.Token);
        }

        var port = (await File.ReadAllLinesAsync(file, _patience.Token))[0];
        using var http = new HttpClient();
        JsonNode? page = null;
        while (page is null)
        {
            var pages = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list"), _patience.Token))!.AsArray();
            page = pages.FirstOrDefault(p => (string?)p!["type"] == "page");
        }

        await _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), _patience.Token);
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await SendAsync($"{domain}.enable", []);
        }
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        var id = ++_id;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, _patience.Token);
        while (true)
        {
            var answer = await ReceiveAsync();
            if (answer["id"] is null)
            {
                _events.Add(answer);
            }
            else if ((int)answer["id"]! == id)
            {
                answer["error"].ShouldBeNull(answer.ToJsonString());
                return answer["result"]!;
            }
        }
    }

    private async Task<JsonObject> ReceiveAsync()
    {
        var buffer = new byte[65_536];
        using var message = new MemoryStream();
        while (true)
        {
            var got = await _socket.ReceiveAsync(buffer, _patience.Token);
            await message.WriteAsync(buffer.AsMemory(0, got.Count), _patience.Token);
            if (got.EndOfMessage)
            {
                return JsonNode.Parse(message.ToArray())!.AsObject();
            }
        }
    }
}
