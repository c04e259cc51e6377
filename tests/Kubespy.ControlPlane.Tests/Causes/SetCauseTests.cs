using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Causes;

/// <summary>What <c>kubespy why</c> says of StatefulSets and DaemonSets that are well, and of those that are not.</summary>
public sealed class SetCauseTests
{
    private const string Crash = """ ,"env":[{"name":"CRASH","value":"1"}] """;
    private const string TooMuch = """ ,"resources":{"requests":{"cpu":"640"}} """;
    private const string Claims = """ ,"volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"storageClassName":"nowhere","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}] """;

    private readonly Incident _incident = new();

    [Theory]
    [InlineData("StatefulSet", 15)]
    [InlineData("DaemonSet", 10)]
    public void One_that_is_well(string kind, int seconds)
    {
        var why = Make(kind).After(seconds).Why(kind, "web");
        (why.Sentence, why.IsWell).ShouldBe(("Complete: nothing is wrong. 3/3 serve.", true));
    }

    [Theory]
    [InlineData("StatefulSet", "nginx:bad", "", "Stuck: image nginx:bad not found. Nothing serves, 0/3.")]
    [InlineData("StatefulSet", "nginx:1", TooMuch, "Unavailable: none of 3 nodes takes it: 3 have too little cpu. Nothing serves, 0/3.")]
    [InlineData("StatefulSet", "nginx:1", Crash, "Stuck: container c keeps crashing (exit code 1). Nothing serves, 0/3.")]
    [InlineData("DaemonSet", "nginx:bad", "", "Stuck: image nginx:bad not found. Nothing serves, 0/3.")]
    [InlineData("DaemonSet", "nginx:1", TooMuch, "Unavailable: none of 3 nodes takes it: 1 has too little cpu, 2 are not the node it is for. Nothing serves, 0/3.")]
    [InlineData("DaemonSet", "nginx:1", Crash, "Stuck: container c keeps crashing (exit code 1). Nothing serves, 0/3.")]
    public void One_whose_Pods_do_not_come_up(string kind, string image, string container, string sentence)
    {
        var why = Make(kind, image, container).After(200).Why(kind, "web");
        (why.Sentence, why.IsWell).ShouldBe((sentence, false));
    }

    [Fact]
    public void A_StatefulSet_whose_claim_is_not_bound() => Make("StatefulSet", spec: Claims).After(20).Why("StatefulSet", "web").Sentence
        .ShouldBe("Stuck: claim data-web-0 is not bound: StorageClass nowhere does not exist. Nothing serves, 0/3.");

    [Fact]
    public void A_DaemonSet_that_no_node_is_one_for() => Make("DaemonSet", pod: ""","nodeSelector":{"disk":"ssd"}""").After(10).Why("DaemonSet", "web").Sentence
        .ShouldBe("Complete: none of 3 nodes is one for it: its nodeSelector wants disk=ssd. It runs nowhere.");

    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public void An_update_that_is_stuck_at_its_first_Pod(string kind)
    {
        var why = SetImage(Make(kind).After(15), kind, "nginx:bad").After(30).Why(kind, "web");
        why.Sentence.ShouldBe("Stuck: image nginx:bad not found. 2/3 serve.");
        why.History.Select(h => h.Text).ShouldContain("revision 2, image 1 → bad via kubectl");
    }

    /// <summary>The controller replaces a Pod that is not Ready at a revision nobody wants any more only once somebody deletes it.</summary>
    [Fact]
    public void A_StatefulSet_that_was_corrected_and_does_not_go_on_by_itself()
    {
        var stuck = SetImage(SetImage(Make("StatefulSet").After(15), "StatefulSet", "nginx:bad").After(20), "StatefulSet", "nginx:1").After(60);
        var why = stuck.Why("StatefulSet", "web");
        why.Sentence.ShouldBe("Stuck: web-2 is not Ready at a revision that is no longer wanted, and is not replaced until it is deleted. 2/3 serve.");
        why.Findings.ShouldHaveSingleItem().Remedy.ShouldBe("kubectl delete pod web-2");

        stuck.Cluster.Api.Delete(Resources.Pods, new ObjectKey("default", "web-2"), DeleteOptions.Default, new WriteContext("me", "me"));
        stuck.After(15).Why("StatefulSet", "web").Sentence.ShouldBe("Complete: nothing is wrong. 3/3 serve.");
    }

    /// <summary>A revision that comes back keeps its object: it is told when it came back, not when it was first made.</summary>
    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public void A_revision_that_was_used_again_is_told_when_it_was(string kind)
    {
        var back = SetImage(SetImage(Make(kind).After(15), kind, "nginx:2").After(60), kind, "nginx:1");
        var now = back.Cluster.Loop.Now;
        var told = back.After(30).Why(kind, "web").History;

        told.Select(h => h.Text).ShouldNotContain(t => t.StartsWith("revision 1", StringComparison.Ordinal), "it bears another number now");
        var again = told.Single(h => h.Text.StartsWith("revision 3", StringComparison.Ordinal));
        again.Text.ShouldBe("revision 3 (used again), image 2 → 1 via kubectl");
        (again.Time!.Value - now).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        told.Select(h => h.Time).Where(t => t is not null).ShouldBeInOrder();
    }

    private static Incident SetImage(Incident incident, string kind, string image)
    {
        incident.Cluster.Api.Patch(
            ResourceOf(kind), new ObjectKey("default", "web"),
            new Patch.StrategicMerge((MapValue)ValueReader.Read($$"""{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"{{image}}"}]} } } }""")),
            new WriteContext("me", "kubectl/v1.32") { FieldManager = "kubectl" });
        return incident;
    }

    private static Resource ResourceOf(string kind) => Resources.Find("apps", kind)!;

    private Incident Make(string kind, string image = "nginx:1", string container = "", string pod = "", string spec = "") => _incident.Create(ResourceOf(kind), $$$"""
        {"apiVersion":"apps/v1","kind":"{{{kind}}}","metadata":{"name":"web","namespace":"default"},
         "spec":{ {{{(kind == "StatefulSet" ? "\"replicas\":3,\"serviceName\":\"web\"," : "")}}} "selector":{"matchLabels":{"app":"web"}}{{{spec}}},
          "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"{{{image}}}"{{{container}}} }]{{{pod}}} } } } }
        """);
}
