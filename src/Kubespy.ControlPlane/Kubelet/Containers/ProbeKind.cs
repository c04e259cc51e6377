namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>What a probe decides: whether the container has come up, serves, lives.</summary>
public enum ProbeKind
{
    Startup,
    Readiness,
    Liveness,
}
