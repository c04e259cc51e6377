using Kubespy.ControlPlane.Requests;
using Microsoft.AspNetCore.Http;

namespace Kubespy.ControlPlane.Server;

/// <summary>An answer of the API on Kestrel's response.</summary>
internal sealed class HttpAnswer(HttpResponse response) : IApiResponse
{
    public Stream Body => response.Body;

    public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null)
    {
        response.StatusCode = code;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache, private";
        foreach (var warning in warnings ?? [])
        {
            response.Headers.Append("Warning", $"299 - \"{warning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }
    }

    public Task FlushAsync(CancellationToken cancellation) => response.Body.FlushAsync(cancellation);
}
