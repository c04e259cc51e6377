using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator;

/// <summary>Whether a Deployment's spec has changed again before what the last change asked for was reached.</summary>
internal sealed class RolloutState
{
    private string _uid = "";
    private long _generation;
    private bool _isUnderWay;

    public bool IsChangedMidway { get; private set; }

    /// <summary>The Deployment as it is now; null where it is gone.</summary>
    public void Saw(KubeObject? deployment)
    {
        if (deployment is null)
        {
            return;
        }

        if (deployment.Uid != _uid || deployment.Generation != _generation)
        {
            // Another of the name takes over whatever the former left.
            IsChangedMidway |= _isUnderWay || (_uid.Length > 0 && deployment.Uid != _uid);
            (_uid, _generation, _isUnderWay) = (deployment.Uid, deployment.Generation, true);
        }
        else if (IsComplete(deployment))
        {
            (_isUnderWay, IsChangedMidway) = (false, false);
        }
    }

    private static bool IsComplete(KubeObject deployment)
    {
        var (wanted, status) = (deployment.Root.Int64At("spec", "replicas") ?? 0, deployment.Status);
        return status.Int64At("observedGeneration") == deployment.Generation
            && new[] { "replicas", "updatedReplicas", "availableReplicas" }.All(field => (status.Int64At(field) ?? 0) == wanted);
    }
}
