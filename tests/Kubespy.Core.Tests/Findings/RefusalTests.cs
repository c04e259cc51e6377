using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("pods \"web-1\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=2, limited: pods=2", "quota compute is used up: pods 2 of 2 used, 1 more asked for")]
    [InlineData("pods \"web-1\" is forbidden: exceeded quota: q, requested: limits.cpu=1,limits.memory=1Gi, used: limits.cpu=2,limits.memory=3Gi, limited: limits.cpu=2,limits.memory=3Gi", "quota q is used up: limits.cpu 2 of 2 used, 1 more asked for; limits.memory 3Gi of 3Gi used, 1Gi more asked for")]
    [InlineData("pods \"web-1\" is forbidden: failed quota: q: must specify limits.cpu for: c", "quota q demands it: must specify limits.cpu for: c")]
    [InlineData("pods \"web-1\" is forbidden: maximum cpu usage per Container is 500m, but limit is 1", "LimitRange refuses: maximum cpu usage per Container is 500m, but limit is 1")]
    [InlineData("pods \"web-1\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true)", "PodSecurity restricted:latest refuses: allowPrivilegeEscalation != false, runAsNonRoot != true")]
    [InlineData("admission webhook \"policy.example.com\" denied the request: no latest tags", "webhook policy.example.com refuses: no latest tags")]
    [InlineData("pods \"web-1\" is forbidden: ValidatingAdmissionPolicy 'no-root' with binding 'all' denied request: root is not allowed", "policy no-root refuses: root is not allowed")]
    [InlineData("pods \"web-1\" is forbidden: error looking up service account default/robot: serviceaccount \"robot\" not found", "ServiceAccount robot does not exist")]
    [InlineData("something new", "Pods are refused: something new")]
    public void Who_refuses_and_why(string message, string summary)
    {
        var finding = new Given().Maker(Maker(message)).Diagnose().Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe((summary.StartsWith("ServiceAccount", StringComparison.Ordinal) ? "service-account" : summary.StartsWith("webhook", StringComparison.Ordinal) ? "webhook" : "pods-refused", summary, true));
        finding.Evidence[0].ShouldBe(new(Now.AddSeconds(-30), message, "ReplicaSet condition ReplicaFailure"));
    }

    [Fact]
    public void A_webhook_that_does_not_answer_may_come_back()
    {
        var finding = new Given().Maker(Maker("Internal error occurred: failed calling webhook \"v.example.com\": failed to call webhook: Post \"https://v.default.svc:443/\": dial tcp 10.0.0.9:443: connect: connection refused")).Diagnose().Single();
        (finding.Summary, finding.IsFinal).ShouldBe(("webhook v.example.com does not answer: connection refused", false));
    }

    [Fact]
    public void A_StatefulSet_tells_it_by_Events_alone()
    {
        var set = Object("apps/v1", "StatefulSet", "db", """ "spec":{"replicas":3},"status":{"replicas":1} """);
        var given = new Given().About(set).Event(set, "FailedCreate", "create Pod db-1 in StatefulSet db failed error: pods \"db-1\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1", count: 14);
        var finding = given.Diagnose().Single();
        finding.Summary.ShouldBe("quota q is used up: pods 1 of 1 used, 1 more asked for");
        (finding.Subjects[0], finding.Evidence[0].Source, finding.IsFinal).ShouldBe(("sts/db", "Event, count 14", false));
    }

    [Fact]
    public void A_refusal_that_is_past_is_no_cause()
    {
        var set = Object("apps/v1", "StatefulSet", "db", """ "spec":{"replicas":1},"status":{"replicas":1} """);
        new Given().About(set).Event(set, "FailedCreate", "create Pod db-0 in StatefulSet db failed error: no").Diagnose().ShouldBeEmpty();
    }

    private static KubeObject Maker(string message) => Object("apps/v1", "ReplicaSet", "web-1", $$"""
        "spec":{"replicas":3},"status":{"replicas":0,"conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate",
         "message":{{StringValue.Of(message)}},"lastTransitionTime":"{{Ago(30)}}"}]}
        """);
}
