using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Whether a container that has ended is started again, as its rules and policy say (<see cref="RestartRules"/>): an init container that has succeeded is done, an
/// ephemeral one always. Pure.
/// </summary>
internal static class RestartPolicy
{
    public static bool Restarts(KubeObject pod, ContainerRuntime container, int exitCode) =>
        !container.IsEphemeral && !(container is { IsInit: true, IsSidecar: false } && exitCode == 0) && RestartRules.Allow(pod.Spec, container.Spec, exitCode);

    /// <summary>Whether a container that the kubelet has killed is started again: its exit code does not count (computePodActions in pkg/kubelet/kuberuntime).</summary>
    public static bool RestartsKilled(KubeObject pod, ContainerRuntime container) => RestartRules.PolicyOf(pod.Spec, container.Spec) != "Never";
}
