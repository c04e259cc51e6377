using System.Globalization;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Changes;

public sealed class LastChangesTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly LastChanges _changes = new();
    private int _revision;

    [Fact]
    public void What_existed_before_has_no_change_until_it_changes()
    {
        Tell(ChangeType.Added, "a", """ "spec":{"x":1} """, isInitial: true);
        _changes.Of("a").ShouldBeNull();
        _changes.Since.ShouldBe(Time);
        Tell(ChangeType.Modified, "a", """ "spec":{"x":2} """);
        var change = _changes.Of("a")!;
        change.Type.ShouldBe(ChangeType.Modified);
        change.Changes.ShouldHaveSingleItem().Path.ToString().ShouldBe(".spec.x");
        _changes.Find("Thing", "", "a")!.Root.Int64At("spec", "x").ShouldBe(2);
    }

    [Fact]
    public void What_is_made_and_what_is_deleted_is_a_change()
    {
        Tell(ChangeType.Added, "a", """ "spec":{"x":1} """);
        _changes.Of("a")!.Type.ShouldBe(ChangeType.Added);
        Tell(ChangeType.Deleted, "a", """ "spec":{"x":1} """);
        _changes.Of("a")!.Type.ShouldBe(ChangeType.Deleted);
        _changes.Find("a").ShouldBeNull();
    }

    /// <summary>A heartbeat is no change: the one before stays the last, for a while.</summary>
    [Fact]
    public void What_only_makes_noise_does_not_hide_the_change_before()
    {
        Tell(ChangeType.Added, "a", """ "status":{"conditions":[{"type":"Ready","status":"False","lastHeartbeatTime":"1"}]} """, isInitial: true);
        Tell(ChangeType.Modified, "a", """ "status":{"conditions":[{"type":"Ready","status":"True","lastHeartbeatTime":"1"}]} """);
        for (var beat = 2; beat <= 4; beat++)
        {
            Tell(ChangeType.Modified, "a", string.Create(CultureInfo.InvariantCulture, $$""" "status":{"conditions":[{"type":"Ready","status":"True","lastHeartbeatTime":"{{beat}}"}]} """));
            _changes.Of("a")!.Changes.ShouldHaveSingleItem().Path.ToString().ShouldBe(".status.conditions[type=Ready].status");
        }
    }

    [Fact]
    public void The_same_revision_told_by_another_watch_with_fewer_fields_is_no_change()
    {
        Tell(ChangeType.Added, "a", """ "spec":{"x":1} """, isInitial: true);
        _revision--;
        Tell(ChangeType.Added, "a", """ "status":{} """);
        _changes.Of("a").ShouldBeNull();
        _changes.Find("a")!.Spec.ShouldNotBeNull();
    }

    [Fact]
    public void The_values_of_Secrets_are_not_kept()
    {
        foreach (var value in (string[])["aGVsbG8=", "d29ybGQ="])
        {
            _changes.Apply(new SourceEvent.ObjectChanged(Time, value == "aGVsbG8=" ? ChangeType.Added : ChangeType.Modified, KubeObject.Parse(
                $$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","uid":"s","resourceVersion":"{{value}}"},"data":{"password":"{{value}}"} }"""), false));
        }

        var change = _changes.Of("s")!.Changes.ShouldHaveSingleItem();
        (change.Old!.AsString(), change.New!.AsString()).ShouldBe(("(redacted)", "(redacted, changed)"));
    }

    [Fact]
    public void No_more_changes_are_kept_than_is_said()
    {
        for (var i = 0; i <= LastChanges.MaxChanged; i++)
        {
            Tell(ChangeType.Added, string.Create(CultureInfo.InvariantCulture, $"o{i}"), """ "spec":{} """);
        }

        _changes.Of("o0").ShouldBeNull("it changed longest ago");
        _changes.Of("o1").ShouldNotBeNull();
        Tell(ChangeType.Modified, "o1", """ "spec":{"x":1} """);
        Tell(ChangeType.Added, "last", """ "spec":{} """);
        _changes.Of("o2").ShouldBeNull();
        _changes.Of("o1")!.Type.ShouldBe(ChangeType.Modified);
    }

    [Fact]
    public void What_somebody_looks_at_is_not_forgotten_however_many_others_change()
    {
        _changes.Focus = "seen";
        Tell(ChangeType.Added, "seen", """ "spec":{} """);
        for (var i = 0; i < 3 * LastChanges.MaxChanged; i++)
        {
            Tell(ChangeType.Added, string.Create(CultureInfo.InvariantCulture, $"o{i}"), """ "spec":{} """);
        }

        _changes.Of("seen").ShouldNotBeNull();
        _changes.Of(string.Create(CultureInfo.InvariantCulture, $"o{2 * LastChanges.MaxChanged}")).ShouldBeNull();
        _changes.Of(string.Create(CultureInfo.InvariantCulture, $"o{(3 * LastChanges.MaxChanged) - 1}")).ShouldNotBeNull();
        _changes.Focus = "";
        Tell(ChangeType.Added, "another", """ "spec":{} """);
        _changes.Of("seen").ShouldBeNull();
    }

    private void Tell(ChangeType type, string name, string body, bool isInitial = false) => _changes.Apply(new SourceEvent.ObjectChanged(Time, type, KubeObject.Parse(
        string.Create(CultureInfo.InvariantCulture, $$"""{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"{{name}}","uid":"{{name}}","resourceVersion":"{{++_revision}}"},{{body}}}""")), isInitial));
}
