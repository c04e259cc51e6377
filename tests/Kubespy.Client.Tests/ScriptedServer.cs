using System.Net;
using System.Text;

namespace Kubespy.Client.Tests;

/// <summary>
/// A server that answers each request with the next step of a script, well or badly; when the script is over, it stays open and silent.
/// Short bodies drip in pieces that cut characters in two.
/// </summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HttpListenerRequest, (int Code, string Body, bool Breaks)?> _answer;

    public ScriptedServer(params IEnumerable<(int Code, string Body, bool Breaks)> script)
        : this(Follow(new(script)))
    {
    }

    /// <summary>Answers by what is asked, in whatever order that is; to null it stays silent.</summary>
    public ScriptedServer(Func<HttpListenerRequest, (int Code, string Body, bool Breaks)?> answer)
    {
        _answer = answer;
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public List<string> Requests { get; } = [];

    /// <summary>How many requests there were so far.</summary>
    public int Count
    {
        get
        {
            lock (Requests)
            {
                return Requests.Count;
            }
        }
    }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    /// <summary>A body that ends with this ends amid its last character.</summary>
    public const char HalfACharacter = '\u0001';

    /// <summary>Whether it is asked if its history goes on as before.</summary>
    public static bool IsCheck(HttpListenerRequest request) => request.QueryString["limit"] == "1";

    /// <summary>A script tells what a server does to lists and watches; its history goes on.</summary>
    private static Func<HttpListenerRequest, (int, string, bool)?> Follow(Queue<(int, string, bool)> script) => request =>
        IsCheck(request) ? (200, """{"metadata":{"resourceVersion":"1000000"},"items":[{"metadata":{"uid":"new","resourceVersion":"1000000"}}]}""", false)
        : script.TryDequeue(out var step) ? step
        : null;

    private static byte[] BytesOf(string body) =>
        body.EndsWith(HalfACharacter) ? Encoding.UTF8.GetBytes(body[..^1])[..^1] : Encoding.UTF8.GetBytes(body);

    private static async Task DripAsync(Stream stream, byte[] bytes)
    {
        var piece = bytes.Length < 4096 ? 61 : 1_000_003;
        for (var at = 0; at < bytes.Length; at += piece)
        {
            await stream.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
            await stream.FlushAsync();
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                lock (Requests)
                {
                    Requests.Add(context.Request.Url!.PathAndQuery);
                }

                try
                {
                    await AnswerAsync(context);
                }
                catch (Exception e) when ((e is HttpListenerException or IOException) && _listener.IsListening)
                {
                    // This client has gone; others may come.
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        if (_answer(context.Request) is not { } step)
        {
            // The script is over: the watch stays open and silent. Its head leaves with the first byte.
            context.Response.SendChunked = true;
            context.Response.OutputStream.WriteByte((byte)'\n');
            await context.Response.OutputStream.FlushAsync();
            return;
        }

        var (code, body, breaks) = step;
        context.Response.StatusCode = code;
        if (breaks)
        {
            // More is promised than comes: chunks would be ended well even by Abort.
            context.Response.ContentLength64 = BytesOf(body).Length + 1;
        }
        else
        {
            context.Response.SendChunked = true;
        }

        if (code == 429)
        {
            context.Response.Headers["Retry-After"] = "7";
        }

        await DripAsync(context.Response.OutputStream, BytesOf(body));
        if (breaks)
        {
            context.Response.Abort();
        }
        else
        {
            context.Response.Close();
        }
    }
}
