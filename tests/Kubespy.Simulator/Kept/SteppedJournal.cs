using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Server.Persistence;
using Kubespy.ControlPlane.Storage;
using Kubespy.ControlPlane.Tests.Persistence;

namespace Kubespy.Simulator.Kept;

/// <summary>
/// The journal of a kept cluster, whose threads are waited for after each write: where its bytes are then follows from the seed alone.
/// </summary>
internal sealed class SteppedJournal(Journal inner, MemoryFolder folder) : IJournal
{
    public void Append(Resource resource, StoreEvent change)
    {
        inner.Append(resource, change);
        inner.WhenDurableAsync().GetAwaiter().GetResult();
        // While a snapshot is being written there is a second log, or the file that is not finished yet.
        SpinWait.SpinUntil(() => folder.Files.Count <= 2);
    }

    public Task WhenDurableAsync() => inner.WhenDurableAsync();
}
