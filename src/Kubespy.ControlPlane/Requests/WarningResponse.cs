using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Requests;

/// <summary>An answer that carries one warning more: that its resource is deprecated (KEP-1693).</summary>
internal sealed class WarningResponse(IApiResponse inner, string warning) : IApiResponse
{
    public Stream Body => inner.Body;

    public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null) =>
        inner.Start(code, contentType, [warning, .. warnings ?? []]);

    public Task FlushAsync(CancellationToken cancellation) => inner.FlushAsync(cancellation);

    public void Reached(EventLog log, long revision) => inner.Reached(log, revision);
}
