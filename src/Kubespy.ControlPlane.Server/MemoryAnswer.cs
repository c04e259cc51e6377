using Kubespy.ControlPlane.Requests;

namespace Kubespy.ControlPlane.Server;

/// <summary>An answer of the API in memory.</summary>
internal sealed class MemoryAnswer : IApiResponse, IDisposable
{
    private readonly MemoryStream _body = new();

    public int Code { get; private set; }

    public Stream Body => _body;

    public ReadOnlyMemory<byte> Bytes => _body.ToArray();

    public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null) => Code = code;

    public Task FlushAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => _body.Dispose();
}
