using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kubespy.Client.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kubespy.EndToEnd;

/// <summary>
/// What stands between kubespy and a cluster, at an address that stays: it hands requests on, can be away and come back, before another
/// cluster even, admits by a token that may expire, refuses what it is told to, and has a clock of its own.
/// </summary>
internal sealed class TroubledDoor : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubespy-door-").FullName;
    private readonly int _port;
#pragma warning disable CA2213 // It is disposed when the next takes its place; the last has no timer.
    private CancellationTokenSource _broken = new();
#pragma warning restore CA2213
    private WebApplication? _application;

    private ClusterAccess _cluster;

    private TroubledDoor(KubeContext cluster, int port) => (_cluster, _port) = (new ClusterAccess(cluster), port);

    /// <summary>How far its clock is ahead of the cluster's.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Who does not bring this is not known; null admits all.</summary>
    public string? Token { get; set; }

    /// <summary>Answers a request itself, by its code and body; null hands it on.</summary>
    public Func<HttpRequest, (int Code, string Body)?> Refuse { get; set; } = _ => null;

    /// <summary>What a request waits for before it is handed on.</summary>
    public Func<HttpRequest, Task> Hold { get; set; } = _ => Task.CompletedTask;

    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public string Folder => _folder;

    /// <param name="cluster">The cluster to stand before, and the namespace to be in.</param>
    /// <param name="user">Of the kubeconfig, in YAML; FOLDER stands for where it lies.</param>
    public static async Task<TroubledDoor> OpenAsync(KubeContext cluster, string user = "{}")
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var door = new TroubledDoor(cluster, port);
        await File.WriteAllTextAsync(door.Kubeconfig, string.Create(
            CultureInfo.InvariantCulture,
            $"{{current-context: a, contexts: [{{name: a, context: {{cluster: c, user: u, namespace: {cluster.Namespace}}}}}], clusters: [{{name: c, cluster: {{server: 'http://127.0.0.1:{port}'}}}}], users: [{{name: u, user: {user.Replace("FOLDER", door._folder, StringComparison.Ordinal)}}}]}}"));
        await door.OpenAsync();
        return door;
    }

    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, _port));
        _application = builder.Build();
        _application.Run(HandleAsync);
        await _application.StartAsync();
    }

    /// <summary>Stands before another cluster from now on; answers under way are the old one's.</summary>
    public void MoveTo(KubeContext cluster)
    {
        _cluster.Dispose();
        _cluster = new ClusterAccess(cluster);
    }

    /// <summary>Breaks all connections; new ones are refused until it opens again.</summary>
    public async Task CloseAsync()
    {
        await BreakAsync();
        await _application!.DisposeAsync();
    }

    /// <summary>Breaks all answers that are under way.</summary>
    public async Task BreakAsync()
    {
        var broken = Interlocked.Exchange(ref _broken, new CancellationTokenSource());
        await broken.CancelAsync();
        broken.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _cluster.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _broken.Token);
        try
        {
            if (Token is { } token && context.Request.Headers.Authorization != "Bearer " + token)
            {
                await AnswerAsync(context.Response, 401, """{"kind":"Status","message":"Unauthorized","code":401}""");
            }
            else if (Refuse(context.Request) is { } refusal)
            {
                await AnswerAsync(context.Response, refusal.Code, refusal.Body);
            }
            else
            {
                await Hold(context.Request).WaitAsync(stop.Token);
                await HandOnAsync(context, stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            context.Abort();
        }
    }

    private async Task HandOnAsync(HttpContext context, CancellationToken cancellation)
    {
        var path = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        using var answer = await _cluster.SendAsync(HttpMethod.Get, path, context.Request.Headers.Accept.ToString(), null, cancellation);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        context.Response.Headers.Date = (answer.Headers.Date!.Value + Skew).ToString("R", CultureInfo.InvariantCulture);
        await context.Response.Body.FlushAsync(cancellation);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellation);
            await context.Response.Body.FlushAsync(cancellation);
        }
    }

    private static async Task AnswerAsync(HttpResponse response, int code, string body)
    {
        response.StatusCode = code;
        response.ContentType = "application/json";
        await response.WriteAsync(body);
    }
}
