using System.Net.Http.Headers;
using System.Text;
using Kubespy.Client.Configuration;
using Kubespy.Client.Transport;

namespace Kubespy.EndToEnd;

/// <summary>Requests of any method to a cluster, with a context's trust and credentials: kubespy's own client only reads.</summary>
internal sealed class ClusterAccess(KubeContext context) : IDisposable
{
    private readonly CredentialSource _credentials = new(context, TimeProvider.System);
    private readonly Impersonation _impersonation = new(context.Impersonation);
    private readonly SemaphoreSlim _gate = new(1);
    private HttpClient? _http;

    public void Dispose()
    {
        _http?.Dispose();
        _gate.Dispose();
        _credentials.Dispose();
    }

    /// <summary>Sends a request and hands the answer over with its head read, whatever its code. The caller disposes it.</summary>
    /// <param name="method">GET, POST, DELETE.</param>
    /// <param name="path">With the query, if any.</param>
    /// <param name="accept">The media type of the answer.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string accept, string? body, CancellationToken cancellation)
    {
        var credential = await _credentials.GetAsync(cancellation);
        using var request = new HttpRequestMessage(method, new Uri(context.Server, context.Server.AbsolutePath.TrimEnd('/') + path));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Authorization", credential.Authorization);
        request.Headers.Host = context.TlsServerName;
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        _impersonation.AddTo(request);
        return await (await ConnectAsync(credential, cancellation)).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private async Task<HttpClient> ConnectAsync(Credential credential, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return _http ??= new HttpClient(HandlerFactory.Create(context, credential.Certificate, _impersonation)) { Timeout = Timeout.InfiniteTimeSpan };
        }
        finally
        {
            _gate.Release();
        }
    }
}
