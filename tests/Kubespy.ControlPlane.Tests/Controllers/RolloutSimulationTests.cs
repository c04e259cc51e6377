using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

public sealed class RolloutSimulationTests
{
    [Fact]
    public void A_deployment_becomes_available()
    {
        var cluster = new EmbeddedCluster(new ClusterOptions());
        cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        cluster.Api.Create(Resources.Deployments, KubeObject.Parse(
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
             "spec":{"replicas":3,"selector":{"matchLabels":{"app":"nginx"}},"template":{"metadata":{"labels":{"app":"nginx"}},
             "spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80}]}]}}}}
            """), new WriteContext("me", "kubectl/v1.32"));
        var key = new ObjectKey("default", "nginx");
        cluster.Loop.RunUntil(
            () => cluster.Api.Get(Resources.Deployments, key).Status.Int64At("availableReplicas") == 3, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        cluster.Api.Get(Resources.Deployments, key).Status.ListAt("conditions").Select(c => c.StringAt("reason"))
            .ShouldBe(["MinimumReplicasAvailable", "NewReplicaSetAvailable"]);
    }
}
