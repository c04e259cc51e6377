using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Whether a container that has ended is started again (ContainerShouldRestart in pkg/api/v1/pod): its own rules and policy come before the
/// Pod's (KEP-5307); an init container that has succeeded is done. Pure.
/// </summary>
internal static class RestartPolicy
{
    public static bool Restarts(KubeObject pod, ContainerRuntime container, int exitCode)
    {
        if (container.IsEphemeral || (container is { IsInit: true, IsSidecar: false } && exitCode == 0))
        {
            return false;
        }

        if (container.Spec.ListAt("restartPolicyRules").Any(rule => rule.StringAt("action") == "Restart" && Applies(rule, exitCode)))
        {
            return true;
        }

        return (container.Spec["restartPolicy"]?.AsString() ?? pod.Root.StringAt("spec", "restartPolicy")) switch
        {
            "Never" => false,
            "OnFailure" => exitCode != 0,
            _ => true,
        };
    }

    /// <summary>Whether a container that the kubelet has killed is started again: its exit code does not count (computePodActions in pkg/kubelet/kuberuntime).</summary>
    public static bool RestartsKilled(KubeObject pod, ContainerRuntime container) =>
        (container.Spec["restartPolicy"]?.AsString() ?? pod.Root.StringAt("spec", "restartPolicy")) != "Never";

    private static bool Applies(Value rule, int exitCode)
    {
        var isListed = rule.ListAt("exitCodes", "values").Any(v => v.AsInt64() == exitCode);
        return rule.StringAt("exitCodes", "operator") switch
        {
            "In" => isListed,
            "NotIn" => !isListed,
            _ => false,
        };
    }
}
