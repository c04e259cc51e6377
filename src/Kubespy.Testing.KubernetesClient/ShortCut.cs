namespace Kubespy.Testing;

/// <summary>The official client builds its own innermost handler, for sockets; this one answers before it is asked.</summary>
internal sealed class ShortCut(HttpMessageHandler cluster) : DelegatingHandler
{
    private readonly HttpMessageInvoker _cluster = new(cluster);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _cluster.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cluster.Dispose();
        }

        base.Dispose(disposing);
    }
}
