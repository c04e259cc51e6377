using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

public sealed class DeploymentStatusTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly KubeObject Deployment = KubeObject.Parse("""{"kind":"Deployment","metadata":{"name":"web","generation":1},"spec":{"replicas":3,"strategy":{"type":"RollingUpdate"}}}""");

    [Fact]
    public void A_ReplicaSet_that_was_never_synced_counts_as_none_terminating()
    {
        var (made, synced) = (ReplicaSet("{}"), ReplicaSet("""{"observedGeneration":1,"terminatingReplicas":2}"""));

        Terminating(made).ShouldBe(0);
        Terminating(made, synced).ShouldBe(2);
    }

    [Fact]
    public void A_ReplicaSet_that_was_synced_and_does_not_say_leaves_the_number_unknown() =>
        Terminating(ReplicaSet("""{"observedGeneration":1}"""), ReplicaSet("""{"observedGeneration":1,"terminatingReplicas":2}""")).ShouldBeNull();

    [Fact]
    public void A_failure_to_create_Pods_keeps_the_times_of_the_ReplicaSets_condition()
    {
        var failing = ReplicaSet("""{"conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"no","lastTransitionTime":"2025-12-31T23:00:00Z"}]}""");

        var condition = DeploymentStatus.WithFailures(MapValue.Empty, [failing], failing, Now).ListAt("conditions").Single();

        condition.StringAt("lastTransitionTime").ShouldBe("2025-12-31T23:00:00Z");
        condition.StringAt("lastUpdateTime").ShouldBe("2025-12-31T23:00:00Z");
        condition.StringAt("message").ShouldBe("no");
    }

    private static long? Terminating(params KubeObject[] all) =>
        DeploymentStatus.Calculate(Deployment, [.. all.Select(ReplicaSetView.Of)], null, Now).Int64At("terminatingReplicas");

    private static KubeObject ReplicaSet(string status) => KubeObject.Parse($$"""{"kind":"ReplicaSet","metadata":{"name":"web-1"},"spec":{"replicas":3},"status":{{status}}}""");
}
