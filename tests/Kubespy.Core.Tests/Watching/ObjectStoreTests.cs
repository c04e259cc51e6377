using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Watching;

public sealed class ObjectStoreTests
{
    private readonly ObjectStore _store = new();

    [Fact]
    public void An_object_is_found_by_UID_name_kind_and_owner()
    {
        _store.Apply(ChangeType.Added, Pod("u1", "a", owner: "rs1"));

        _store.Get("u1").ShouldNotBeNull();
        _store.Find("Pod", "default", "a")!.Uid.ShouldBe("u1");
        _store.OfKind("Pod").Count.ShouldBe(1);
        _store.OwnedBy("rs1").ShouldHaveSingleItem().Uid.ShouldBe("u1");
    }

    [Fact]
    public void An_object_that_loses_its_owner_is_no_longer_among_the_owned()
    {
        _store.Apply(ChangeType.Added, Pod("u1", "a", owner: "rs1"));
        _store.Apply(ChangeType.Modified, Pod("u1", "a", owner: null))!.ControllerRef!.Uid.ShouldBe("rs1");

        _store.OwnedBy("rs1").ShouldBeEmpty();
        _store.Get("u1").ShouldNotBeNull();
    }

    [Fact]
    public void The_end_of_an_object_does_not_hide_its_namesake_that_came_before_the_news()
    {
        _store.Apply(ChangeType.Added, Pod("u1", "a", owner: null));
        _store.Apply(ChangeType.Added, Pod("u2", "a", owner: null));
        _store.Apply(ChangeType.Deleted, Pod("u1", "a", owner: null));

        _store.Find("Pod", "default", "a")!.Uid.ShouldBe("u2");
        _store.OfKind("Pod").ShouldHaveSingleItem().Uid.ShouldBe("u2");
    }

    private static KubeObject Pod(string uid, string name, string? owner)
    {
        var owners = owner is null ? "" : ""","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"rs","uid":"WHOSE","controller":true}]""";
        return KubeObject.Parse(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME","namespace":"default","uid":"UID"OWNERS}}"""
                .Replace("NAME", name, StringComparison.Ordinal)
                .Replace("UID", uid, StringComparison.Ordinal)
                .Replace("OWNERS", owners, StringComparison.Ordinal)
                .Replace("WHOSE", owner, StringComparison.Ordinal));
    }
}
