using System.Net;
using System.Net.Sockets;

namespace Kubespy.Client.Tests.Transport;

/// <summary>A proxy that knows CONNECT and leads everything to one server, whatever it was asked for.</summary>
internal sealed class ConnectProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;

    public ConnectProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public List<string> Requests { get; } = [];

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TunnelAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        try
        {
            using var near = client;
            var head = await RawServer.ReadHeadAsync(near.GetStream());
            lock (Requests)
            {
                Requests.Add(head);
            }

            if (head.Contains("user", StringComparison.Ordinal) && !head.Contains("Proxy-Authorization", StringComparison.Ordinal))
            {
                await near.GetStream().WriteAsync("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                return;
            }

            using var far = new TcpClient();
            await far.ConnectAsync(IPAddress.Loopback, _target);
            await near.GetStream().WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // One of the two has gone.
        }
    }
}
