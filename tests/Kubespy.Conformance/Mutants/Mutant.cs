using Kubespy.ControlPlane.Controllers;
using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Controllers.ReplicaSets;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Conformance.Mutants;

/// <summary>A controller manager one of whose controllers is wrong in one way.</summary>
internal sealed class Mutant : ControllerManager
{
    /// <summary>What its Deployment controller takes the spec's strategy for.</summary>
    public Func<MapValue, MapValue>? Strategy { get; init; }

    /// <summary>Its ReplicaSet controller counts again before what it asked for has arrived.</summary>
    public bool IsHasty { get; init; }

    /// <summary>Its ReplicaSet controller keeps what it owns whatever the labels say.</summary>
    public bool NeverReleases { get; init; }

    /// <summary>Its ReplicaSet controller lets those go first that should go last.</summary>
    public bool RanksBackwards { get; init; }

    protected override DeploymentController NewDeploymentController(Component process, ApiClient client) =>
        Strategy is null ? base.NewDeploymentController(process, client) : new WrongDeploymentController(process, client, Strategy);

    protected override ReplicaSetController NewReplicaSetController(Component process, ApiClient client) => new WrongReplicaSetController(process, client, this);

    private sealed class WrongDeploymentController(Component process, ApiClient client, Func<MapValue, MapValue> strategy)
        : DeploymentController(process.Loop, process.Informers, client, process.NewRecorder(client, "deployment-controller"))
    {
        protected override KubeObject? Read(string key) => base.Read(key) is { } deployment
            ? deployment.With("spec", deployment.Spec!.With("strategy", strategy(deployment.Root.MapAt("spec", "strategy")!)))
            : null;
    }

    private sealed class WrongReplicaSetController(Component process, ApiClient client, Mutant mutant)
        : ReplicaSetController(process.Loop, process.Informers, client, process.NewRecorder(client, "replicaset-controller"))
    {
        protected override bool MayCount(string key) => mutant.IsHasty || base.MayCount(key);

        protected override Task<IReadOnlyList<KubeObject>> ClaimAsync(string key, KubeObject replicaSet, LabelSelector selector, IEnumerable<KubeObject> pods) =>
            base.ClaimAsync(key, replicaSet, selector, mutant.NeverReleases ? pods.Where(p => selector.Matches(p.Labels)) : pods);

        protected override IReadOnlyList<KubeObject> Choose(IReadOnlyList<KubeObject> active, IEnumerable<KubeObject> related, int count) => mutant.RanksBackwards
            ? [.. active.Except(base.Choose(active, related, active.Count - count))]
            : base.Choose(active, related, count);
    }
}
