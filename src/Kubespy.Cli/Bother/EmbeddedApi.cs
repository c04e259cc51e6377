using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Transport;
using Kubespy.ControlPlane;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Bother;

/// <summary>
/// The one place in kubespy that writes to an API server. It can be had for an embedded cluster only, and speaks only to whoever shows a
/// certificate that cluster made (docs/adr/0016): kubespy only reads from a user's cluster.
/// </summary>
internal sealed class EmbeddedApi : IDisposable
{
    private const int MaxAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly X509Certificate2 _authority;

    private EmbeddedApi(KubeContext context, X509Certificate2 authority)
    {
        MachineRoots.LeaveUnread();
        _authority = authority;
        var tls = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(authority) };
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, SslOptions = tls })
        {
            BaseAddress = context.Server,
            Timeout = Patience,
            MaxResponseContentBufferSize = MaxAnswer,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", context.Token);
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "kubespy/0.1");
    }

    /// <exception cref="ClusterException">It is no embedded cluster, or does not answer; nothing was written.</exception>
    public static async Task<EmbeddedApi> ConnectAsync(KubeContext context, CancellationToken cancellation)
    {
        if (WhyNot(context) is { } reason)
        {
            throw Refused(context, reason);
        }

        var api = new EmbeddedApi(context, X509Certificate2.CreateFromPem(context.CertificateAuthority));
        try
        {
            var (_, version) = await api.SendAsync(HttpMethod.Get, "/version", null, "", cancellation);
            return version.StringAt("gitVersion")?.EndsWith(EmbeddedMark.VersionSuffix, StringComparison.Ordinal) == true
                ? api
                : throw Refused(context, $"its version is {version.StringAt("gitVersion") ?? "unknown"}, without {EmbeddedMark.VersionSuffix}");
        }
        catch
        {
            api.Dispose();
            throw;
        }
    }

    /// <summary>Why the context cannot be an embedded cluster's; null where it looks like one's. Asks nobody. Pure.</summary>
    internal static string? WhyNot(KubeContext context)
    {
        if (context.Server.Scheme != Uri.UriSchemeHttps || !context.Server.IsLoopback)
        {
            return $"{context.Server.Authority} is not this machine (https on loopback)";
        }

        if (context.SkipsVerification || context.TlsServerName is not null || context.Proxy is not null || context.Token is null || context.Impersonation.Count > 0)
        {
            return "its context is not as kubespy wrote it (a token and a certificate authority, nothing else)";
        }

        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(context.CertificateAuthority ?? "");
            return authorities is [{ Subject: EmbeddedMark.AuthoritySubject, Issuer: EmbeddedMark.AuthoritySubject }]
                ? null
                : $"its certificate authority is not one that an embedded cluster makes ({EmbeddedMark.AuthoritySubject})";
        }
        catch (CryptographicException)
        {
            return "its certificate authority cannot be read";
        }
    }

    /// <summary>What the server answered: whether it did what was asked, and the object or its reason.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public Task<(bool IsDone, MapValue Answer)> SendAsync(Deed deed, CancellationToken cancellation) =>
        SendAsync(deed.Method, deed.Path, deed.Body, deed.ContentType, cancellation);

    public void Dispose()
    {
        _http.Dispose();
        _authority.Dispose();
    }

    private async Task<(bool IsDone, MapValue Answer)> SendAsync(HttpMethod method, string path, MapValue? body, string contentType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(ValueWriter.Write(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            return (response.IsSuccessStatusCode, ValueReader.Read(await response.Content.ReadAsByteArrayAsync(cancellation)) as MapValue ?? MapValue.Empty);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new ClusterException(
                ClusterProblem.Unreachable, $"no embedded cluster answers at {_http.BaseAddress!.Authority}: {(e.InnerException ?? e).Message}", "does it still run? kubespy cluster start", e);
        }
    }

    private static X509ChainPolicy Trust(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }

    private static ClusterException Refused(KubeContext context, string reason) => new(
        ClusterProblem.BadConfiguration,
        $"{(context.Name.Length > 0 ? $"context \"{context.Name}\"" : "this")} is not an embedded cluster, so nothing was done: {reason}",
        "kubespy only reads from other clusters; start an embedded one with kubespy cluster start and give its --kubeconfig");
}
