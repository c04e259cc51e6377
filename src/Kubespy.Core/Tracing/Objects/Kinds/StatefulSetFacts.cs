using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>What is known around one StatefulSet, read once for a picture of it.</summary>
internal sealed class StatefulSetFacts
{
    public StatefulSetFacts(KubeObject root, TraceWorld world)
    {
        (Root, World) = (root, world);
        Pods = Workload.Pods(root, world);
        Wanted = Workload.Replicas(root);
        (Actual, Ready, Updated) = (Workload.Count(root, "replicas"), Workload.Count(root, "readyReplicas"), Workload.Count(root, "updatedReplicas"));
        var strategy = root.Root.MapAt("spec", "updateStrategy");
        IsOnDelete = strategy.StringAt("type") == "OnDelete";
        Partition = IsOnDelete ? 0 : Math.Clamp(strategy.Int64At("rollingUpdate", "partition") ?? 0, 0, Wanted);
        Start = root.Root.Int64At("spec", "ordinals", "start") ?? 0;
    }

    public KubeObject Root { get; }

    public TraceWorld World { get; }

    public IReadOnlyList<KubeObject> Pods { get; }

    public long Wanted { get; }

    public long Actual { get; }

    public long Ready { get; }

    public long Updated { get; }

    public bool IsOnDelete { get; }

    /// <summary>Pods with a lower ordinal keep the old revision.</summary>
    public long Partition { get; }

    /// <summary>The lowest ordinal.</summary>
    public long Start { get; }

    public bool IsParallel => Root.Root.StringAt("spec", "podManagementPolicy") == "Parallel";

    public string Service => Root.Root.StringAt("spec", "serviceName") ?? "";

    public bool IsLagging => Workload.IsLagging(Root);

    public string UpdateRevision => Root.Root.StringAt("status", "updateRevision") ?? "";

    /// <summary>The part of the revision's name that its Pods bear as a label.</summary>
    public string UpdateHash => HashOf(UpdateRevision);

    public string CurrentHash => HashOf(Root.Root.StringAt("status", "currentRevision") ?? "");

    public bool IsRollingOut => CurrentHash.Length > 0 && UpdateHash.Length > 0 && CurrentHash != UpdateHash;

    /// <summary>As kubectl rollout status has it; with OnDelete, which it refuses, as soon as all are Ready.</summary>
    public bool IsComplete => !IsLagging && Ready >= Wanted && Actual == Wanted
        && (IsOnDelete || (Partition > 0 ? Updated >= Wanted - Partition : !IsRollingOut));

    /// <summary>-1 where the name has none.</summary>
    public static long OrdinalOf(KubeObject pod) =>
        long.TryParse(pod.Name[(pod.Name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : -1;

    private string HashOf(string revision) => revision.StartsWith(Root.Name + "-", StringComparison.Ordinal) ? revision[(Root.Name.Length + 1)..] : revision;
}
