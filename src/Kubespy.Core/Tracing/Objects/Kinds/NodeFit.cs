using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>Why a DaemonSet leaves a node out (pkg/controller/daemon, NodeShouldRunDaemonPod): its selector, its affinity or a taint.</summary>
internal static class NodeFit
{
    /// <summary>Taints that the controller lets every Pod of a DaemonSet tolerate.</summary>
    private static readonly string[] Tolerated =
    [
        "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable", "node.kubernetes.io/disk-pressure", "node.kubernetes.io/memory-pressure",
        "node.kubernetes.io/pid-pressure", "node.kubernetes.io/unschedulable", "node.kubernetes.io/network-unavailable",
    ];

    /// <summary>Empty where nothing that is known speaks against it.</summary>
    public static string WhyNot(MapValue podSpec, KubeObject node)
    {
        foreach (var (label, value) in podSpec.MapAt("nodeSelector") ?? MapValue.Empty)
        {
            if (node.Label(label) != value.AsString())
            {
                return $"its nodeSelector wants {label}={value.AsString()}";
            }
        }

        var taint = node.Root.ListAt("spec", "taints").FirstOrDefault(t =>
            t.StringAt("effect") is "NoSchedule" or "NoExecute" && !Tolerated.Contains(t.StringAt("key")) && !podSpec.ListAt("tolerations").Any(tolerates => Tolerates(tolerates, t)));
        return taint is not null ? $"the taint {Text(taint)} is not tolerated"
            : podSpec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") is not null ? "its node affinity may leave it out"
            : "";
    }

    /// <summary><c>key=value:NoSchedule</c></summary>
    public static string Text(Value taint) =>
        $"{taint.StringAt("key")}{(taint.StringAt("value") is { Length: > 0 } value ? $"={value}" : "")}:{taint.StringAt("effect")}";

    private static bool Tolerates(Value toleration, Value taint)
    {
        var (key, effect) = (toleration.StringAt("key") ?? "", toleration.StringAt("effect") ?? "");
        return (effect.Length == 0 || effect == taint.StringAt("effect"))
            && (key.Length == 0 || key == taint.StringAt("key"))
            && (toleration.StringAt("operator") == "Exists" || (toleration.StringAt("value") ?? "") == (taint.StringAt("value") ?? ""));
    }
}
