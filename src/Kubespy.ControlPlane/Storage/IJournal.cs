using Kubespy.ControlPlane.Api;

namespace Kubespy.ControlPlane.Storage;

/// <summary>
/// Where a store's writes are kept. It decides nothing: the loop's thread hands each write over and goes on; only what leaves the cluster
/// waits (ADR 0017).
/// </summary>
public interface IJournal
{
    /// <summary>Takes a write over, in the order of revisions. On the loop's thread, before anybody can read the write.</summary>
    void Append(Resource resource, StoreEvent change);

    /// <summary>Completes once every write taken over until now outlives a loss of power.</summary>
    /// <exception cref="IOException">It cannot be kept: nothing more is.</exception>
    Task WhenDurableAsync();
}
