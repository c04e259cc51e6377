using Kubespy.Core.Objects;
using Kubespy.Core.Ownership;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Ownership;

public sealed class OwnershipTreeTests
{
    private readonly OwnershipTree _tree = new();

    [Fact]
    public void What_came_before_its_owner_is_told_with_it()
    {
        _tree.Plant("root");
        _tree.Apply(ChangeType.Added, Object("grandchild", "child")).IsNews.ShouldBeFalse();
        var (isNews, attached) = _tree.Apply(ChangeType.Added, Object("child", "root"));

        isNews.ShouldBeTrue();
        attached.ShouldHaveSingleItem().Uid.ShouldBe("grandchild");
        _tree.Apply(ChangeType.Modified, Object("grandchild", "child")).IsNews.ShouldBeTrue();
    }

    [Fact]
    public void What_came_before_the_root_is_told_when_the_root_is_known()
    {
        _tree.Apply(ChangeType.Added, Object("grandchild", "child"));
        _tree.Apply(ChangeType.Added, Object("child", "root"));

        _tree.Plant("root").Select(o => o.Uid).ShouldBe(["child", "grandchild"]);
    }

    [Fact]
    public void What_others_own_is_no_news()
    {
        _tree.Plant("root");
        _tree.Apply(ChangeType.Added, Object("stranger", "other")).IsNews.ShouldBeFalse();
        _tree.Apply(ChangeType.Deleted, Object("stranger", "other")).IsNews.ShouldBeFalse();
    }

    [Fact]
    public void What_loses_its_owner_is_news_once_more()
    {
        _tree.Plant("root");
        _tree.Apply(ChangeType.Added, Object("child", "root"));
        _tree.Apply(ChangeType.Modified, Object("child")).IsNews.ShouldBeTrue();
        _tree.Apply(ChangeType.Modified, Object("child")).IsNews.ShouldBeFalse();
        _tree.Contains("child").ShouldBeFalse();
    }

    [Fact]
    public void A_ring_of_owners_ends()
    {
        _tree.Plant("root");
        _tree.Apply(ChangeType.Added, Object("a", "b"));
        _tree.Apply(ChangeType.Added, Object("b", "root", "a")).Attached.ShouldHaveSingleItem().Uid.ShouldBe("a");
        OwnershipTree.Below("root", [Object("a", "b"), Object("b", "a", "root"), Object("root", "a")]).Select(o => o.Uid).ShouldBe(["b", "a"]);
    }

    [Fact]
    public void A_root_that_was_deleted_and_made_anew_owns_nothing_of_its_namesake()
    {
        _tree.Plant("root");
        _tree.Apply(ChangeType.Added, Object("child", "root"));
        _tree.Plant("root2").ShouldBeEmpty();
        _tree.Apply(ChangeType.Modified, Object("child", "root")).IsNews.ShouldBeFalse();
    }

    private static KubeObject Object(string uid, params string[] owners) => new(MapValue.Of(
        ("apiVersion", "v1"),
        ("kind", "ConfigMap"),
        ("metadata", MapValue.Of(
            ("name", uid),
            ("uid", uid),
            ("ownerReferences", ListValue.Of(owners.Select(o => (Value)MapValue.Of(("kind", "ConfigMap"), ("name", o), ("uid", o)))))))));
}
