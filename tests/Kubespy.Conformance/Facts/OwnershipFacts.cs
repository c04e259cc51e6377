using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Conformance.Facts;

/// <summary>Who owns what, who adopts it, who goes first: what was stated of scenarios of which no recording is at hand.</summary>
public sealed class OwnershipFacts
{
    private const string Hash = "6b799bd7f6";

    [Fact]
    public void Scenario_17_a_new_Deployment_adopts_the_orphaned_ReplicaSet()
    {
        var told = new Told(new Scenario(Scenarios.Nginx(3)).At(4, p => p.DeleteDeployment(PropagationPolicy.Orphan))
            .At(8, p => p.Create(Scenarios.Nginx(3))).At(12, p => p.SetImage("nginx:1.12-alpine")).Until(22).Run());

        var made = told.Of("Deployment", "nginx").Where(e => e.Type == "ADDED").ToList();
        made.Count.ShouldBe(2);
        var uid = made[1].Object.Uid;
        var adopted = told.Of("ReplicaSet", "nginx-" + Hash).First(e => e.Object.ControllerRef?.Uid == uid);
        var numbered = told.Of("Deployment", "nginx").First(e => e.Object.Uid == uid && DeploymentRevision.Of(e.Object) > 0);
        Revision(made[1]).ShouldBeLessThan(Revision(adopted));
        Revision(adopted).ShouldBeLessThan(Revision(numbered));
        DeploymentRevision.Of(numbered.Object).ShouldBe(1);
        told.Of("ReplicaSet", "nginx-" + Hash).Where(e => e.Seconds < 12).Select(e => e.Object.Generation).Distinct().ShouldBe([1]);
        told.Progressing().SkipWhile(p => !p.Contains("FoundNewReplicaSet", StringComparison.Ordinal)).First()
            .ShouldBe($"True FoundNewReplicaSet: Found new replica set \"nginx-{Hash}\"");
        told.Of("Pod").Where(e => e.Type == "ADDED").Count(e => e.Object.ControllerRef?.Name == "nginx-" + Hash).ShouldBe(3);
        told.Last("ReplicaSet").Select(rs => (rs.Name, DeploymentRevision.Of(rs))).ShouldBe([("nginx-5dff9b88c5", 2L), ("nginx-" + Hash, 1L)]);
        DeploymentRevision.Of(told.Last("Deployment", "nginx")).ShouldBe(2);
    }

    [Fact]
    public void Scenario_21_identical_templates_do_not_fight_and_an_orphan_goes_to_the_other_as_its_newest()
    {
        var told = new Told(new Scenario(Scenarios.Nginx(2, name: "nginx-a")).At(1.2, p => p.Create(Scenarios.Nginx(2, name: "nginx-b")))
            .At(6, p => p.DeleteDeployment(PropagationPolicy.Orphan, "nginx-a")).Until(16).Run());

        var before = told.Of("ReplicaSet").Where(e => e.Seconds < 6).ToList();
        before.Select(e => e.Object.Name).Distinct().Order().ShouldBe([$"nginx-a-{Hash}", $"nginx-b-{Hash}"]);
        foreach (var name in new[] { "nginx-a", "nginx-b" })
        {
            before.Where(e => e.Object.Name == $"{name}-{Hash}").Select(e => (e.Object.ControllerRef?.Name, e.Object.Root.Int64At("spec", "replicas"))).Distinct().ShouldBe([(name, 2L)]);
        }

        told.Of("Pod").Where(e => e.Type == "ADDED" && e.Seconds < 6).Count().ShouldBe(4);
        told.Of("Pod").Where(e => e.Type == "MODIFIED" && e.Seconds < 6).ShouldAllBe(e => e.Object.ControllerRef != null && !e.Object.IsBeingDeleted);

        told.ReplicaSet($"nginx-a-{Hash}").ShouldBe(
        [
            "revision 1 history none owner nginx-a replicas 2", "revision 1 history none owner none replicas 2",
            "revision 1 history none owner nginx-b replicas 2", "revision 2 history 1 owner nginx-b replicas 2",
        ]);
        told.ReplicaSet($"nginx-b-{Hash}").ShouldBe(["revision 1 history none owner nginx-b replicas 2", "revision 1 history none owner nginx-b replicas 0"]);
        told.Last("Deployment").Select(d => (d.Name, DeploymentRevision.Of(d))).ShouldBe([("nginx-b", 2L)]);
        told.Last("Pod").ShouldAllBe(p => p.ControllerRef!.Name == $"nginx-a-{Hash}");
        told.Last("Pod").Count.ShouldBe(2);
    }

    [Fact]
    public void Scenario_30_the_Pods_of_the_lowest_deletion_cost_go_first()
    {
        var told = new Told(new Scenario(Scenarios.Nginx(3))
            .At(4, p =>
            {
                p.AnnotatePod(0, "controller.kubernetes.io/pod-deletion-cost", "100");
                p.AnnotatePod(2, "controller.kubernetes.io/pod-deletion-cost", "-100");
            })
            .At(6, p => p.Scale(1)).Until(12).Run());

        told.Scaling.ShouldBe(["rs1 made with 3", "rs1 3 -> 1"]);
        told.Last("Pod").Select(p => p.Annotation("controller.kubernetes.io/pod-deletion-cost")).ShouldBe(["100"]);
        told.Of("Event").Count(e => e.Object.Root.StringAt("reason") == "SuccessfulDelete").ShouldBe(2);
    }

    [Fact]
    public void Scenario_33_an_annotation_and_minReadySeconds_raise_the_generation_and_reach_the_ReplicaSet_a_label_does_neither()
    {
        var told = new Told(new Scenario(Scenarios.Nginx(3)).At(4, p => p.Annotate("note", "hello")).At(7, p => p.Label("team", "red"))
            .At(10, p => p.PatchDeployment("""{"spec":{"minReadySeconds":3}}""")).Until(20).Run());

        // The controller's own revision goes through the status and does not count.
        told.Of("Deployment", "nginx").Where(e => e.Seconds < 4).Select(e => e.Object.Generation).Distinct().ShouldBe([1]);
        DeploymentRevision.Of(At(told, "Deployment", 3.9)).ShouldBe(1);

        State(told, 6.9).ShouldBe((2, 2, 1, 1, "hello", 0, null));
        State(told, 9.9).ShouldBe((2, 2, 1, 1, "hello", 0, null));
        At(told, "Deployment", 9.9).Label("team").ShouldBe("red");
        State(told, 19.9).ShouldBe((3, 3, 2, 2, "hello", 3, null));
        told.Scaling.ShouldBe(["rs1 made with 3"]);
        told.Of("Pod").Count(e => e.Type == "ADDED").ShouldBe(3);
    }

    private static (long Generation, long? Observed, long ReplicaSet, long? ReplicaSetObserved, string? Note, long MinReady, string? Team) State(Told told, double seconds)
    {
        var (deployment, replicaSet) = (At(told, "Deployment", seconds), At(told, "ReplicaSet", seconds));
        return (deployment.Generation, deployment.Root.Int64At("status", "observedGeneration"), replicaSet.Generation,
            replicaSet.Root.Int64At("status", "observedGeneration"), replicaSet.Annotation("note"),
            replicaSet.Root.Int64At("spec", "minReadySeconds") ?? 0, replicaSet.Label("team"));
    }

    private static KubeObject At(Told told, string kind, double seconds) => told.Of(kind).Last(e => e.Seconds < seconds).Object;

    private static long Revision(RecordedEvent e) => long.Parse(e.Object.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture);
}
