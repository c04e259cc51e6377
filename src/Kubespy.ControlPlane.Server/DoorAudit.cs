using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Kubespy.ControlPlane.Server;

/// <summary>Logs what comes through the door: a watch when it begins and when it ends, everything else when it is answered.</summary>
internal sealed class DoorAudit(AuditLog log, IClusterGate clock, ResourceRegistry registry) : IDisposable
{
    public async Task HandleAsync(RequestHandler handler, HttpContext context, ApiRequest request, IApiResponse response, CancellationToken cancellation)
    {
        var (id, received) = (NewId(), clock.Now);
        var answer = new AuditedAnswer(response, code =>
        {
            if (request.Flag("watch") || request.Flag("follow"))
            {
                Write(id, AuditEvent.ResponseStarted, context, request, code, received);
            }
        });
        try
        {
            await handler.HandleAsync(request, answer, cancellation);
        }
        finally
        {
            // What began no answer ends as a fault of the server.
            Write(id, AuditEvent.ResponseComplete, context, request, answer.Code == 0 ? 500 : answer.Code, received);
        }
    }

    /// <summary>A request that did not come to be handled.</summary>
    public void Refused(HttpContext context, ApiRequest request, int code) =>
        Write(NewId(), AuditEvent.ResponseComplete, context, request, code, clock.Now);

    public void Dispose() => log.Dispose();

    private void Write(string id, string stage, HttpContext context, ApiRequest request, int code, DateTimeOffset received) => log.Write(AuditEvent.Of(
        id, stage, request, context.Request.GetEncodedPathAndQuery(), context.Connection.RemoteIpAddress?.ToString() ?? "", code, received, clock.Now, registry.Current));

    private static string NewId() => Guid.NewGuid().ToString();
}
