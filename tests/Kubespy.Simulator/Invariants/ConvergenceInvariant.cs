using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator.Invariants;

/// <summary>A Deployment that was left alone has come to what its spec asks for, and says so.</summary>
internal sealed class ConvergenceInvariant(Scene scene) : IInvariant
{
    public void CheckEnd()
    {
        foreach (var deployment in scene.Deployments)
        {
            var sets = scene.ReplicaSetsOf(deployment);
            CheckDeployment(deployment, sets);
            foreach (var set in sets)
            {
                CheckReplicaSet(set);
            }
        }
    }

    private void CheckDeployment(KubeObject deployment, IReadOnlyList<KubeObject> sets)
    {
        var replicas = Scene.Replicas(deployment);
        var newest = sets.MaxBy(DeploymentRevision.Of);
        scene.Expect(deployment, "observedGeneration", deployment.Generation, Scene.Status(deployment, "observedGeneration"));
        scene.Expect(deployment, "the newest ReplicaSet's replicas", replicas, newest is null ? -1 : Scene.Replicas(newest));
        scene.Expect(deployment, "all ReplicaSets' replicas", replicas, sets.Sum(Scene.Replicas));
        scene.Expect(deployment, "revision", DeploymentRevision.Of(deployment), newest is null ? -1 : DeploymentRevision.Of(newest));
        scene.Expect(deployment, "ReplicaSets of its revision", 1, sets.Count(rs => DeploymentRevision.Of(rs) == DeploymentRevision.Of(deployment)));
        if (!scene.Chance.HasFaults)
        {
            // One that an earlier Deployment left may be adopted so late that another has its revision already; nobody counts the old ones anew.
            scene.Expect(deployment, "distinct revisions", sets.Count, sets.Select(DeploymentRevision.Of).Distinct().Count());
        }

        foreach (var field in new[] { "replicas", "updatedReplicas", "readyReplicas", "availableReplicas" })
        {
            scene.Expect(deployment, "status." + field, replicas, Scene.Status(deployment, field));
        }

        var limit = deployment.Root.Int64At("spec", "revisionHistoryLimit") ?? 10;
        scene.Require(sets.Count - 1 <= limit, deployment, $"keeps {sets.Count - 1} old ReplicaSets, its limit is {limit}");
    }

    private void CheckReplicaSet(KubeObject set)
    {
        var pods = scene.Pods.Where(p => p.ControllerRef?.Uid == set.Uid && PodView.Of(p).IsActive).ToList();
        scene.Expect(set, "Pods", Scene.Replicas(set), pods.Count);
        scene.Expect(set, "status.replicas", pods.Count, Scene.Status(set, "replicas"));
        scene.Expect(set, "status.availableReplicas", pods.Count, Scene.Status(set, "availableReplicas"));
        scene.Expect(set, "observedGeneration", set.Generation, Scene.Status(set, "observedGeneration"));
        scene.Expect(set, "Pods of its hash", pods.Count, pods.Count(p => p.Label("pod-template-hash") == set.Label("pod-template-hash")));
    }
}
