using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Kubespy.Client.Configuration;
using Kubespy.Core.Values;

namespace Kubespy.Client.Transport;

/// <summary>What is told of an answer that is no success, or of none at all: what was tried, what came back, what to do.</summary>
internal static class Refusal
{
    /// <summary>A longer wait than this is not obeyed: whoever asks for it means something else, and nobody would wait for it.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>More of a server's message is not told.</summary>
    private const int LongestMessage = 1000;

    private const int LargestStatus = 1024 * 1024;
    private const string NoApiServer = "a login page or a proxy may stand before the API server: log in again, or check the cluster's server and proxy-url in the kubeconfig";

    public static async Task<ClusterException> OfAsync(
        KubeContext context, string path, HttpResponseMessage response, ClientCertificate? certificate, TimeProvider clock, CancellationToken cancellation)
    {
        var (status, text) = await ReadStatusAsync(response, cancellation);
        var code = (int)response.StatusCode;
        var message = Shortened(status.StringAt("message") is { Length: > 0 } told ? told : $"{code} {response.ReasonPhrase}".TrimEnd());
        var retryAfter = RetryAfter(response, clock);
        return code switch
        {
            401 when Expiry(certificate) is { } end && end < clock.GetUtcNow() => new ClusterException(
                ClusterProblem.Unauthorized, $"{context.Server.Authority} does not know who you are (401 Unauthorized): your client certificate expired at {end:u}",
                "renew the credentials of the context, for example with: kubeadm certs renew, or log in again"),
            401 => new ClusterException(
                ClusterProblem.Unauthorized, $"{context.Server.Authority} does not know who you are (401 Unauthorized)",
                "renew the credentials of the context: log in again, or check the user in the kubeconfig"),
            403 when status is null => new ClusterException(ClusterProblem.Forbidden, $"{context.Server.Authority} answered {message}, and not as an API server does", NoApiServer),
            403 => new ClusterException(ClusterProblem.Forbidden, message, "ask for get, list and watch on it; check with: kubectl auth can-i --list"),
            404 => new ClusterException(ClusterProblem.NotFound, message, status is null ? $"is that an API server? asked for {path}" : $"check the name; asked for {path}"),
            429 or >= 500 => new ClusterException(
                ClusterProblem.ServerError, $"the server answered {code}: {message}",
                retryAfter is null ? "try again; if it stays, look at the API server" : "it is busy; try again later, or look at the API server")
            {
                Code = code,
                RetryAfter = retryAfter,
            },
            >= 300 and < 400 => new ClusterException(
                ClusterProblem.BadConfiguration, $"the server answers with a redirection ({code}) to {Shortened($"{response.Headers.Location}")}", NoApiServer)
            {
                Code = code,
            },
            400 when context.Server.Scheme == "http" && text.Contains("HTTPS", StringComparison.Ordinal) => new ClusterException(
                ClusterProblem.BadConfiguration, $"{context.Server.Authority} speaks HTTPS, and was asked in plain HTTP", "correct the cluster's server in the kubeconfig: it begins with https://"),
            _ => new ClusterException(ClusterProblem.BadRequest, $"the server refused ({code}): {message}", $"check selectors and names; asked for {path}")
            {
                Code = code,
            },
        };
    }

    /// <summary>Nothing came back for that long.</summary>
    public static ClusterException Silent(KubeContext context, TimeSpan patience, Exception e) => new(
        ClusterProblem.Unreachable, $"no answer from {Where(context)} within {patience.TotalSeconds:0} s: it took the request and stays silent",
        "look at the API server, and at what stands before it; then try again", e);

    /// <summary>It was a success, but of something else.</summary>
    public static ClusterException NoJson(KubeContext context, HttpResponseMessage response, Exception? e)
    {
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        return new ClusterException(
            ClusterProblem.BadConfiguration,
            $"{context.Server.Authority} answered with {(type is "" or "application/json" ? "what is no JSON" : type + ", not with JSON")}", $"is that an API server? {NoApiServer}", e);
    }

    public static ClusterException Unreachable(KubeContext context, Exception e)
    {
        var where = Where(context);
        if (e.InnerException is AuthenticationException refused)
        {
            return Untrusted(context, where, refused, e);
        }

        var by = context.Proxy is { } proxy ? $" by the proxy {proxy.Host}:{proxy.Port}" : "";
        var isCutShort = e is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } && context.Server.Scheme == "http";
        return new ClusterException(
            ClusterProblem.Unreachable, $"no answer from {where}{by}: {Reason(e)}",
            isCutShort
                ? "does it speak HTTPS? Then the cluster's server in the kubeconfig must begin with https://"
                : "check that the cluster runs and that the context is the right one: kubectl cluster-info",
            e);
    }

    /// <summary>Why a connection was not made, or broke, in a few words.</summary>
    public static string Reason(Exception e) => (e.InnerException ?? e) switch
    {
        SocketException socket => socket.Message,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection broke off",
        TimeoutException or OperationCanceledException => "the connection was not made in time",
        IOException { InnerException: SocketException socket } => socket.Message,
        IOException when e is HttpRequestException => "the connection broke off",
        var other => Shortened(other.Message),
    };

    private static ClusterException Untrusted(KubeContext context, string where, AuthenticationException refused, Exception e) => refused switch
    {
        UntrustedServerException { IsOutOfDate: true } => new ClusterException(
            ClusterProblem.Untrusted, $"the certificate of {where} is not trusted: {refused.Message}", "renew the server's certificate (kubeadm certs check-expiration), or set this machine's clock", e),
        UntrustedServerException => new ClusterException(
            ClusterProblem.Untrusted, $"the certificate of {where} is not trusted: {refused.Message}", "check certificate-authority of the cluster, or tls-server-name, in the kubeconfig", e),

        // What came was no TLS at all: .NET has no code for it, only these words.
        { Message: var text } when text.Contains("frame", StringComparison.Ordinal) => new ClusterException(
            ClusterProblem.BadConfiguration, $"{context.Server.Authority} does not speak HTTPS", "correct the cluster's server in the kubeconfig: does it begin with http://, or is it another port?", e),
        _ => new ClusterException(
            ClusterProblem.Untrusted, $"no secure connection to {where}: {Shortened((refused.InnerException ?? refused).Message)}", "check the user's client certificate and the cluster's server in the kubeconfig", e),
    };

    private static string Where(KubeContext context) => context.Server.GetLeftPart(UriPartial.Authority);

    /// <summary>As seconds or as a date (RFC 9110, 10.2.3).</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        var asked = response.Headers.RetryAfter is not { } header ? null : header.Delta ?? (header.Date is { } date ? date - clock.GetUtcNow() : null);
        return asked is not { } wait ? null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    private static DateTimeOffset? Expiry(ClientCertificate? certificate)
    {
        if (certificate is null)
        {
            return null;
        }

        try
        {
            using var pem = X509Certificate2.CreateFromPem(certificate.Certificate);
            return pem.NotAfter.ToUniversalTime();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Shortened(string message) => message.Length <= LongestMessage ? message : message[..LongestMessage] + "…";

    private static async Task<(MapValue? Status, string Text)> ReadStatusAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var body = await AnswerBody.ReadAsync(response.Content, LargestStatus, () => { }, cancellation);
            try
            {
                return (ValueReader.Read(body.Span) as MapValue, "");
            }
            catch (JsonException)
            {
                return (null, Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestMessage)]));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, "");
        }
    }
}
