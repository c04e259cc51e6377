using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Where an answer goes: its head once, then its body.</summary>
public interface IApiResponse
{
    Stream Body { get; }

    /// <summary>Sets the head; before the first byte of the body.</summary>
    void Start(int code, string contentType, IReadOnlyList<string>? warnings = null);

    Task FlushAsync(CancellationToken cancellation);

    /// <summary>Told by an answer that goes on, before it waits: all of the log up to that revision has been written.</summary>
    void Reached(EventLog log, long revision)
    {
    }
}
