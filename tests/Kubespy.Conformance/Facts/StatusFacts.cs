using Kubespy.Core.Values;

namespace Kubespy.Conformance.Facts;

/// <summary>Statuses that all recordings share, asked of a recording and of the embedded cluster alike.</summary>
public sealed class StatusFacts
{
    public static TheoryData<string> Runs => ["real", "fake", "embedded"];

    /// <summary>A status written in the sync that scales counts what the controller's cache had before it.</summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public void A_scaling_is_counted_as_unavailable_one_write_after_it_is_seen(string run)
    {
        var statuses = Statuses(run, "07").Where(s => s.Int64At("observedGeneration") == 2).Take(2).ToList();

        statuses.Select(s => s.Int64At("unavailableReplicas")).ShouldBe([null, 7]);
        statuses.Count(s => s.ListAt("conditions").Any(c => c.StringAt("reason") == "MinimumReplicasUnavailable")).ShouldBe(2);
    }

    /// <summary>Present from the first status that the controller calculates, before the ReplicaSet has one.</summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public void The_number_terminating_is_never_left_out(string run)
    {
        foreach (var scenario in new[] { "01", "02", "10", "23" })
        {
            Statuses(run, scenario).Count(s => s.Int64At("observedGeneration") is not null && s.Int64At("terminatingReplicas") is null).ShouldBe(0, $"{run} {scenario}");
        }
    }

    private static IEnumerable<MapValue> Statuses(string run, string scenario) =>
        new Told(run == "embedded" ? Scenarios.All[scenario].Run() : Recording.Load(run, scenario)).Of("Deployment", "nginx")
            .Where(e => e.Object.Status is not null).Select(e => e.Object.Status!);
}
