using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Changes;

public sealed class ChangeTrackerTests
{
    private readonly ChangeTracker _tracker = new(FieldScope.Whole);

    [Fact]
    public void What_happens_is_told_once_and_what_is_folded_is_counted()
    {
        Apply(ChangeType.Added, "u", 1, "x")!.Type.ShouldBe(ChangeType.Added);
        Apply(ChangeType.Modified, "u", 2, "x").ShouldBeNull();
        Apply(ChangeType.Modified, "u", 3, "x").ShouldBeNull();
        var change = Apply(ChangeType.Modified, "u", 4, "y")!;
        (change.Type, change.Folded, change.Changes.Count).ShouldBe((ChangeType.Modified, 2, 1));
        Apply(ChangeType.Modified, "u", 5, "z")!.Folded.ShouldBe(0);
        Apply(ChangeType.Deleted, "u", 6, "z")!.Type.ShouldBe(ChangeType.Deleted);
        _tracker.Count.ShouldBe(0);
    }

    [Fact]
    public void The_same_name_with_another_UID_is_another_object()
    {
        Apply(ChangeType.Added, "u1", 1, "x");
        Apply(ChangeType.Added, "u2", 2, "x")!.Type.ShouldBe(ChangeType.Added);
    }

    [Fact]
    public void What_comes_back_into_view_is_compared_with_what_it_was()
    {
        Apply(ChangeType.Added, "u", 1, "x");
        var back = Apply(ChangeType.Added, "u", 2, "y")!;
        (back.Type, back.Changes.Count).ShouldBe((ChangeType.Modified, 1));
    }

    private ObjectChange? Apply(ChangeType type, string uid, int revision, string value) => _tracker.Apply(new SourceEvent.ObjectChanged(
        DateTimeOffset.UnixEpoch, type, KubeObject.Parse($$$"""{"kind":"T","metadata":{"name":"n","uid":"{{{uid}}}","resourceVersion":"{{{revision}}}"},"spec":{"v":"{{{value}}}"}}""")));
}
