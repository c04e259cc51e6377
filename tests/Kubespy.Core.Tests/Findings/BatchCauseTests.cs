using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

/// <summary>Jobs, CronJobs and autoscalers.</summary>
public sealed class BatchCauseTests
{
    private const string Again = "a Job that has failed does not start again: kubectl delete job load, and create it anew";

    [Theory]
    [InlineData("DeadlineExceeded", "Job was active longer than specified deadline", "ran longer than its deadline, activeDeadlineSeconds 30", "raise spec.activeDeadlineSeconds, or see what takes it so long; " + Again)]
    [InlineData("BackoffLimitExceeded", "Job has reached the specified backoff limit", "given up after 3 failed Pods (backoffLimit 2)", "see why they fail: kubectl logs job/load; " + Again)]
    [InlineData("PodFailurePolicy", "Container c failed with exit code 42 matching FailJob rule at index 0", "given up by its podFailurePolicy: Container c failed with exit code 42 matching FailJob rule at index 0", "see why the Pod fails: kubectl logs job/load; " + Again)]
    [InlineData("FailedIndexes", "Job has failed indexes", "index 1,3 failed too often (backoffLimitPerIndex 1)", "see why: kubectl logs job/load; " + Again)]
    public void A_Job_that_was_given_up_says_by_what(string reason, string message, string summary, string remedy)
    {
        var finding = new Given().About(Job($$"""{"type":"Failed","status":"True","reason":"{{reason}}","message":"{{message}}","lastTransitionTime":"{{Ago(5)}}"}""")).Diagnose().ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.Remedy, finding.IsFinal).ShouldBe(("job-failed", summary, remedy, true));
    }

    [Fact]
    public void Why_its_Pods_fail_is_nearer_to_the_root_and_a_complete_Job_is_well()
    {
        var pod = Pod("load-1", $$""" "restartCount":0,"state":{{Ended(3)}} """);
        var failed = new KubeObject(pod.Root.With("status", pod.Root.MapAt("status")!.With("phase", "Failed")));
        new Given().About(Job("""{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"x"}""")).Diagnose(failed).ShouldHaveSingleItem().Cause.ShouldBe("crash-loop");
        new Given().About(Job("""{"type":"Complete","status":"True"}""")).Diagnose().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UnparseableSchedule", "Warning", "no run is started: its schedule * * * is not understood", true)]
    [InlineData("UnknownTimeZone", "Warning", "no run is started: its timeZone Mars/Olympus is not understood", true)]
    [InlineData("TooManyMissedTimes", "Warning", "too many runs were missed", false)]
    [InlineData("MissSchedule", "Warning", "a run was missed: it could not start within startingDeadlineSeconds", false)]
    [InlineData("JobAlreadyActive", "Normal", "runs are skipped while nightly-1 still runs (concurrencyPolicy Forbid)", false)]
    [InlineData("SawCompletedJob", "Normal", "", false)]
    public void A_CronJob_that_starts_no_run_says_why(string reason, string type, string summary, bool isFinal)
    {
        var cron = CronJob("false");
        var findings = new Given().About(cron).Event(cron, reason, "x", type: type).Diagnose();
        findings.Select(f => (f.Cause, f.Summary, f.IsFinal)).ShouldBe(summary.Length == 0 ? [] : [("schedule", summary, isFinal)]);
        new Given().About(cron).Event(cron, reason, "x", type: type, secondsAgo: 3600).Diagnose().ShouldBeEmpty("that is history");
    }

    [Fact]
    public void A_suspended_CronJob_is_as_its_owner_asked_for()
    {
        var finding = new Given().About(CronJob("true")).Diagnose().ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsByDesign).ShouldBe(("schedule", "suspended: no run is started", true));
    }

    [Theory]
    [InlineData("AbleToScale", "FailedGetScale", "the HPA controller was unable to get the target's current scale: deployments.apps \\\"web\\\" not found", "deploy/web, which it scales, does not exist")]
    [InlineData("ScalingActive", "FailedGetResourceMetric", "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container c of Pod web-1", "the Pods ask for no cpu: utilisation is counted against requests")]
    [InlineData("ScalingActive", "FailedGetResourceMetric", "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)", "no metrics can be read: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)")]
    [InlineData("ScalingActive", "AmbiguousSelector", "pods by selector app=web are controlled by multiple HPAs: [default/a default/b]", "its Pods are scaled by several autoscalers")]
    [InlineData("ScalingActive", "ScalingDisabled", "scaling is disabled since the replica count of the target is zero", "")]
    public void An_autoscaler_that_cannot_scale_says_what_it_lacks(string type, string reason, string message, string summary)
    {
        var findings = new Given().About(Scaler($$"""{"type":"{{type}}","status":"False","reason":"{{reason}}","message":"{{message}}"}""")).Diagnose();
        findings.Select(f => (f.Cause, f.Summary, f.IsByDesign)).ShouldBe(summary.Length == 0 ? [] : [("autoscaler", summary, false)]);
    }

    [Theory]
    [InlineData("True", "TooManyReplicas", true)]
    [InlineData("True", "TooFewReplicas", false)]
    [InlineData("False", "DesiredWithinRange", false)]
    public void One_at_its_maximum_is_told_and_no_failure(string status, string reason, bool isTold) =>
        new Given().About(Scaler($$"""{"type":"ScalingLimited","status":"{{status}}","reason":"{{reason}}"}""")).Diagnose().Select(f => (f.Summary, f.IsByDesign))
            .ShouldBe(isTold ? [("at its maximum: it would scale further", true)] : []);

    private static KubeObject Job(string condition) => Object("batch/v1", "Job", "load", $$""" "spec":{"completions":1,"backoffLimit":2,"backoffLimitPerIndex":1,"activeDeadlineSeconds":30},"status":{"failed":3,"failedIndexes":"1,3","conditions":[{{condition}}]} """);

    private static KubeObject CronJob(string suspend) => Object("batch/v1", "CronJob", "nightly", $$""" "spec":{"schedule":"* * *","timeZone":"Mars/Olympus","suspend":{{suspend}}},"status":{"active":[{"name":"nightly-1"}]} """);

    private static KubeObject Scaler(string condition) => Object("autoscaling/v2", "HorizontalPodAutoscaler", "web", $$$""" "spec":{"maxReplicas":5,"scaleTargetRef":{"kind":"Deployment","name":"web"}},"status":{"conditions":[{{{condition}}}]} """);
}
