using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

/// <summary>How findings of many Pods and several causes come together.</summary>
public sealed class DiagnosisTests
{
    [Fact]
    public void What_no_waiting_ends_comes_first_and_what_is_meant_so_last()
    {
        var deployment = Object("apps/v1", "Deployment", "web", """ "spec":{"replicas":3,"paused":true},"status":{} """);
        new Given().About(deployment).Diagnose(Pod("web-1", Waiting("ErrImagePull", "toomanyrequests")), Pod("web-2", Waiting("ErrImagePull", "x: not found")))
            .Select(f => f.Summary).ShouldBe(["image nginx:1 not found", "image nginx:1 refused: the registry's rate limit", "its newest template waits to be resumed"]);
    }

    [Fact]
    public void Thousands_of_Pods_are_one_finding()
    {
        var pods = Enumerable.Range(0, 5_000).Select(i => Pod($"web-{i}", Waiting("ErrImagePull", "x: not found"), """ ,"containers":[{"name":"c","readinessProbe":{}}] """));
        new Given().Diagnose(pods).ShouldHaveSingleItem().Subjects.Count.ShouldBe(5_000);
    }

    [Fact]
    public void What_is_by_design_explains_nothing_away()
    {
        var findings = new Given().About(Object("apps/v1", "StatefulSet", "db", """ "spec":{"replicas":3,"updateStrategy":{"type":"OnDelete"}},"status":{"replicas":3,"updatedReplicas":1} """))
            .Diagnose(Pod("db-0", Waiting("CrashLoopBackOff", "", 9, Ended(1))));
        findings.Select(f => f.IsByDesign).ShouldBe([false, true]);
    }
}
