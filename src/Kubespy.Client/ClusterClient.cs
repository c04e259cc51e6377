using System.Net;
using Kubespy.Client.Configuration;
using Kubespy.Client.Transport;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Client;

/// <summary>Reads from one cluster: get, list and watch, nothing else.</summary>
public sealed class ClusterClient : IDisposable
{
    /// <summary>As often as client-go: by then a minute or more has passed.</summary>
    private const int MaxRetries = 10;

    /// <summary>A server gives up what takes it longer than a minute (--request-timeout), and says so; longer silence means that nobody is there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);

    private readonly ServerClock _clock;
    private readonly Impersonation _impersonation;
    private readonly Lock _gate = new();
    private readonly List<HttpClient> _retired = [];
    private CredentialSource _credentials;
    private HttpClient? _http;
    private ClientCertificate? _certificate;

    /// <exception cref="ClusterException">The context's certificates cannot be read.</exception>
    public ClusterClient(KubeContext context, TimeProvider clock)
    {
        Context = context;
        _clock = new ServerClock(clock);
        _credentials = new CredentialSource(context, _clock);
        _impersonation = new Impersonation(context.Impersonation);
        Connect(context.ClientCertificate);
    }

    /// <summary>As the kubeconfig has it. Where the server refuses what it says, and it says something else by now, that is used from then on.</summary>
    public KubeContext Context { get; private set; }

    /// <summary>The time of day as the server has it, as far as its answers told; timers are those of this machine.</summary>
    public TimeProvider Clock => _clock;

    public void Dispose()
    {
        _http?.Dispose();
        _retired.ForEach(h => h.Dispose());
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

    /// <summary>
    /// Gets what the projection keeps of the answer, in one of the media types that are accepted; each of them JSON. Where the server asks to be left
    /// alone for a while (Retry-After), it is, and then asked again.
    /// </summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public async Task<MapValue> GetAsync(string path, string accept, Projection projection, CancellationToken cancellation)
    {
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await GetOnceAsync(path, accept, projection, cancellation);
            }
            catch (ClusterException e) when (e is { IsTransient: true, RetryAfter: { } wait } && retries < MaxRetries)
            {
                await Task.Delay(wait, _clock, cancellation);
            }
        }
    }

    /// <summary>Gets what the projection keeps of the answer; a server that is busy is an error like others.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public async Task<MapValue> GetOnceAsync(string path, string accept, Projection projection, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var response = await SendAsync(path, accept, both.Token);
            return await ReadAsync(response, projection, () => patience.CancelAfter(Patience), both.Token);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Refusal.Silent(Context, Patience, e);
        }
    }

    private async Task<MapValue> ReadAsync(HttpResponseMessage response, Projection projection, Action onRead, CancellationToken cancellation)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return await AnswerReader.ReadAsync(body, projection, onRead, cancellation);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw Refusal.NoJson(Context, response, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ClusterException(ClusterProblem.Unreachable, $"{Context.Server.Authority} broke off amid its answer: {Refusal.Reason(e)}", "try again", e) { IsBrokenOff = true };
        }
    }

    /// <summary>Sends a GET and hands the answer over with its head read. The caller disposes it.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(string path, string accept, CancellationToken cancellation)
    {
        var context = Context;
        try
        {
            return await SendOnceAsync(path, accept, cancellation);
        }
        catch (ClusterException e) when (e.Problem is ClusterProblem.Unauthorized or ClusterProblem.Untrusted && IsRenewed(context))
        {
            return await SendOnceAsync(path, accept, cancellation);
        }
    }

    /// <summary>Whoever logs in again writes the kubeconfig anew; so does a cluster that is made anew at its address.</summary>
    private bool IsRenewed(KubeContext refused)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(Context, refused))
            {
                return true;
            }

            try
            {
                if (refused.Reload?.Invoke() is not { } renewed || renewed.IsAs(refused))
                {
                    return false;
                }

                (Context, _credentials) = (renewed, new CredentialSource(renewed, _clock));
                Retire();
                return true;
            }
            catch (ClusterException)
            {
                // It is being written, or broken: what was refused is what is told.
                return false;
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(string path, string accept, CancellationToken cancellation)
    {
        var credentials = _credentials;
        var credential = await credentials.GetAsync(cancellation);
        var response = await SendAsync(path, accept, credential, cancellation);
        if (response.StatusCode == HttpStatusCode.Unauthorized && credentials.Forget(credential))
        {
            response.Dispose();
            credential = await credentials.GetAsync(cancellation);
            response = await SendAsync(path, accept, credential, cancellation);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await Refusal.OfAsync(Context, path, response, credential.Certificate, _clock, cancellation);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string accept, Credential credential, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Context.Server, Context.Server.AbsolutePath.TrimEnd('/') + path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", "kubespy/0.1");
        if (Context.TlsServerName is { } name)
        {
            // HttpClient takes the name to ask for and to check (SNI) from the Host header alone; SslOptions.TargetHost it overwrites.
            request.Headers.Host = name;
        }

        _impersonation.AddTo(request);
        if (credential.Authorization is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        try
        {
            var response = await Connect(credential.Certificate).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.Headers.Date is { } date)
            {
                _clock.Observe(date);
            }

            return response;
        }
        catch (HttpRequestException e)
        {
            throw Refusal.Unreachable(Context, e);
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Refusal.Unreachable(Context, e);
        }
    }

    /// <summary>The connections with that certificate. Renewed, it makes new ones; what runs on the old ones may end in peace.</summary>
    private HttpClient Connect(ClientCertificate? certificate)
    {
        lock (_gate)
        {
            if (_http is { } http && _certificate == certificate)
            {
                return http;
            }

            HttpClient made;
            try
            {
                made = new HttpClient(HandlerFactory.Create(Context, certificate, _impersonation)) { Timeout = Timeout.InfiniteTimeSpan };
            }
            catch (ClusterException) when (_http is not null)
            {
                // A certificate that is being replaced may be read with the key of another; the next request reads both anew.
                return _http;
            }

            Retire();
            _certificate = certificate;
            return _http = made;
        }
    }

    /// <summary>What runs on the connections so far may end in peace; what ran on those before is over.</summary>
    private void Retire()
    {
        if (_http is not null)
        {
            _retired.ForEach(h => h.Dispose());
            _retired.Clear();
            _retired.Add(_http);
            _http = null;
        }
    }
}
