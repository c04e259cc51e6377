using System.Net;
using System.Text;

namespace Kubespy.Client.Tests;

/// <summary>A server that answers each request with the next step of a script, well or badly; the last step is repeated.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Queue<(int Code, string Body, bool Breaks)> _script;

    public ScriptedServer(params IEnumerable<(int Code, string Body, bool Breaks)> script)
    {
        _script = new(script);
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

    public void Dispose() => ((IDisposable)_listener).Dispose();

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

                if (_script.Count == 0)
                {
                    // The script is over: the watch stays open and silent.
                    await context.Response.OutputStream.FlushAsync();
                    continue;
                }

                var (code, body, breaks) = _script.Dequeue();
                context.Response.StatusCode = code;
                context.Response.SendChunked = true;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                await context.Response.OutputStream.FlushAsync();
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
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
