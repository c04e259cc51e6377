namespace Kubespy.Testing.Requests;

/// <summary>Where HttpClient's requests enter the cluster: no socket, no serialisation of HTTP.</summary>
internal sealed class ClusterHandler(ClusterDoor door, ClientProcess process) : HttpMessageHandler
{
    private volatile bool _isDisposed;

    public ClientProcess Process => process;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new Exchange(door, process, request, cancellationToken).Send();
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Its connections go with it.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            foreach (var exchange in door.ExchangesOf(process))
            {
                exchange.Break("The client has been disposed of, and this connection with it.");
            }
        }

        base.Dispose(disposing);
    }
}
