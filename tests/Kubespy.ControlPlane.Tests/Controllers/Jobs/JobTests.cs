using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers.Jobs;

/// <summary>Jobs run Pods to their end and count each once (kubernetes.io/docs/concepts/workloads/controllers/job, KEP-2307).</summary>
public sealed class JobTests
{
    private readonly JobBench _jobs = new();

    [Fact]
    public void A_Job_is_complete_when_as_many_Pods_as_it_wants_have_succeeded()
    {
        _jobs.Create("EXIT0=1", ",\"completions\":3").After(30);

        _jobs.Conditions.ShouldBe(["SuccessCriteriaMet CompletionsReached", "Complete CompletionsReached"]);
        _jobs.Job.Status!.Without("conditions").Without("startTime").Without("completionTime").ToString()
            .ShouldBe("""{"succeeded":3,"terminating":0,"uncountedTerminatedPods":{},"ready":0}""");
        _jobs.Told.ShouldBe([.. _jobs.Pods.Select(p => $"Normal SuccessfulCreate Created pod: {p.Name}"), "Normal Completed Job completed"], ignoreOrder: true);
        _jobs.Pods.ShouldAllBe(p => !p.Finalizers.Any() && PodView.Of(p).Phase == "Succeeded");
        _jobs.Text("completionTime").ShouldNotBeNull();
    }

    [Fact]
    public void Pods_carry_the_finalizer_the_labels_and_the_owner()
    {
        _jobs.Create("NONE=").After(3);
        var pod = _jobs.Pods.ShouldHaveSingleItem();
        pod.Finalizers.ShouldBe(["batch.kubernetes.io/job-tracking"]);
        pod.Metadata.StringAt("generateName").ShouldBe("work-");
        pod.ControllerRef.ShouldBe(OwnerReference.ControllerOf(_jobs.Job));
        pod.Labels.ToString().ShouldBe($$"""{"batch.kubernetes.io/controller-uid":"{{_jobs.Job.Uid}}","batch.kubernetes.io/job-name":"work","controller-uid":"{{_jobs.Job.Uid}}","job-name":"work"}""");
        (_jobs.Count("active"), _jobs.Count("ready")).ShouldBe((1, 1));
    }

    [Fact]
    public void Without_a_number_of_completions_one_success_ends_it_when_the_others_have_ended()
    {
        _jobs.Create("EXIT0=2", ",\"completions\":null", "").Patch("""{"spec":{"parallelism":3}}""").After(20);
        (_jobs.Count("succeeded"), _jobs.Pods.Count).ShouldBe((3, 3));
        _jobs.Conditions.ShouldContain("Complete CompletionsReached");
    }

    /// <summary>The waits between Pods: 10 s, 20 s, 40 s, … (backoff_utils.go).</summary>
    [Fact]
    public void Failures_are_tried_again_ever_later_until_the_limit()
    {
        var made = new List<DateTimeOffset>();
        _jobs.Bench.Cluster.Store.Subscribe(Resources.Pods, e =>
        {
            if (e.Type == Storage.StoreEventType.Added)
            {
                made.Add(_jobs.Bench.Cluster.Loop.Now);
            }
        });
        _jobs.Create("EXIT=1", ",\"backoffLimit\":3").After(200);

        made.Zip(made.Skip(1), (a, b) => (b - a).TotalSeconds).Select(s => Math.Round(s / 10)).ShouldBe([1, 2, 4]);
        _jobs.Conditions.ShouldBe(["FailureTarget BackoffLimitExceeded", "Failed BackoffLimitExceeded"]);
        (_jobs.Count("failed"), _jobs.Count("active")).ShouldBe((4, 0));
        _jobs.Told.ShouldContain("Warning BackoffLimitExceeded Job has reached the specified backoff limit");
    }

    [Fact]
    public void Where_containers_are_restarted_restarts_count()
    {
        _jobs.Create("EXIT=1", ",\"backoffLimit\":2", restart: "OnFailure").After(120);
        _jobs.Conditions.ShouldContain("Failed BackoffLimitExceeded");
        (_jobs.Count("failed"), _jobs.Pods.Count).ShouldBe((1, 0));
        _jobs.Told.ShouldContain(t => t.StartsWith("Normal SuccessfulDelete Deleted pod: work-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_deadline_ends_it_and_its_Pods()
    {
        _jobs.Create("NONE=", ",\"activeDeadlineSeconds\":10").After(9);
        _jobs.Count("active").ShouldBe(1);
        _jobs.After(6);
        _jobs.Conditions.ShouldBe(["FailureTarget DeadlineExceeded", "Failed DeadlineExceeded"]);
        (_jobs.Count("active"), _jobs.Count("failed"), _jobs.Pods.Count).ShouldBe((0, 1, 0));
        _jobs.Told.ShouldContain("Warning DeadlineExceeded Job was active longer than specified deadline");
    }

    [Fact]
    public void Suspended_it_has_no_Pods_and_resumed_it_starts_anew()
    {
        _jobs.Create("NONE=").After(3).Patch("""{"spec":{"suspend":true}}""").After(10);
        (_jobs.Pods.Count, _jobs.Count("active"), _jobs.Count("failed"), _jobs.Text("startTime")).ShouldBe((0, 0, 0, null));
        _jobs.Conditions.ShouldBe(["Suspended JobSuspended"]);

        _jobs.Patch("""{"spec":{"suspend":false}}""").After(5);
        (_jobs.Pods.Count, _jobs.Count("active")).ShouldBe((1, 1));
        _jobs.Conditions.ShouldBeEmpty();
        _jobs.Told.Where(t => t.Contains("Job ", StringComparison.Ordinal)).ShouldBe(["Normal Suspended Job suspended", "Normal Resumed Job resumed"]);
    }

    [Fact]
    public void Less_parallelism_takes_Pods_away_that_do_not_count_as_failed()
    {
        _jobs.Create("NONE=", ",\"completions\":5").Patch("""{"spec":{"parallelism":3}}""").After(4);
        _jobs.Count("active").ShouldBe(3);
        _jobs.Patch("""{"spec":{"parallelism":1}}""").After(10);
        (_jobs.Count("active"), _jobs.Count("failed"), _jobs.Pods.Count).ShouldBe((1, 0, 1));
    }

    [Theory]
    [InlineData("TerminatingOrFailed", 2)]
    [InlineData("Failed", 1)]
    public void A_Pod_that_somebody_deletes_is_replaced_at_once_or_when_it_has_ended(string policy, int podsMeanwhile)
    {
        _jobs.Create("IGNORE_TERM=1", $",\"podReplacementPolicy\":\"{policy}\"").After(4);
        _jobs.Bench.Delete(Resources.Pods, _jobs.Pods.Single().Name).After(15);
        _jobs.Pods.Count.ShouldBe(podsMeanwhile);

        _jobs.After(60);
        (_jobs.Pods.Count(p => !p.IsBeingDeleted && !PodView.Of(p).IsTerminal), _jobs.Count("failed")).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("""{"action":"FailJob","onExitCodes":{"operator":"In","values":[42]}}""", "EXIT=42", "Failed PodFailurePolicy", 1)]
    [InlineData("""{"action":"FailJob","onExitCodes":{"containerName":"c","operator":"NotIn","values":[1]}}""", "EXIT=42", "Failed PodFailurePolicy", 1)]
    [InlineData("""{"action":"Count","onExitCodes":{"operator":"In","values":[42]}}""", "EXIT=42", "Failed BackoffLimitExceeded", 2)]
    public void A_failure_policy_decides_by_exit_codes(string rule, string env, string condition, int failed)
    {
        _jobs.Create(env, $$""","backoffLimit":1,"podFailurePolicy":{"rules":[{{rule}}]}""").After(60);
        _jobs.Conditions.ShouldContain(condition);
        _jobs.Count("failed").ShouldBe(failed);
    }

    [Fact]
    public void A_failure_that_is_ignored_counts_for_nothing()
    {
        _jobs.Create("EXIT=42", ""","backoffLimit":0,"podFailurePolicy":{"rules":[{"action":"Ignore","onExitCodes":{"operator":"In","values":[42]}}]}""").After(100);
        _jobs.Conditions.ShouldBeEmpty();
        _jobs.Count("failed").ShouldBe(0);
        _jobs.Pods.Count.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void The_Job_says_which_rule_failed_it()
    {
        _jobs.Create("EXIT=42", ""","podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[42]}}]}""").After(20);
        Core.Objects.Conditions.Find(_jobs.Job.Root.ListAt("status", "conditions"), "Failed").StringAt("message")
            .ShouldBe($"Container c for pod default/{_jobs.Pods.Single().Name} failed with exit code 42 matching FailJob rule at index 0");
    }

    [Fact]
    public void A_Job_that_another_controller_manages_is_left_alone()
    {
        _jobs.Create("EXIT0=1", ",\"managedBy\":\"example.com/queue\"").After(10);
        (_jobs.Pods.Count, _jobs.Job.Status?.Count ?? 0).ShouldBe((0, 0));
    }

    [Fact]
    public void Deleted_in_the_background_it_takes_its_Pods_with_it_finalizers_and_all()
    {
        _jobs.Create("NONE=").After(3);
        _jobs.Bench.Delete(Resources.Jobs, "work", PropagationPolicy.Background).After(20);
        _jobs.Pods.ShouldBeEmpty();
    }

    [Fact]
    public void Deleted_without_its_Pods_they_stay_without_finalizer()
    {
        _jobs.Create("NONE=").After(3);
        _jobs.Bench.Delete(Resources.Jobs, "work", PropagationPolicy.Orphan).After(20);
        var pod = _jobs.Pods.ShouldHaveSingleItem();
        (pod.Finalizers.Any(), pod.ControllerRef).ShouldBe((false, null));
    }

    /// <summary>Wherever the controller crashes, each Pod counts once.</summary>
    [Fact]
    public void A_controller_that_crashes_anywhere_counts_each_Pod_once()
    {
        for (var moment = 0.0; moment < 9; moment += 0.31)
        {
            var jobs = new JobBench().Create("EXIT0=1", ",\"completions\":2").After(moment);
            jobs.Bench.Cluster.RestartControllerManager();
            jobs.After(40);
            (jobs.Count("succeeded"), jobs.Count("failed"), jobs.Pods.Count).ShouldBe((2, 0, 2), $"crashed after {moment} s");
            jobs.Conditions.ShouldContain("Complete CompletionsReached");
        }
    }
}
