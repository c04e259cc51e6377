using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Telemetry;

/// <summary>A collector on loopback, as far as its HTTP door goes: it keeps what it is sent, and answers as it is told.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener = new();

    public Collector()
    {
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<(string Path, string Type, string Authorization, MapValue Body)> Requests { get; } = new();

    /// <summary>The answers to give, one after the other; then 200 with an empty object.</summary>
    public ConcurrentQueue<(int Code, string Body)> Answers { get; } = new();

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = (MapValue)ValueReader.Read(await reader.ReadToEndAsync());
            Requests.Enqueue((context.Request.Url!.AbsolutePath, context.Request.ContentType ?? "", context.Request.Headers["Authorization"] ?? "", body));
            var (code, text) = Answers.TryDequeue(out var told) ? told : (200, "{}");
            context.Response.StatusCode = code;
            context.Response.ContentType = "application/json";
            if (code == 503)
            {
                context.Response.Headers["Retry-After"] = "0";
            }

            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            context.Response.Close();
        }
    }
}
