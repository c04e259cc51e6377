using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Watching;

namespace Kubespy.Simulator;

/// <summary>Every write of a cluster but its heartbeats, as an observer would see it who is never late.</summary>
internal static class SimulationRecording
{
    public static void Write(EmbeddedCluster cluster, Action<SourceEvent> seen)
    {
        foreach (var resource in Resources.All.Where(r => r != Resources.Leases))
        {
            cluster.Store.Subscribe(resource, change => seen(new SourceEvent.ObjectChanged(
                cluster.Loop.Now,
                change.Type switch { StoreEventType.Added => ChangeType.Added, StoreEventType.Deleted => ChangeType.Deleted, _ => ChangeType.Modified },
                change.Object)));
        }
    }
}
