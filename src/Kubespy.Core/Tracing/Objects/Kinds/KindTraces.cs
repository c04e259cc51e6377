namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>The kinds that have rules of their own.</summary>
public static class KindTraces
{
    private static readonly IReadOnlyList<IKindTrace> All =
    [
        new ServiceKind(), new PodKind(), new ReplicaSetKind(), new StatefulSetKind(), new DaemonSetKind(), new JobKind(), new CronJobKind(),
        new IngressKind(), new AutoscalerKind(), new ClaimKind(), new NodeKind(), new NamespaceKind(),
    ];

    /// <summary>Null where the kind has no rules of its own.</summary>
    public static IKindTrace? Find(string group, string kind) => All.FirstOrDefault(k => k.Kind == kind && k.Group == group);
}
