using System.Net;
using Kubespy.ControlPlane.Requests;
using Kubespy.ControlPlane.Server.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kubespy.ControlPlane.Server;

/// <summary>
/// An embedded cluster that is served over HTTPS on loopback, in real time or faster. Whoever holds its token is its administrator;
/// beside them, ServiceAccounts are admitted by tokens that it has issued.
/// </summary>
public sealed class ClusterHost : IAsyncDisposable
{
    /// <summary>Larger bodies get 413, as on the real server.</summary>
    public const int MaxBodyBytes = 3 * 1024 * 1024;

    private const int DefaultNodes = 3;

    private readonly WebApplication _application;
    private readonly ClusterDriver _driver;
    private readonly ServerCertificate _certificate;
    private readonly RequestHandler _handler;
    private readonly DoorAudit? _audit;
    private readonly KeptCluster? _kept;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<IOException> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterHost(WebApplication application, ClusterDriver driver, ServedClock clock, ServerCertificate certificate, EmbeddedCluster cluster, RequestHandler handler, KeptCluster? kept, DoorAudit? audit)
    {
        _audit = audit;
        _handler = handler;
        _kept = kept;
        _application = application;
        _driver = driver;
        Notices = [.. kept?.Notices ?? [], .. clock.Notice is { } notice ? [notice] : Array.Empty<string>()];
        CaughtUp = clock.Notice is null
            ? driver.CaughtUp.ContinueWith(_ => clock.CaughtUp, TaskScheduler.Default)
            : new TaskCompletionSource<string>().Task;
        _certificate = certificate;
        Cluster = cluster;
    }

    public EmbeddedCluster Cluster { get; }

    public Uri Address { get; private set; } = new("https://127.0.0.1");

    public string KubeconfigText { get; private set; } = "";

    public string? KubeconfigPath { get; private set; }

    /// <summary>The cluster's time.</summary>
    public DateTimeOffset Now => _driver.Now;

    /// <summary>What the user is to know at the start: a torn end of the log that was cut off, a clock that cannot run as asked.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>
    /// Completes once the cluster's clock, which was to run fast, has reached the wall clock and goes on at its pace, with what to tell the user; never
    /// where a notice has told it.
    /// </summary>
    public Task<string> CaughtUp { get; }

    /// <summary>Whether an earlier run's cluster goes on.</summary>
    public bool IsRestored => _kept?.State is not null;

    /// <summary>The newest revision of the earlier run, where one goes on.</summary>
    public long RestoredRevision => _kept?.State?.Revision ?? 0;

    /// <summary>Completes where the data folder cannot be written any more: nothing is acknowledged from then on.</summary>
    public Task<IOException> Failure => _failure.Task;

    /// <exception cref="IOException">The port is taken, the data folder cannot be used, or the kubeconfig cannot be written, or would replace one that kubespy did not make.</exception>
    public static async Task<ClusterHost> StartAsync(ClusterHostOptions options)
    {
        if (options.KubeconfigPath is { } wanted)
        {
            KubeconfigFile.CheckMayWrite(wanted);
        }

        var kept = options.DataFolder is { } folder ? KeptCluster.Open(folder) : null;
        try
        {
            return await StartAsync(kept?.Complete(options) ?? options, kept);
        }
        catch
        {
            kept?.Dispose();
            throw;
        }
    }

    private static async Task<ClusterHost> StartAsync(ClusterHostOptions options, KeptCluster? kept)
    {
        var now = options.WallClock.GetUtcNow();
        var (certificate, token) = kept?.Credentials(now) ?? Credentials.New(now);
        var cluster = new EmbeddedCluster(new ClusterOptions
        {
            Seed = options.Seed,
            Nodes = options.Nodes ?? DefaultNodes,
            NodeNames = options.Recorded is { Nodes.Count: > 0 } recorded ? recorded.Nodes : null,
            Images = options.Recorded?.Images ?? new Dictionary<string, Kubelet.ImageBehaviour>(),
            Start = options.Recorded?.State.Time ?? ServedClock.StartTime(now, options.Speed, kept?.State?.Time),
            RootCertificate = certificate.CaPem,
            State = options.Recorded?.State ?? kept?.State,
        });
        var clock = new ServedClock(cluster.Options.Start, options.Speed, options.WallClock);
        var driver = new ClusterDriver(cluster, clock, options.WallClock);
        var application = Build(options.Port, certificate);
        var handler = new RequestHandler(cluster.Api, driver, options.WallClock, token);
        var audit = options.AuditFile is { } file ? new DoorAudit(new AuditLog(file, options.AuditLimits, options.WallClock), driver, cluster.Api.Registry) : null;
        var host = new ClusterHost(application, driver, clock, certificate, cluster, handler, kept, audit);
        var journal = kept?.Begin(cluster, options.Port);
        if (journal is not null)
        {
            journal.Failed += e => host._failure.TrySetResult(e);
        }

        application.Run(new HttpDoor(handler, driver, journal, host._audit, host._stopping.Token).HandleAsync);
        try
        {
            await application.StartAsync();
            driver.Start();
            host.Address = new Uri(application.Urls.First());
            host.KubeconfigText = KubeconfigFile.Text(host.Address, certificate.CaPem, token);
            if (options.KubeconfigPath is { } path)
            {
                KubeconfigFile.Write(path, host.KubeconfigText);
                host.KubeconfigPath = path;
            }
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        return host;
    }

    private static WebApplication Build(int port, ServerCertificate certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate.Certificate);
            });
        });
        return builder.Build();
    }

    /// <summary>Answers a request as the door would, without a socket: its code and body.</summary>
    public async Task<(int Code, ReadOnlyMemory<byte> Body)> SendAsync(ApiRequest request, CancellationToken cancellation)
    {
        using var answer = new MemoryAnswer();
        await _handler.HandleAsync(request, _kept?.Journal is { } journal ? new DurableResponse(answer, journal) : answer, cancellation);
        return (answer.Code, answer.Bytes);
    }

    /// <summary>Runs the call on the cluster's thread.</summary>
    public Task<T> InvokeAsync<T>(Func<T> call) => _driver.RunAsync(call);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
        _driver.Dispose();
        _kept?.Dispose();
        _audit?.Dispose();
        _certificate.Certificate.Dispose();
        _stopping.Dispose();
    }
}
