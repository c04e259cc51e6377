using Kubespy.ControlPlane.Server;

namespace Kubespy.Cli.Commands;

/// <summary>The time of day of an embedded cluster; timers stay those of the wall clock.</summary>
internal sealed class ClusterTime(ClusterHost host) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => host.Now;
}
