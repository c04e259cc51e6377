using System.Globalization;
using System.Net;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.ControlPlane.Requests;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Values;
using Microsoft.AspNetCore.Http;

namespace Kubespy.ControlPlane.Server;

/// <summary>From Kestrel's requests to the API's and back: who may enter, what is too large.</summary>
internal sealed class HttpDoor(RequestHandler handler, IClusterGate clock, IJournal? journal, DoorAudit? audit, CancellationToken stopping)
{
    private const string Bearer = "Bearer ";

    public async Task HandleAsync(HttpContext context)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        // Objects carry the cluster's time, so that is the time that its answers are of.
        context.Response.Headers.Date = clock.Now.ToString("R", CultureInfo.InvariantCulture);
        try
        {
            if (RefuseHost(context.Request) is { } refusal)
            {
                audit?.Refused(context, ToApiRequest(context.Request, UserInfo.Nobody, default), refusal.Code);
                await WriteAsync(context.Response, refusal);
                return;
            }

            if (UserOf(context.Request) is not { } user)
            {
                audit?.Refused(context, ToApiRequest(context.Request, UserInfo.Nobody, default), 401);
                await WriteAsync(context.Response, new ApiStatus(401, "Unauthorized", "Unauthorized"));
                return;
            }

            if (await ReadBodyAsync(context.Request, both.Token) is not { } body)
            {
                audit?.Refused(context, ToApiRequest(context.Request, user, default), 413);
                await WriteAsync(context.Response, new ApiStatus(
                    413, "RequestEntityTooLarge", $"Request entity is too large: limit is {ClusterHost.MaxBodyBytes}"));
                return;
            }

            IApiResponse answer = new HttpAnswer(context.Response);
            answer = journal is null ? answer : new DurableResponse(answer, journal);
            var request = ToApiRequest(context.Request, user, body);
            await (audit is null
                ? handler.HandleAsync(request, answer, both.Token)
                : audit.HandleAsync(handler, context, request, answer, both.Token));
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // The client has gone, or the host stops.
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone amid the answer.
        }
#pragma warning disable CA1031 // A fault of ours is the client's answer, not its broken connection.
        catch (Exception e) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            await WriteAsync(context.Response, new ApiStatus(500, "InternalError", $"Internal error occurred: {e.Message}"));
        }
    }

    /// <summary>DNS rebinding makes a browser speak to loopback under a foreign name.</summary>
    private static ApiStatus? RefuseHost(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
            ? null
            : new ApiStatus(403, "Forbidden", $"the host {host} is not loopback: this cluster serves its own machine only");
    }

    /// <summary>A token tells friend from foe; null where there is none, or it is no good.</summary>
    private UserInfo? UserOf(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        return given.StartsWith(Bearer, StringComparison.Ordinal) ? handler.Authenticator.Authenticate(given[Bearer.Length..]) : null;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > ClusterHost.MaxBodyBytes)
        {
            return null;
        }

        if (request.ContentLength is null or 0 && HttpMethods.IsGet(request.Method))
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        using var memory = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (memory.Length + read > ClusterHost.MaxBodyBytes)
            {
                return null;
            }

            await memory.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return memory.ToArray();
    }

    private static ApiRequest ToApiRequest(HttpRequest request, UserInfo user, ReadOnlyMemory<byte> body)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Query)
        {
            query[name] = values[0] ?? "";
        }

        var contentType = request.ContentType ?? "";
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        return new ApiRequest(request.Method, request.Path.Value ?? "/", query)
        {
            Accept = request.Headers.Accept.ToString(),
            ContentType = semicolon < 0 ? contentType : contentType[..semicolon].Trim(),
            UserAgent = request.Headers.UserAgent.ToString(),
            Body = body,
            User = user,
            Impersonate = Impersonation.Read(request.Headers.SelectMany(h => h.Value.Select(v => (h.Key, v ?? "")))),
        };
    }

    private static async Task WriteAsync(HttpResponse response, ApiStatus status)
    {
        response.StatusCode = status.Code;
        response.ContentType = "application/json";
        await response.Body.WriteAsync(ValueWriter.Write(status.ToValue()));
    }
}
