using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>Statuses lag behind scalings; what is decided by them must not take the floor away. Both were found by simulation.</summary>
public sealed class RolloutTests
{
    private static readonly DeploymentView SevenNeverFewer = DeploymentView.Of(KubeObject.Parse("""
        {"kind":"Deployment","spec":{"replicas":7,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":5,"maxUnavailable":0}}}}
        """));

    [Fact]
    public void A_status_that_counts_more_than_is_wanted_ends_the_sync_as_it_does_in_the_real_one()
    {
        var (sizes, isStatusBehind) = Rollout.CleanUpUnhealthy([ReplicaSet("a", 1, replicas: 3, available: 1), ReplicaSet("b", 2, replicas: 3, available: 6)], 4);

        sizes.Select(s => (s.ReplicaSet.Name, s.Replicas)).ShouldBe([("a", 1)]);
        isStatusBehind.ShouldBeTrue();
    }

    [Fact]
    public void Only_ReplicaSets_that_want_Pods_count_as_available()
    {
        var newest = ReplicaSetView.Of(ReplicaSet("new", 3, replicas: 4, available: 4));

        Rollout.ScaleDownOld(SevenNeverFewer, newest, [ReplicaSet("a", 1, replicas: 2, available: 2), ReplicaSet("b", 2, replicas: 2, available: 2)])
            .Select(s => (s.ReplicaSet.Name, s.Replicas)).ShouldBe([("a", 1)]);
    }

    private static KubeObject ReplicaSet(string name, int second, int replicas, int available) => KubeObject.Parse($$$"""
        {"kind":"ReplicaSet","metadata":{"name":"{{{name}}}","creationTimestamp":"2026-01-01T00:00:0{{{second}}}Z"},
         "spec":{"replicas":{{{replicas}}} },"status":{"replicas":{{{available}}},"availableReplicas":{{{available}}} } }
        """);
}
