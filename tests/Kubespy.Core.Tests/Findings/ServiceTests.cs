using Kubespy.Core.Objects;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

public sealed class ServiceTests
{
    [Fact]
    public void A_near_miss_of_a_label_is_named()
    {
        var given = new Given().About(Service("""{"app":"web","tier":"front"}""")).With(Labelled("web-1", """{"app":"web","tier":"back"}"""), Labelled("web-2", """{"app":"web","tier":"back"}"""), Labelled("other", "{}"));
        var finding = given.Diagnose().Single();
        (finding.Cause, finding.Subjects[0]).ShouldBe(("service-empty", "svc/web"));
        finding.Summary.ShouldBe("selects no Pod: web-1 has tier=back, not tier=front (and 1 more)");
        finding.Remedy.ShouldBe("correct label tier in the Pod template, or the Service's selector");
    }

    [Theory]
    [InlineData("""{"app":"web-app"}""", "selects no Pod: web-1 has app=web-app, not app=web")]
    [InlineData("""{"app":"search"}""", "selects no Pod: app=web")]
    [InlineData("{}", "selects no Pod: app=web")]
    public void One_label_alone_is_near_only_where_its_value_is(string labels, string summary)
    {
        new Given().About(Service("""{"app":"web"}""")).With(Labelled("web-1", labels)).Diagnose().Single().Summary.ShouldBe(summary);
    }

    [Fact]
    public void A_missing_label_is_told_as_not_set()
    {
        new Given().About(Service("""{"app":"web","tier":"front"}""")).With(Labelled("web-1", """{"app":"web"}""")).Diagnose().Single()
            .Summary.ShouldBe("selects no Pod: web-1 lacks the label tier=front");
    }

    [Fact]
    public void Pods_that_may_not_be_read_are_not_called_missing()
    {
        new Given { Forbidden = ["pods"] }.About(Service("""{"app":"web"}""")).Diagnose().ShouldBeEmpty();
    }

    [Fact]
    public void That_no_Pod_is_Ready_is_a_symptom_of_what_ails_them()
    {
        var pod = Labelled("web-1", """{"app":"web"}""");
        new Given().About(Service("""{"app":"web"}""")).Diagnose(pod).Single().Summary.ShouldBe("none of the 1 Pods it selects is Ready");
        new Given().About(Service("""{"app":"web"}""")).With(pod).Diagnose(Pod("web-1", Waiting("ErrImagePull", "x: not found"), metadata: ""","labels":{"app":"web"}""")).Single().Cause.ShouldBe("image-pull");
    }

    [Fact]
    public void A_target_port_that_no_Pod_names_leads_nowhere()
    {
        var pod = Ready("web-1", """ ,"containers":[{"name":"c","image":"nginx","ports":[{"name":"web","containerPort":80}]}] """);
        var finding = new Given().About(Service("""{"app":"web"}""", """ ,"ports":[{"port":80,"targetPort":"http"}] """)).With(pod).Diagnose().Single();
        (finding.Summary, finding.Evidence[0].Text, finding.IsFinal).ShouldBe(("targetPort http names no port of the Pods it selects", "web-1 names web", true));
    }

    [Fact]
    public void A_Service_without_a_selector_or_with_Ready_Pods_is_well()
    {
        new Given().About(Object("v1", "Service", "web", """ "spec":{"type":"ClusterIP"} """)).Diagnose().ShouldBeEmpty();
        new Given().About(Service("""{"app":"web"}""")).With(Ready("web-1", "")).Diagnose().ShouldBeEmpty();
    }

    private static KubeObject Service(string selector, string more = "") => Object("v1", "Service", "web", $$""" "spec":{"selector":{{selector}}{{more}}} """);

    private static KubeObject Labelled(string name, string labels) => Pod(name, Running(), metadata: $",\"labels\":{labels}");

    private static KubeObject Ready(string name, string spec) => Object(
        "v1", "Pod", name, $$""" "spec":{"nodeName":"node-1"{{spec}}},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} """, ""","labels":{"app":"web"}""");
}
