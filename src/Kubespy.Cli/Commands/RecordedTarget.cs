using Kubespy.Core.Objects;

namespace Kubespy.Cli.Commands;

/// <summary>What a recording is of: the first object of the kinds that people trace, workloads first; nobody's own.</summary>
internal static class RecordedTarget
{
    private static readonly (string Group, string Kind)[] Kinds =
    [
        ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("batch", "CronJob"), ("batch", "Job"), ("", "Service"), ("apps", "ReplicaSet"), ("", "Pod"),
    ];

    /// <summary>Null where it records nothing of the kind.</summary>
    public static KubeObject? Of(IEnumerable<KubeObject> recorded) => recorded
        .Where(o => o.ControllerRef is null && Rank(o) >= 0 && !(o is { Kind: "Service", Name: "kubernetes" }))
        .MinBy(Rank);

    private static int Rank(KubeObject obj) => Array.IndexOf(Kinds, (obj.Gvk.Group, obj.Kind));
}
