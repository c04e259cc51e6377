using System.Diagnostics;
using System.Net.Security;
using System.Text;

namespace Kubespy.LoadBench;

/// <summary>Sixteen clients that send one request after the other.</summary>
internal static class Load
{
    private const int Connections = 16;

    public static HttpClient NewClient(Uri address, string token, int connections = Connections)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
#pragma warning disable CA5359 // A benchmark against itself on loopback.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
        };
        var client = new HttpClient(handler) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + token);
        return client;
    }

    public static async Task PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How many a second.</summary>
    public static async Task<double> RunAsync(int count, Func<int, Task> request)
    {
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < count)
            {
                await request(i);
            }
        }));
        return count / watch.Elapsed.TotalSeconds;
    }
}
