namespace Kubespy.ControlPlane.Controllers.NodeLifecycle;

/// <summary>
/// How many nodes may be emptied when many fail at once (handleDisruption in pkg/controller/nodelifecycle): where all have, it is rather
/// the control plane that cannot see them, and none is. All nodes are one zone. Pure.
/// </summary>
internal static class ZoneDisruption
{
    private const double UnhealthyShare = 0.55;
    private const int SmallZone = 50;
    private const double Rate = 0.1;
    private const double ReducedRate = 0.01;

    /// <summary>How many nodes a second may be given a NoExecute taint.</summary>
    public static double NodesPerSecond(int ready, int notReady)
    {
        if (ready == 0 && notReady > 0)
        {
            return 0;
        }

        var isPartial = notReady > 2 && (double)notReady / (notReady + ready) >= UnhealthyShare;
        return !isPartial ? Rate : ready + notReady > SmallZone ? ReducedRate : 0;
    }
}
