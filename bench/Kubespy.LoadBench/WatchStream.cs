using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kubespy.LoadBench;

/// <summary>
/// A server over plain HTTP that answers each list with nothing and each watch with prepared bytes, as fast as they are read.
/// </summary>
internal sealed class WatchStream : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<byte[]> _blocks;

    public WatchStream(IReadOnlyList<byte[]> blocks)
    {
        _blocks = blocks;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            _ = AnswerAsync(client);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            await using var stream = client.GetStream();
            var buffer = new byte[16 * 1024];
            var read = await stream.ReadAsync(buffer);
            var isWatch = Encoding.ASCII.GetString(buffer, 0, read).Contains("watch=true", StringComparison.OrdinalIgnoreCase);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"u8.ToArray());
            foreach (var block in isWatch ? _blocks : [EmptyList])
            {
                await stream.WriteAsync(block);
            }
        }
    }

    private static readonly byte[] EmptyList = """{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}"""u8.ToArray();
}
