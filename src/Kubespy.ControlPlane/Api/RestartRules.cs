using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// Whether a container that has ended may be started again (ContainerShouldRestart in pkg/api/v1/pod/util.go): its own rules and policy come before
/// the Pod's (KEP-5307). Pure.
/// </summary>
internal static class RestartRules
{
    /// <param name="pod">The Pod's spec.</param>
    /// <param name="container">The container's.</param>
    /// <param name="exitCode">How it ended.</param>
    public static bool Allow(MapValue? pod, Value container, long exitCode) =>
        container.ListAt("restartPolicyRules").Any(rule => rule.StringAt("action") == "Restart" && Applies(rule, exitCode))
        || PolicyOf(pod, container) switch
        {
            "Never" => false,
            "OnFailure" => exitCode != 0,
            _ => true,
        };

    /// <summary>The container's own policy, else the Pod's.</summary>
    public static string? PolicyOf(MapValue? pod, Value container) => container.StringAt("restartPolicy") ?? pod.StringAt("restartPolicy");

    private static bool Applies(Value rule, long exitCode)
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
