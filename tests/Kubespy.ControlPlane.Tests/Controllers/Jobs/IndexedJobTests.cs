using Kubespy.ControlPlane.Controllers.Jobs;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers.Jobs;

/// <summary>Jobs whose Pods have indexes (KEP-2214), limits of each index (KEP-3850) and a success policy (KEP-3998).</summary>
public sealed class IndexedJobTests
{
    private readonly JobBench _jobs = new();

    [Fact]
    public void Each_index_has_a_Pod_that_knows_it()
    {
        _jobs.Create("EXIT0=2", ""","completionMode":"Indexed","completions":4""").Patch("""{"spec":{"parallelism":2}}""").After(3);
        var pod = _jobs.Pods[1];
        pod.Name.ShouldStartWith("work-1-");
        (pod.Annotation(JobPod.IndexAnnotation), pod.Label(JobPod.IndexAnnotation), pod.Root.StringAt("spec", "hostname")).ShouldBe(("1", "1", "work-1"));
        pod.Root.ListAt("spec", "containers")[0].ListAt("env")[1].ToString()
            .ShouldBe("""{"name":"JOB_COMPLETION_INDEX","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.labels['batch.kubernetes.io/job-completion-index']"}}}""");

        _jobs.After(30);
        (_jobs.Text("completedIndexes"), _jobs.Count("succeeded")).ShouldBe(("0-3", 4));
        _jobs.Conditions.ShouldContain("Complete CompletionsReached");
    }

    [Fact]
    public void Indexes_fail_by_themselves_and_the_others_go_on()
    {
        _jobs.Create("EXIT=1", ""","completionMode":"Indexed","completions":2,"backoffLimitPerIndex":1""").Patch("""{"spec":{"parallelism":2}}""").After(60);
        (_jobs.Text("failedIndexes"), _jobs.Count("failed"), _jobs.Count("succeeded")).ShouldBe(("0,1", 4, 0));
        _jobs.Conditions.ShouldBe(["FailureTarget FailedIndexes", "Failed FailedIndexes"]);
        _jobs.Pods.Select(p => p.Annotation("batch.kubernetes.io/job-index-failure-count")).Order(StringComparer.Ordinal).ShouldBe(["0", "0", "1", "1"]);
    }

    [Fact]
    public void More_failed_indexes_than_allowed_end_it()
    {
        _jobs.Create("EXIT=1", ""","completionMode":"Indexed","completions":5,"backoffLimitPerIndex":0,"maxFailedIndexes":1""").After(60);
        _jobs.Conditions.ShouldContain("Failed MaxFailedIndexesExceeded");
        _jobs.Text("failedIndexes").ShouldBe("0,1");
    }

    [Theory]
    [InlineData("""{"succeededCount":1}""", 1)]
    [InlineData("""{"succeededIndexes":"1-2"}""", 3)]
    [InlineData("""{"succeededIndexes":"0-4","succeededCount":2}""", 2)]
    public void Enough_of_them_are_success(string rule, int succeeded)
    {
        _jobs.Create("EXIT0=1", $$""","completionMode":"Indexed","completions":5,"successPolicy":{"rules":[{{rule}}]}""").After(60);
        _jobs.Conditions.ShouldBe(["SuccessCriteriaMet SuccessPolicy", "Complete SuccessPolicy"]);
        _jobs.Count("succeeded").ShouldBe(succeeded);
        Conditions.Find(_jobs.Job.Root.ListAt("status", "conditions"), "Complete").StringAt("message").ShouldBe("Matched rules at index 0");
    }

    [Fact]
    public void Indexes_are_written_as_Kubernetes_writes_them()
    {
        var set = IndexSet.Of([7, 0, 1, 3, 4, 5]);
        (set.ToString(), set.Count, set.Contains(4), set.Contains(2)).ShouldBe(("0,1,3-5,7", 6, true, false));
        IndexSet.Parse("0,1,3-5,x,7-99", 9).ToString().ShouldBe("0,1,3-5,7,8");
        set.FirstMissing(3, 10).ShouldBe([2, 6, 8]);
        set.Union(IndexSet.Of([2, 6])).ToString().ShouldBe("0-7");
    }
}
