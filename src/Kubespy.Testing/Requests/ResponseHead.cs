using System.Net;

namespace Kubespy.Testing.Requests;

/// <summary>An answer before its body.</summary>
internal static class ResponseHead
{
    public static HttpResponseMessage New(HttpRequestMessage request, int code, string contentType, IReadOnlyList<string> warnings, DateTimeOffset now)
    {
        var head = new HttpResponseMessage((HttpStatusCode)code) { RequestMessage = request, Version = request.Version, Content = new ByteArrayContent([]) };
        head.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        // Objects carry the cluster's time, so that is the time that its answers are of.
        head.Headers.Date = now;
        foreach (var warning in warnings)
        {
            head.Headers.TryAddWithoutValidation("Warning", $"299 - \"{Escape(warning)}\"");
        }

        return head;
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
