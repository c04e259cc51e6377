namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>Why a container could not be started: what its status says until the next try.</summary>
internal sealed record StartFailure(string Reason, string Message);
