using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Tests.Changes;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Changes;

/// <summary>Recordings of a real cluster as changes.</summary>
public sealed class RecordedChangesTests
{
    public static TheoryData<string> Scenarios => [.. Replay.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_changes_of_each_revision_make_it_of_the_one_before(string scenario)
    {
        var scope = new FieldScope([], withNoise: true);
        var tracker = new ChangeTracker(scope);
        var count = 0;
        foreach (var change in Replay.Load(scenario).Select(tracker.Apply).OfType<ObjectChange>().Where(c => c.Type == ChangeType.Modified))
        {
            count++;
            ChangeApplier.Canonical(ChangeApplier.Apply(change.Old!.Root, change.Changes)).ShouldBe(ChangeApplier.Canonical(change.Object.Root), change.Object.ToString());
        }

        count.ShouldBeGreaterThan(3);
    }

    /// <summary>The post's stories, one object each: what is told, in both colours.</summary>
    [Theory]
    [InlineData("02", "Deployment", true)]
    [InlineData("02", "Deployment", false)]
    [InlineData("04", "Pod", false)]
    [InlineData("06", "Pod", false)]
    public void What_is_told_is_calm_and_says_by_whose_hand(string scenario, string kind, bool isColoured)
    {
        var events = Replay.Load(scenario);
        var uid = (events.FirstOrDefault(e => e.Object.Kind == kind && !e.IsInitial && e.Type == ChangeType.Modified) ?? events.First(e => e.Object.Kind == kind)).Object.Uid;
        var tracker = new ChangeTracker(FieldScope.Whole);
        var text = string.Concat(events.Where(e => e.Object.Uid == uid).Select(tracker.Apply).OfType<ObjectChange>()
            .SelectMany(c => ChangeView.Render(c, $"{kind.ToLowerInvariant()}/{c.Object.Name}", FieldScope.Whole, new ViewOptions()))
            .Select(l => Ansi.Encode(l, isColoured) + "\n"));
        Snapshot.Check($"changes-{scenario}-{kind}-{(isColoured ? "colour" : "plain")}", text);
    }

    [Fact]
    public void Whose_hand_is_known_for_nearly_every_change_of_a_rollout()
    {
        var tracker = new ChangeTracker(FieldScope.Whole);
        var changes = Replay.Load("02").Select(tracker.Apply).OfType<ObjectChange>().Where(c => c.Type == ChangeType.Modified && c.Object.Metadata.ContainsKey("managedFields")).ToArray();
        changes.Length.ShouldBeGreaterThan(10);
        var unknown = changes.Where(c => c.By.Managers.Count == 0).ToArray();
        unknown.ShouldAllBe(c => c.By.Unknown.Length > 0);
        (unknown.Length / (double)changes.Length).ShouldBeLessThan(0.25);
        changes.SelectMany(c => c.By.Managers).Select(m => m.ToString()).ToHashSet().IsSupersetOf(["kube-controller-manager (status)", "kubectl-set"]).ShouldBeTrue();
    }
}
