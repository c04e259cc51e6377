using Kubespy.ControlPlane;

namespace Kubespy.Simulator;

/// <summary>The cluster that things are done to: another one after its process has died.</summary>
internal sealed class Subject(EmbeddedCluster cluster)
{
    public EmbeddedCluster Cluster { get; set; } = cluster;
}
