using System.IO.Compression;
using System.Net;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.Core.Values;

namespace Kubespy.Client.Tests.Discovery;

/// <summary>
/// A server that answers discovery as a recorded Kubernetes 1.36 did: aggregated, or plain as before 1.27 (of which /api, /apis and five groups
/// were recorded; the others answer 503, as groups do whose API server is away).
/// </summary>
internal sealed class RecordedDiscovery : IDisposable
{
    public static readonly Value Recording = Read();

    private readonly ClusterClient _client;

    public RecordedDiscovery(bool isAggregated = true, Func<string, string?>? instead = null)
    {
        Server = new ScriptedServer(request => Answer(request, isAggregated, instead));
        _client = new ClusterClient(new KubeContext { Server = Server.Address }, TimeProvider.System);
        Mapper = new RestMapper(_client);
    }

    public ScriptedServer Server { get; }

    public RestMapper Mapper { get; }

    public void Dispose()
    {
        _client.Dispose();
        Server.Dispose();
    }

    private static (int, string, bool)? Answer(HttpListenerRequest request, bool isAggregated, Func<string, string?>? instead)
    {
        var path = request.Url!.AbsolutePath;
        var asks = request.Headers["Accept"]!.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal);
        var body = instead?.Invoke(path) ?? Recording.At(isAggregated && asks ? "aggregated" : "plain", path)?.ToString();
        return body is null ? (503, """{"kind":"Status","message":"service unavailable"}""", false) : (200, body, false);
    }

    private static Value Read()
    {
        using var stream = typeof(RecordedDiscovery).Assembly.GetManifestResourceStream("discovery.json.gz")!;
        using var content = new GZipStream(stream, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return ValueReader.Read(memory.ToArray());
    }
}
