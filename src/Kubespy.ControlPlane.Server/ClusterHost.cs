using System.Net;
using System.Security.Cryptography;
using Kubespy.ControlPlane.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kubespy.ControlPlane.Server;

/// <summary>
/// An embedded cluster that is served over HTTPS on loopback, in real time or faster. Whoever holds its token is its administrator;
/// nobody else is admitted.
/// </summary>
public sealed class ClusterHost : IAsyncDisposable
{
    /// <summary>Larger bodies get 413, as on the real server.</summary>
    public const int MaxBodyBytes = 3 * 1024 * 1024;

    private readonly WebApplication _application;
    private readonly ClusterDriver _driver;
    private readonly ServerCertificate _certificate;
    private readonly CancellationTokenSource _stopping = new();

    private ClusterHost(WebApplication application, ClusterDriver driver, ServerCertificate certificate, EmbeddedCluster cluster)
    {
        _application = application;
        _driver = driver;
        _certificate = certificate;
        Cluster = cluster;
    }

    public EmbeddedCluster Cluster { get; }

    public Uri Address { get; private set; } = new("https://127.0.0.1");

    public string KubeconfigText { get; private set; } = "";

    public string? KubeconfigPath { get; private set; }

    /// <summary>The cluster's time.</summary>
    public DateTimeOffset Now => _driver.Now;

    /// <exception cref="IOException">The port is taken, or the kubeconfig cannot be written, or would replace one that kubespy did not make.</exception>
    public static async Task<ClusterHost> StartAsync(ClusterHostOptions options)
    {
        if (options.KubeconfigPath is { } wanted)
        {
            KubeconfigFile.CheckMayWrite(wanted);
        }

        var now = options.WallClock.GetUtcNow();
        var certificate = ServerCertificate.Create(now);
        var cluster = new EmbeddedCluster(new ClusterOptions
        {
            Seed = options.Seed,
            Nodes = options.Nodes,
            Start = StartTime(now, options.Speed),
            RootCertificate = certificate.CaPem,
        });
        var driver = new ClusterDriver(cluster, options.Speed, options.WallClock);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var handler = new RequestHandler(cluster.Api, driver, options.WallClock);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate.Certificate);
            });
        });
        var application = builder.Build();
        var host = new ClusterHost(application, driver, certificate, cluster);
        var door = new HttpDoor(handler, driver, token, host._stopping.Token);
        application.Run(door.HandleAsync);
        driver.Start();
        await application.StartAsync();
        host.Address = new Uri(application.Urls.First());
        host.KubeconfigText = KubeconfigFile.Text(host.Address, certificate.CaPem, token);
        if (options.KubeconfigPath is { } path)
        {
            KubeconfigFile.Write(path, host.KubeconfigText);
            host.KubeconfigPath = path;
        }

        return host;
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
        _certificate.Certificate.Dispose();
        _stopping.Dispose();
    }

    /// <summary>A cluster whose time runs fast starts in the past, so that it stays there for days: kubectl shows times to come as invalid.</summary>
    private static DateTimeOffset StartTime(DateTimeOffset now, double speed) =>
        speed <= 1 ? now : now - (TimeSpan.FromHours(12) * Math.Min(speed - 1, 7000));
}
