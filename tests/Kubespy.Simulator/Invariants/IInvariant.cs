using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.Simulator.Invariants;

/// <summary>Something that holds whatever happens.</summary>
internal interface IInvariant
{
    /// <summary>After each write, of whatever resource.</summary>
    void Saw(Resource resource, StoreEvent change)
    {
    }

    /// <summary>The cluster's process died, and another goes on from that revision: what came after it has not been.</summary>
    void Restarted(long revision)
    {
    }

    /// <summary>Between two operations, in the middle of what they began.</summary>
    void CheckPause()
    {
    }

    /// <summary>Once the cluster was left alone and has come to rest.</summary>
    void CheckEnd()
    {
    }
}
