using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>Conditions that others set and that a Pod needs to be Ready (GeneratePodReadyCondition in pkg/kubelet/status/generate.go). Pure.</summary>
internal static class ReadinessGates
{
    /// <summary>What is missing, in the kubelet's words; null where nothing is.</summary>
    public static string? Problem(KubeObject pod)
    {
        var problems = pod.Root.ListAt("spec", "readinessGates").Select(g => g.StringAt("conditionType") ?? "").Select(type => pod.Condition(type).StringAt("status") switch
        {
            null => $"corresponding condition of pod readiness gate \"{type}\" does not exist.",
            "True" => null,
            var status => $"the status of pod readiness gate \"{type}\" is not \"True\", but {status}",
        }).OfType<string>().ToArray();
        return problems.Length == 0 ? null : string.Join(", ", problems);
    }

    /// <summary>Whether what they say has changed.</summary>
    public static bool AreChanged(KubeObject pod, KubeObject before) => pod.Root.ListAt("spec", "readinessGates").Count > 0 && Problem(pod) != Problem(before);
}
