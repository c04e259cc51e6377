using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>The kinds that have rules of their own.</summary>
public static class KindTraces
{
    private static readonly IReadOnlyList<IKindTrace> All =
    [
        new ServiceKind(), new PodKind(), new ReplicaSetKind(), new StatefulSetKind(), new DaemonSetKind(), new JobKind(), new CronJobKind(),
        new IngressKind(), new AutoscalerKind(), new ClaimKind(), new NodeKind(), new NamespaceKind(),
    ];

    /// <summary>A kind without rules of its own is traced by what it says of itself and by what it owns.</summary>
    public static IKindTrace For(GroupVersionKind kind) => Find(kind.Group, kind.Kind) ?? new OwnedTreeKind(kind);

    /// <summary>Null where the kind has no rules of its own.</summary>
    public static IKindTrace? Find(string group, string kind) => All.FirstOrDefault(k => k.Kind == kind && k.Group == group);
}
