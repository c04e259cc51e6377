using System.Collections.Concurrent;
using System.Net;
using Kubespy.ControlPlane.Requests;
using Kubespy.ControlPlane.Server;
using Kubespy.ControlPlane.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kubespy.ControlPlane.Tests;

/// <summary>
/// One web server for all tests, on loopback and without TLS: each cluster has the door that is served elsewhere, found by a header. It knows the
/// clusters weakly, so that they go with their tests.
/// </summary>
internal static class LoopbackServer
{
    /// <summary>Of every cluster's administrator.</summary>
    public const string Token = "token";

    private const string Header = "X-Test-Cluster";

    private static readonly ConcurrentDictionary<string, WeakReference<HttpDoor>> Doors = new(StringComparer.Ordinal);
    private static readonly Lazy<HttpClient> Client = new(Start);

    /// <summary>Opens a door; whoever holds it keeps it open.</summary>
    public static HttpDoor Open(string name, RequestHandler handler, IClusterGate gate, IJournal? journal)
    {
        var door = new HttpDoor(handler, gate, journal, audit: null, CancellationToken.None);
        Doors[name] = new WeakReference<HttpDoor>(door);
        return door;
    }

    /// <summary>Sends a request through a door and waits for the whole answer.</summary>
    public static void Send(string name, string method, string pathAndQuery, ReadOnlyMemory<byte> body, string contentType, string accept, IApiResponse answer)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(pathAndQuery, UriKind.Relative));
        request.Headers.Add(Header, name);
        request.Headers.Add("Authorization", "Bearer " + Token);
        if (accept.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (body.Length > 0 || contentType.Length > 0)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = Client.Value.Send(request, TestContext.Current.CancellationToken);
        var warnings = response.Headers.NonValidated.TryGetValues("Warning", out var values) ? values.Select(TextOf).ToArray() : [];
        answer.Start((int)response.StatusCode, response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "", warnings);
        response.Content.CopyTo(answer.Body, null, TestContext.Current.CancellationToken);
    }

    /// <summary>What stands between the quotes of <c>299 - "…"</c>.</summary>
    private static string TextOf(string warning) => warning["299 - \"".Length..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static HttpClient Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var server = builder.Build();
        server.Run(HandleAsync);
        server.StartAsync().GetAwaiter().GetResult();
        return new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
    }

    private static Task HandleAsync(HttpContext context) => Doors[context.Request.Headers[Header].ToString()].TryGetTarget(out var door)
        ? door.HandleAsync(context)
        : throw new InvalidOperationException("the cluster has gone");
}
