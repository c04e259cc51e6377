namespace Kubespy.ControlPlane.Requests;

/// <summary>Where an answer goes: its head once, then its body.</summary>
public interface IApiResponse
{
    Stream Body { get; }

    /// <summary>Sets the head; before the first byte of the body.</summary>
    void Start(int code, string contentType, IReadOnlyList<string>? warnings = null);

    Task FlushAsync(CancellationToken cancellation);
}
