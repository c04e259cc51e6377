using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.ControlPlane.Requests;
using Kubespy.ControlPlane.Server;
using Kubespy.ControlPlane.Tests.Persistence;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests;

/// <summary>
/// A cluster in virtual time whose requests are answered in this thread: the HTTP API without HTTP. One that is kept is torn down each
/// time it has settled, and goes on as another that knows only the bytes of its journal.
/// </summary>
internal sealed class InProcessApi : IClusterGate
{
    private readonly MemoryJournal? _journal;
    private readonly string? _served;
    private RequestHandler _handler = null!;
    private HttpDoor? _door;

    public InProcessApi()
        : this(isKept: false, isOverHttp: false)
    {
    }

    /// <summary>A cluster of so many nodes.</summary>
    public InProcessApi(int nodes)
        : this(isKept: false, isOverHttp: false, nodes)
    {
    }

    private InProcessApi(bool isKept, bool isOverHttp, int nodes = 3)
    {
        _served = isOverHttp ? Guid.NewGuid().ToString() : null;
        Begin(new EmbeddedCluster(new ClusterOptions { Nodes = nodes }));
        if (isKept)
        {
            _journal = new MemoryJournal(Cluster);
            Open();
        }

        Settle();
    }

    /// <summary>A cluster whose writes are kept.</summary>
    public static InProcessApi Kept() => new(isKept: true, isOverHttp: false);

    /// <summary>A cluster whose answers, but not its watches, come through a web server.</summary>
    public static InProcessApi OverHttp(bool isKept) => new(isKept, isOverHttp: true);

    public EmbeddedCluster Cluster { get; private set; } = null!;

    public DateTimeOffset Now => Cluster.Loop.Now;

    /// <summary>Lets controllers and kubelets finish what they have to do, or go on for a minute.</summary>
    public void Settle()
    {
        Cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        Cluster.Loop.RunUntil(() => Cluster.IsStable, TimeSpan.FromMinutes(1));
        Restart();
    }

    /// <summary>A kept cluster ends amid whatever it does, and another goes on from what was kept.</summary>
    public void Restart()
    {
        if (_journal is not null)
        {
            Begin(_journal.Restart());
        }
    }

    private void Begin(EmbeddedCluster cluster)
    {
        Cluster = cluster;
        _handler = new RequestHandler(cluster.Api, this, TimeProvider.System, LoopbackServer.Token);
        Open();
    }

    private void Open() => _door = _served is null ? null : LoopbackServer.Open(_served, _handler, this, _journal);

    public Task<T> RunAsync<T>(Func<T> call)
    {
        try
        {
            return Task.FromResult(call());
        }
#pragma warning disable CA1031 // Whatever it was belongs to the caller.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<T>(e);
        }
    }

    public Authenticator Authenticator => _handler.Authenticator;

    public Answer Send(string method, string pathAndQuery, ReadOnlyMemory<byte> body = default, string contentType = "", string accept = "", UserInfo? user = null, Impersonation? impersonate = null)
    {
        var response = new Answer();
        if (_served is not null)
        {
            // The server's thread is the cluster's while this one waits.
            LoopbackServer.Send(_served, method, pathAndQuery, body, contentType, accept, response);
            GC.KeepAlive(_door);
            return response;
        }

        var handling = _handler.HandleAsync(
            Request(method, pathAndQuery, body, contentType, accept) with { User = user ?? UserInfo.Administrator, Impersonate = impersonate }, response, TestContext.Current.CancellationToken);
        handling.IsCompleted.ShouldBeTrue();
        handling.GetAwaiter().GetResult();
        return response;
    }

    /// <summary>Begins a request whose answer goes on.</summary>
    public Task Start(string method, string pathAndQuery, Answer response) =>
        _handler.HandleAsync(Request(method, pathAndQuery, default, "", ""), response, TestContext.Current.CancellationToken);

    /// <summary>What a watch tells before it first waits.</summary>
    public Answer Watch(string pathAndQuery, string accept)
    {
        using var stop = new CancellationTokenSource();
        var response = new Answer();
        var watch = _handler.HandleAsync(Request("GET", pathAndQuery, default, "", accept), response, stop.Token);
        watch.IsCompleted.ShouldBeFalse();
        stop.Cancel();
        watch.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        return response;
    }

    private static ApiRequest Request(string method, string pathAndQuery, ReadOnlyMemory<byte> body, string contentType, string accept)
    {
        var parts = pathAndQuery.Split('?', 2);
        var query = parts.Length == 1
            ? []
            : parts[1].Split('&').Select(p => p.Split('=', 2)).ToDictionary(
                p => p[0], p => Uri.UnescapeDataString(p.ElementAtOrDefault(1) ?? "").Replace('+', ' '), StringComparer.Ordinal);
        return new ApiRequest(method, parts[0], query)
        {
            Body = body,
            ContentType = contentType,
            Accept = accept,
        };
    }

    internal sealed class Answer : IApiResponse, IDisposable
    {
        private readonly MemoryStream _body = new();

        public int Code { get; private set; }

        public string ContentType { get; private set; } = "";

        public IReadOnlyList<string> Warnings { get; private set; } = [];

        public Stream Body => _body;

        public string Text => System.Text.Encoding.UTF8.GetString(_body.ToArray());

        public Value Json => ValueReader.Read(_body.ToArray());

        public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null) =>
            (Code, ContentType, Warnings) = (code, contentType, warnings ?? []);

        public Task FlushAsync(CancellationToken cancellation) => Task.CompletedTask;

        public void Dispose() => _body.Dispose();
    }
}
