using System.Collections.Frozen;

namespace Kubespy.Core.Objects;

/// <summary>What lines call a kind: the short name that kubectl knows, else the kind in lower case.</summary>
public static class ShortNames
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Pod"] = "pod",
        ["Service"] = "svc",
        ["Deployment"] = "deploy",
        ["ReplicaSet"] = "rs",
        ["StatefulSet"] = "sts",
        ["DaemonSet"] = "ds",
        ["CronJob"] = "cj",
        ["Ingress"] = "ing",
        ["Endpoints"] = "ep",
        ["ConfigMap"] = "cm",
        ["Namespace"] = "ns",
        ["Node"] = "node",
        ["HorizontalPodAutoscaler"] = "hpa",
        ["PersistentVolumeClaim"] = "pvc",
        ["PersistentVolume"] = "pv",
        ["PodDisruptionBudget"] = "pdb",
        ["ServiceAccount"] = "sa",
        ["CustomResourceDefinition"] = "crd",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Of(string kind) => Known.TryGetValue(kind, out var name) ? name : kind.ToLowerInvariant();
}
