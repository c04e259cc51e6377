using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Changes;

/// <summary>By whose hand: what managedFields prove, and no more.</summary>
public sealed class HandTests
{
    private const string Old =
        """
        {"metadata":{"labels":{"a":"1","b":"1"},"managedFields":[
          {"manager":"kubectl-create","operation":"Update","time":"T1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:a":{},"f:b":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{}}},"f:args":{}}}},
          {"manager":"kubelet","operation":"Update","subresource":"status","time":"T1","fieldsV1":{"f:status":{"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:status":{}}}}}}]},
         "spec":{"containers":[{"name":"c","image":"1"}],"args":["x"]},"status":{"conditions":[{"type":"Ready","status":"False"}]}}
        """;

    [Fact]
    public void The_owner_of_what_changed_has_written_it() =>
        By(Old.Replace("\"False\"", "\"True\"", StringComparison.Ordinal)).ShouldBe("kubelet (status)", "twice within one second, the entry looks the same");

    [Fact]
    public void What_changed_owner_is_by_the_new_one() =>
        By(With("kubectl-edit", """{"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{"f:image":{}}}}}""")
            .Replace("\"image\":\"1\"", "\"image\":\"2\"", StringComparison.Ordinal)
            .Replace("""{".":{},"f:image":{}}},"f:args":{}""", """{".":{}}},"f:args":{}""", StringComparison.Ordinal)).ShouldBe("kubectl-edit");

    [Fact]
    public void What_is_owned_as_a_whole_is_by_its_owner() =>
        By(Old.Replace("\"args\":[\"x\"]", "\"args\":[\"x\",\"y\"]", StringComparison.Ordinal)).ShouldBe("kubectl-create");

    [Fact]
    public void Server_side_apply_is_told_as_such() =>
        By(With("argocd", """{"f:metadata":{"f:labels":{"f:c":{}}}}""", "Apply").Replace("\"a\":\"1\"", "\"a\":\"1\",\"c\":\"1\"", StringComparison.Ordinal)).ShouldBe("argocd (apply)");

    [Fact]
    public void A_removed_label_has_no_author() =>
        Hand(WithoutLabel(Old)).Unknown.ShouldBe("what was removed leaves no trace of its author");

    [Fact]
    public void Who_alone_wrote_in_the_same_revision_has_removed_too() =>
        By(WithoutLabel(With("kubectl-label", """{"f:metadata":{"f:annotations":{"f:x":{}}}}"""))).ShouldBe("kubectl-label");

    [Fact]
    public void A_deletion_has_no_author()
    {
        Hand(Old.Replace("\"labels\"", "\"deletionTimestamp\":\"T2\",\"labels\"", StringComparison.Ordinal)).Unknown.ShouldBe("a deletion leaves no trace of its author");
        Core.Changes.Hand.Of(ChangeType.Deleted, KubeObject.Parse(Old), KubeObject.Parse(Old), []).Unknown.ShouldBe("a deletion leaves no trace of its author");
    }

    [Fact]
    public void Without_managedFields_nothing_is_known() =>
        Hand("""{"metadata":{"labels":{"a":"2"}}}""").Unknown.ShouldBe("the object has no managedFields");

    [Fact]
    public void Who_created_is_who_alone_has_written()
    {
        Core.Changes.Hand.Of(ChangeType.Added, null, KubeObject.Parse(Old), []).ToString().ShouldBe("kubectl-create");
        Core.Changes.Hand.Of(ChangeType.Added, null, KubeObject.Parse(With("other", "{}")), []).Unknown.ShouldBe("several have written since");
    }

    [Fact]
    public void Broken_managedFields_harm_nothing() =>
        Hand("""{"metadata":{"labels":{"a":"2"},"managedFields":[1,{"fieldsV1":{"f:metadata":{"f:labels":{"k:{oops":{}}}}}]}}""").Managers.ShouldBeEmpty();

    private static string By(string @new) => Hand(@new).ToString();

    private static Hand Hand(string @new)
    {
        var (before, after) = (KubeObject.Parse(Old), KubeObject.Parse(@new));
        return Core.Changes.Hand.Of(ChangeType.Modified, before, after, ValueDiff.Of(before, after, FieldScope.Whole));
    }

    private static string WithoutLabel(string json) => json.Replace("\"b\":\"1\"", "\"z\":null", StringComparison.Ordinal).Replace(",\"z\":null", "", StringComparison.Ordinal).Replace(",\"f:b\":{}", "", StringComparison.Ordinal);

    private static string With(string manager, string fields, string operation = "Update") => Old.Replace(
        "\"managedFields\":[", $$"""
        "managedFields":[{"manager":"{{manager}}","operation":"{{operation}}","time":"T2","fieldsV1":{{fields}}},
        """, StringComparison.Ordinal);
}
