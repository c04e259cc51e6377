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

    /// <summary>A Deployment has a trace of its own.</summary>
    public static bool IsDeployment(KubeObject obj) => obj is { Kind: "Deployment", Gvk.Group: "apps" };

    /// <summary>How an object of any kind stands by what is known.</summary>
    public static KindState StateOf(KubeObject root, TraceWorld world) =>
        IsDeployment(root) ? DeploymentMoment.Calculate(root, world) : StateOf(For(root.Gvk), root, world);

    /// <summary>As the kind has it; what is being deleted is Terminating, whatever it is besides.</summary>
    public static KindState StateOf(IKindTrace kind, KubeObject root, TraceWorld world)
    {
        var state = kind.Calculate(root, world);
        return root.IsBeingDeleted && state.Verdict is not Verdict.Terminating ? state with { Verdict = Verdict.Terminating } : state;
    }

    /// <summary>Null where the kind has no rules of its own.</summary>
    public static IKindTrace? Find(string group, string kind) => All.FirstOrDefault(k => k.Kind == kind && k.Group == group);
}
