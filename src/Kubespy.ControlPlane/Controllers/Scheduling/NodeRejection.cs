namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// Why a node cannot run a Pod, in the words of the scheduler's plugins; and whether it could, were other Pods not there.
/// </summary>
internal sealed record NodeRejection(IReadOnlyList<string> Reasons, bool IsResolvable)
{
    /// <summary>A reason that removing Pods would not change.</summary>
    public static NodeRejection Final(string reason) => new([reason], IsResolvable: false);
}
