using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>Writes a ReplicaSet's size, with the Deployment's bounds as annotations in the same write, and tells it as an Event.</summary>
internal sealed class ReplicaSetScaling(ApiClient client, EventRecorder recorder)
{
    public async Task<KubeObject> ScaleAsync(KubeObject deployment, KubeObject replicaSet, int replicas)
    {
        var before = ReplicaSetView.Of(replicaSet).Replicas;
        var annotations = DeploymentAnnotations.WithReplicas(replicaSet.Annotations, DeploymentView.Of(deployment));
        if (before == replicas && annotations.Equals(replicaSet.Annotations))
        {
            return replicaSet;
        }

        var scaled = await client.UpdateAsync(
            Resources.ReplicaSets,
            replicaSet.WithMetadata("annotations", annotations).With("spec", replicaSet.Spec!.With("replicas", replicas)));
        if (before != replicas)
        {
            var direction = before < replicas ? "up" : "down";
            recorder.Event(deployment, "Normal", "ScalingReplicaSet", $"Scaled {direction} replica set {replicaSet.Name} from {before} to {replicas}");
        }

        return scaled;
    }
}
