using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.StatefulSets;

/// <summary>The spec of a StatefulSet, read once a revision (pkg/controller/statefulset/stateful_set_utils.go). Pure.</summary>
public sealed class StatefulSetView
{
    private StatefulSetView(KubeObject set)
    {
        var spec = set.Spec ?? MapValue.Empty;
        Replicas = (int)(spec.Int64At("replicas") ?? 1);
        Start = (int)(spec.Int64At("ordinals", "start") ?? 0);
        MinReadySeconds = spec.Int64At("minReadySeconds") ?? 0;
        RevisionHistoryLimit = (int)(spec.Int64At("revisionHistoryLimit") ?? 10);
        IsParallel = spec.StringAt("podManagementPolicy") == "Parallel";
        UpdateStrategy = spec.StringAt("updateStrategy", "type") ?? "";
        Partition = spec.MapAt("updateStrategy", "rollingUpdate") is { } rolling ? (int)(rolling.Int64At("partition") ?? 0) : null;
        ServiceName = spec.StringAt("serviceName") ?? "";
        Selector = LabelSelector.OfValue(spec["selector"]);
        MatchLabels = spec.MapAt("selector", "matchLabels") ?? MapValue.Empty;
        Template = spec.MapAt("template") ?? MapValue.Empty;
        ClaimTemplates = [.. spec.ListAt("volumeClaimTemplates").OfType<MapValue>().Select(t => new KubeObject(t))];
        DeletesClaimsWithSet = spec.StringAt("persistentVolumeClaimRetentionPolicy", "whenDeleted") == "Delete";
        DeletesClaimsWhenScaled = spec.StringAt("persistentVolumeClaimRetentionPolicy", "whenScaled") == "Delete";
    }

    public int Replicas { get; }

    /// <summary>The lowest ordinal.</summary>
    public int Start { get; }

    /// <summary>The highest ordinal; below the lowest where there are to be no Pods.</summary>
    public int End => Start + Replicas - 1;

    public long MinReadySeconds { get; }

    /// <summary>How many revisions are kept that no Pod has; a negative one keeps all.</summary>
    public int RevisionHistoryLimit { get; }

    /// <summary>Pods are not waited for.</summary>
    public bool IsParallel { get; }

    /// <summary><c>RollingUpdate</c> or <c>OnDelete</c>.</summary>
    public string UpdateStrategy { get; }

    /// <summary>Pods of lower ordinals are not updated; null where the strategy says nothing of a rolling update.</summary>
    public int? Partition { get; }

    public string ServiceName { get; }

    public LabelSelector Selector { get; }

    public MapValue MatchLabels { get; }

    public MapValue Template { get; }

    public IReadOnlyList<KubeObject> ClaimTemplates { get; }

    public bool DeletesClaimsWithSet { get; }

    public bool DeletesClaimsWhenScaled { get; }

    public static StatefulSetView Of(KubeObject set) => set.View(static s => new StatefulSetView(s));

    public bool IsInRange(int ordinal) => ordinal >= Start && ordinal <= End;
}
