using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Conformance.Facts;

/// <summary>Rollouts that were observed on a real cluster and of which no recording is at hand: what was stated of them, in its words and numbers.</summary>
public sealed class RolloutFacts
{
    private const string Hash = "nginx-6b799bd7f6";

    [Fact]
    public void Scenario_12_a_third_template_in_mid_rollout_begins_with_none_and_takes_the_place_of_the_half_way_one()
    {
        var recording = new Scenario(Scenarios.Nginx(6)).At(4, p => p.SetImage("nginx:1.12-alpine")).At(4.25, p => p.SetImage("nginx:1.11-alpine")).Until(20).Run();
        var told = new Told(recording);

        told.Scaling.Take(7).ShouldBe(["rs1 made with 6", "rs2 made with 2", "rs1 6 -> 5", "rs2 2 -> 3", "rs3 made with 0", "rs2 3 -> 0", "rs3 0 -> 3"]);
        told.Last("ReplicaSet").Select(rs => (DeploymentRevision.Of(rs), rs.Root.Int64At("spec", "replicas"))).Order().ShouldBe([(1L, 0L), (2L, 0L), (3L, 6L)]);
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var rs in told.Of("ReplicaSet").Select(e => e.Object))
        {
            sizes[rs.Name] = rs.Root.Int64At("spec", "replicas") ?? 0;
            sizes.Values.Sum().ShouldBeLessThanOrEqualTo(8);
        }

        Story.Of(recording).Scaling.Skip(1).Select(line => int.Parse(line.Split(", ")[1].Split(' ')[0], CultureInfo.InvariantCulture)).ShouldAllBe(available => available >= 5);
        told.Progressing()[^1].ShouldStartWith("True NewReplicaSetAvailable");
    }

    [Fact]
    public void Scenario_13_scaling_amid_a_bad_rollout_is_shared_in_proportion()
    {
        var told = new Told(new Scenario(Scenarios.Nginx(10, strategy: """{"type":"RollingUpdate","rollingUpdate":{"maxSurge":3,"maxUnavailable":2}}"""))
            .At(7, p => p.SetImage("nginx:bad")).At(12, p => p.Scale(15)).At(20, p => p.Scale(8)).At(28, p => p.Undo()).Until(40).Run());

        told.Scaling.ShouldBe(
        [
            "rs1 made with 10", "rs2 made with 3", "rs1 10 -> 8", "rs2 3 -> 5",
            "rs1 8 -> 11", "rs2 5 -> 7",
            "rs1 11 -> 7", "rs2 7 -> 4", "rs1 7 -> 6", "rs2 4 -> 5",
            "rs2 5 -> 0", "rs1 6 -> 8",
        ]);
        var scaled = told.Of("ReplicaSet").Where(e => e.Object.Root.Int64At("spec", "replicas") is 11 or 7).Select(e => e.Object).ToList();
        scaled.Where(rs => rs.Annotation("deployment.kubernetes.io/desired-replicas") == "15").Select(rs => rs.Annotation("deployment.kubernetes.io/max-replicas")).Distinct().ShouldBe(["18"]);
        told.ReplicaSet(Hash)[^2].ShouldBe("revision 3 history 1 owner nginx replicas 6");
        told.ReplicaSet(Hash)[^1].ShouldBe("revision 3 history 1 owner nginx replicas 8");
    }

    [Fact]
    public void Scenario_20_a_probe_that_never_succeeds_ends_at_the_deadline()
    {
        var told = new Told(new Scenario(Scenarios.Nginx(3, extra: "\"progressDeadlineSeconds\":20,")).At(4, p => p.PatchDeployment(NeverReady)).Until(45).Run());
        var started = told.Of("ReplicaSet").First(e => e.Type == "ADDED" && e.Seconds > 3);
        var name = started.Object.Name;

        told.Progressing().SkipWhile(p => !p.Contains(name, StringComparison.Ordinal)).Where(p => !p.Contains("ReplicaSetUpdated", StringComparison.Ordinal)).ShouldBe(
            [$"True NewReplicaSetCreated: Created new replica set \"{name}\"", $"False ProgressDeadlineExceeded: ReplicaSet \"{name}\" has timed out progressing."]);
        var exceeded = told.Of("Deployment").First(e => e.Object.Condition("Progressing").StringAt("reason") == "ProgressDeadlineExceeded");
        (exceeded.Seconds - started.Seconds).ShouldBeInRange(20, 22.5);
        told.Scaling.ShouldBe(["rs1 made with 3", "rs2 made with 1"]);
        told.Last("Deployment", "nginx").Condition("Available").StringAt("reason").ShouldBe("MinimumReplicasAvailable");
        told.Of("Event").ShouldNotContain(e => e.Object.Root.ToString().Contains("DeadlineExceeded", StringComparison.Ordinal));
    }

    [Fact]
    public void Scenario_24_without_surge_an_old_one_goes_first_and_the_new_one_does_not_wait_for_its_end()
    {
        var recording = new Scenario(Scenarios.Nginx(3, strategy: """{"type":"RollingUpdate","rollingUpdate":{"maxSurge":0,"maxUnavailable":1}}""")).At(4, p => p.SetImage("nginx:1.12-alpine")).Until(16).Run();
        var told = new Told(recording);

        told.Scaling.ShouldBe(["rs1 made with 3", "rs2 made with 0", "rs1 3 -> 2", "rs2 0 -> 1", "rs1 2 -> 1", "rs2 1 -> 2", "rs1 1 -> 0", "rs2 2 -> 3"]);
        Story.Of(recording).Scaling.Where(s => s.StartsWith("rs1", StringComparison.Ordinal)).Skip(2).ShouldAllBe(s => s.EndsWith("3 available", StringComparison.Ordinal));
        var firstGone = told.Of("Pod").First(e => e.Type == "DELETED").Seconds;
        told.Of("Pod").Where(e => e.Type == "ADDED").ElementAt(3).Seconds.ShouldBeLessThan(firstGone);
    }

    [Fact]
    public void Scenario_32_Pods_that_ignore_SIGTERM_are_killed_after_their_grace_while_the_rollout_completes()
    {
        var told = new Told(new Scenario(Scenarios.Nginx(3, pod: "\"terminationGracePeriodSeconds\":8,", probe: "\"env\":[{\"name\":\"IGNORE_TERM\",\"value\":\"1\"}],"))
            .At(4, p => p.SetImage("nginx:1.12-alpine")).Until(25).Run());

        var ends = told.Of("Pod").Where(e => e.Type == "DELETED").Select(e => e.Object).ToList();
        ends.Count.ShouldBe(3);
        foreach (var pod in ends)
        {
            pod.Root.StringAt("status", "phase").ShouldBe("Failed");
            var ended = pod.Root.ListAt("status", "containerStatuses")[0].MapAt("state", "terminated");
            ended.Int64At("exitCode").ShouldBe(137);
            ended.StringAt("reason").ShouldBe("Error");
            var asked = told.Of("Pod", pod.Name).First(e => e.Object.IsBeingDeleted);
            asked.Object.Metadata.Int64At("deletionGracePeriodSeconds").ShouldBe(8);
            var failed = told.Of("Pod", pod.Name).First(e => e.Object.Root.StringAt("status", "phase") == "Failed");
            (failed.Seconds - asked.Seconds).ShouldBeInRange(8, 10);
        }

        var statuses = told.Of("Deployment", "nginx").Where(e => e.Object.Status is not null).ToList();
        statuses.Max(e => e.Object.Root.Int64At("status", "terminatingReplicas") ?? 0).ShouldBe(3);
        var complete = statuses.Last(e => e.Object.Condition("Progressing").StringAt("reason") == "ReplicaSetUpdated");
        complete.Object.Root.Int64At("status", "terminatingReplicas").ShouldNotBe(0);
        statuses[^1].Object.Root.Int64At("status", "terminatingReplicas").ShouldBe(0);
    }

    private const string NeverReady = """
        {"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:1.12-alpine","readinessProbe":{"exec":{"command":["/bin/false"]},"periodSeconds":2}}]}}}}
        """;
}
