using System.Text.Json;
using Kubespy.Client.Configuration;
using Kubespy.Core.Values;

namespace Kubespy.Client.Transport;

/// <summary>What is told of an answer that is no success, or of none at all.</summary>
internal static class Refusal
{
    public static async Task<ClusterException> OfAsync(KubeContext context, string path, HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = await ReadStatusAsync(response, cancellation);
        var message = status.StringAt("message") ?? $"{(int)response.StatusCode} {response.ReasonPhrase}";
        var code = (int)response.StatusCode;
        var retryAfter = response.Headers.RetryAfter?.Delta;
        return code switch
        {
            401 => new ClusterException(
                ClusterProblem.Unauthorized, $"{context.Server.Authority} does not know who you are (401 Unauthorized)",
                "renew the credentials of the context: log in again, or check the user in the kubeconfig"),
            403 => new ClusterException(ClusterProblem.Forbidden, message, "ask for get, list and watch on it; check with: kubectl auth can-i --list"),
            404 => new ClusterException(ClusterProblem.NotFound, message, $"check the name; asked for {path}"),
            429 or >= 500 => new ClusterException(
                ClusterProblem.ServerError, $"the server answered {code}: {message}",
                retryAfter is null ? "try again; if it stays, look at the API server" : "it is busy; kubespy tries again by itself")
            {
                Code = code,
                RetryAfter = retryAfter,
            },
            >= 300 and < 400 => new ClusterException(
                ClusterProblem.BadConfiguration, $"the server answers with a redirection ({code}) to {response.Headers.Location}", "is that an API server? check the cluster's server in the kubeconfig")
            {
                Code = code,
            },
            _ => new ClusterException(ClusterProblem.BadRequest, $"the server refused ({code}): {message}", $"check selectors and names; asked for {path}")
            {
                Code = code,
            },
        };
    }

    public static ClusterException Unreachable(KubeContext context, Exception e)
    {
        var where = context.Server.GetLeftPart(UriPartial.Authority);
        if (e.InnerException is System.Security.Authentication.AuthenticationException untrusted)
        {
            return new ClusterException(
                ClusterProblem.Untrusted, $"the certificate of {where} is not trusted: {untrusted.Message}",
                "check certificate-authority of the cluster, or tls-server-name, in the kubeconfig", e);
        }

        var by = context.Proxy is { } proxy ? $" by the proxy {proxy.Host}:{proxy.Port}" : "";
        return new ClusterException(
            ClusterProblem.Unreachable, $"no answer from {where}{by}: {(e.InnerException ?? e).Message}", "check that the cluster runs and that the context is the right one: kubectl cluster-info", e);
    }

    private static async Task<MapValue?> ReadStatusAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return ValueReader.Read(await response.Content.ReadAsByteArrayAsync(cancellation)) as MapValue;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }
}
