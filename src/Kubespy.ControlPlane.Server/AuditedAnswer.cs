using Kubespy.ControlPlane.Requests;

namespace Kubespy.ControlPlane.Server;

/// <summary>An answer that tells once when it has begun, and with which code.</summary>
internal sealed class AuditedAnswer(IApiResponse inner, Action<int> started) : IApiResponse
{
    public Stream Body => inner.Body;

    public int Code { get; private set; }

    public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null)
    {
        inner.Start(code, contentType, warnings);
        Code = code;
        started(code);
    }

    public Task FlushAsync(CancellationToken cancellation) => inner.FlushAsync(cancellation);
}
