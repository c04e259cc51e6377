using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kubespy.Client.Configuration;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Client;

/// <summary>Reads from one cluster: get, list and watch, nothing else.</summary>
public sealed class ClusterClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly CredentialSource _credentials;
    private readonly ServerClock _clock;

    public ClusterClient(KubeContext context, TimeProvider clock)
    {
        Context = context;
        _clock = new ServerClock(clock);
        _credentials = new CredentialSource(context, clock);
        _http = new HttpClient(CreateHandler(context)) { Timeout = Timeout.InfiniteTimeSpan, BaseAddress = context.Server };
    }

    public KubeContext Context { get; }

    /// <summary>The time of day as the server has it, as far as its answers told; timers are those of this machine.</summary>
    public TimeProvider Clock => _clock;

    public void Dispose()
    {
        _http.Dispose();
        _credentials.Dispose();
    }

    public static string PathOf(GroupVersionResource resource, string ns, string name = "")
    {
        var root = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Group}/{resource.Version}";
        var scope = ns.Length == 0 ? "" : $"/namespaces/{ns}";
        return $"{root}{scope}/{resource.Resource}" + (name.Length == 0 ? "" : $"/{Uri.EscapeDataString(name)}");
    }

    /// <summary>The object, or null where there is none.</summary>
    public async Task<KubeObject?> FindAsync(GroupVersionResource resource, string ns, string name, CancellationToken cancellation)
    {
        try
        {
            return new KubeObject(await GetAsync(PathOf(resource, ns, name), cancellation));
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.NotFound)
        {
            return null;
        }
    }

    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public Task<MapValue> GetAsync(string path, CancellationToken cancellation) => GetAsync(path, Projection.All, cancellation);

    /// <summary>Gets what the projection keeps of the answer.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public Task<MapValue> GetAsync(string path, Projection projection, CancellationToken cancellation) => GetAsync(path, "application/json", projection, cancellation);

    /// <summary>Gets what the projection keeps of the answer, in one of the media types that are accepted; each of them JSON.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public async Task<MapValue> GetAsync(string path, string accept, Projection projection, CancellationToken cancellation)
    {
        using var response = await SendAsync(path, accept, cancellation);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        return ValueReader.Read(bytes, projection) as MapValue ?? MapValue.Empty;
    }

    /// <summary>Sends a GET and hands the answer over with its head read. The caller disposes it.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(string path, string accept, CancellationToken cancellation)
    {
        var response = await TrySendAsync(path, accept, cancellation);
        if (response.StatusCode == HttpStatusCode.Unauthorized && Context.Exec is not null)
        {
            response.Dispose();
            _credentials.Forget();
            response = await TrySendAsync(path, accept, cancellation);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(path, response, cancellation);
        }
    }

    private async Task<HttpResponseMessage> TrySendAsync(string path, string accept, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", "kubespy/0.1");
        foreach (var (name, value) in Context.Impersonation)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (await _credentials.AuthorizationAsync(cancellation) is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.Headers.Date is { } date)
            {
                _clock.Observe(date);
            }

            return response;
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Unreachable(e);
        }
    }

    private ClusterException Unreachable(Exception e)
    {
        var where = Context.Server.GetLeftPart(UriPartial.Authority);
        if (e.InnerException is System.Security.Authentication.AuthenticationException)
        {
            return new ClusterException(
                ClusterProblem.Untrusted, $"the certificate of {where} is not trusted: {e.InnerException.Message}",
                "check certificate-authority of the cluster, or tls-server-name, in the kubeconfig", e);
        }

        var why = (e.InnerException ?? e).Message;
        return new ClusterException(
            ClusterProblem.Unreachable, $"no answer from {where}: {why}", "check that the cluster runs and that the context is the right one: kubectl cluster-info", e);
    }

    private async Task<ClusterException> RefusalAsync(string path, HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = await ReadStatusAsync(response, cancellation);
        var message = status.StringAt("message") ?? $"{(int)response.StatusCode} {response.ReasonPhrase}";
        var retryAfter = response.Headers.RetryAfter?.Delta;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new ClusterException(
                ClusterProblem.Unauthorized, $"{Context.Server.Authority} does not know who you are (401 Unauthorized)",
                "renew the credentials of the context: log in again, or check the user in the kubeconfig"),
            HttpStatusCode.Forbidden => new ClusterException(
                ClusterProblem.Forbidden, message, "ask for get, list and watch on it; check with: kubectl auth can-i --list"),
            HttpStatusCode.NotFound => new ClusterException(ClusterProblem.NotFound, message, $"check the name; asked for {path}"),
            _ => new ClusterException(
                ClusterProblem.ServerError, $"the server answered {(int)response.StatusCode}: {message}",
                retryAfter is null ? "try again; if it stays, look at the API server" : "it is busy; kubespy tries again by itself")
            {
                Code = (int)response.StatusCode,
                RetryAfter = retryAfter,
            },
        };
    }

    private static async Task<MapValue?> ReadStatusAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return ValueReader.Read(await response.Content.ReadAsByteArrayAsync(cancellation)) as MapValue;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static SocketsHttpHandler CreateHandler(KubeContext context)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            Proxy = context.Proxy is { } proxy ? new WebProxy(proxy) : null,
        };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            TargetHost = context.TlsServerName,
            ClientCertificates = context.ClientCertificate is { } pair ? [LoadCertificate(pair.Certificate, pair.Key)] : null,
        };
        if (context.SkipsVerification)
        {
#pragma warning disable CA5359 // The user's kubeconfig says so: insecure-skip-tls-verify.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (context.CertificateAuthority is { } authority)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(authority);
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return handler;
    }

    private static X509Certificate2 LoadCertificate(string certificate, string key)
    {
        using var pem = X509Certificate2.CreateFromPem(certificate, key);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
