using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Tests.Controllers.Sets;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers.CronJobs;

/// <summary>CronJobs make their Jobs when they are due (kubernetes.io/docs/concepts/workloads/controllers/cron-jobs), and finished Jobs go in their time.</summary>
public sealed class CronJobTests
{
    private readonly SetBench _bench = new();

    private KubeObject Tick => _bench.Get(Resources.CronJobs, "tick");

    private IReadOnlyList<KubeObject> Jobs => [.. _bench.All(Resources.Jobs)];

    [Fact]
    public void A_Job_is_made_at_each_moment_named_for_its_minute()
    {
        var start = _bench.Cluster.Loop.Now;
        Create("* * * * *").After(170);

        var first = (start.ToUnixTimeSeconds() / 60) + 1;
        Jobs.Select(j => j.Name).Take(2).ShouldBe([$"tick-{first}", $"tick-{first + 1}"]);
        Jobs[0].ControllerRef.ShouldBe(OwnerReference.ControllerOf(Tick));
        Jobs[0].Annotation("batch.kubernetes.io/cronjob-scheduled-timestamp").ShouldBe(DateTimeOffset.FromUnixTimeSeconds(first * 60).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        Jobs[0].Root.ListAt("status", "conditions").Select(c => c.StringAt("type")).ShouldContain("Complete");
        Tick.Status.StringAt("lastSuccessfulTime").ShouldNotBeNull();
        _bench.Told.ShouldContain($"Normal SuccessfulCreate Created job tick-{first}");
        _bench.Told.ShouldContain($"Normal SawCompletedJob Saw completed job: tick-{first}, condition: Complete");
    }

    [Fact]
    public void What_runs_stands_in_its_status()
    {
        Create("* * * * *", env: "NONE").After(70);
        var job = Jobs.ShouldHaveSingleItem();
        Tick.Root.ListAt("status", "active")[0].ToString().ShouldStartWith($$"""{"kind":"Job","namespace":"default","name":"{{job.Name}}","uid":"{{job.Uid}}","apiVersion":"batch/v1","resourceVersion":""");

        _bench.Delete(Resources.Jobs, job.Name, PropagationPolicy.Background).After(5);
        Tick.Root.ListAt("status", "active").ShouldBeEmpty();
        _bench.Told.ShouldContain($"Normal MissingJob Active job went missing: {job.Name}");
    }

    [Theory]
    [InlineData("Allow", 3)]
    [InlineData("Forbid", 1)]
    [InlineData("Replace", 1)]
    public void Its_policy_decides_whether_Jobs_run_together(string policy, int running)
    {
        Create("* * * * *", $",\"concurrencyPolicy\":\"{policy}\"", "NONE").After(190);
        Jobs.Count.ShouldBe(running);
        if (policy == "Forbid")
        {
            _bench.Told.ShouldContain("Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid");
        }
        else if (policy == "Replace")
        {
            _bench.Told.Count(t => t.StartsWith("Normal SuccessfulDelete Deleted job tick-", StringComparison.Ordinal)).ShouldBe(2);
        }
    }

    [Theory]
    [InlineData("EXIT0", "successfulJobsHistoryLimit")]
    [InlineData("EXIT", "failedJobsHistoryLimit")]
    public void As_many_Jobs_that_have_ended_are_kept_as_it_says(string env, string limit)
    {
        Create("* * * * *", $",\"{limit}\":2", env).After(600);
        Jobs.Count(j => j.Root.ListAt("status", "conditions").Any(c => c.StringAt("type") is "Complete" or "Failed")).ShouldBe(2);
        _bench.Pods.Count.ShouldBeInRange(2, 3);
    }

    [Fact]
    public void Suspended_it_makes_none_and_resumed_it_makes_up_for_the_last()
    {
        Create("* * * * *", ",\"suspend\":true").After(150);
        Jobs.ShouldBeEmpty();
        _bench.Patch(Resources.CronJobs, "tick", """{"spec":{"suspend":false}}""").After(1);
        Jobs.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_is_too_late_is_missed()
    {
        Create("0 * * * *", ",\"suspend\":true,\"startingDeadlineSeconds\":60").After(4200);
        _bench.Patch(Resources.CronJobs, "tick", """{"spec":{"suspend":false}}""").After(1);
        Jobs.ShouldBeEmpty();
    }

    [Fact]
    public void Another_schedule_holds_from_then_on()
    {
        Create("0 0 1 1 *").After(60);
        Jobs.ShouldBeEmpty();
        _bench.Patch(Resources.CronJobs, "tick", """{"spec":{"schedule":"* * * * *"}}""").After(70);
        Jobs.ShouldNotBeEmpty();
    }

    [Fact]
    public void Deleted_it_takes_its_Jobs_and_their_Pods_along()
    {
        Create("* * * * *", env: "NONE").After(70);
        _bench.Delete(Resources.CronJobs, "tick").After(20);
        (Jobs.Count, _bench.Pods.Count).ShouldBe((0, 0));
    }

    /// <summary>The Job of a moment is there, or made, once.</summary>
    [Fact]
    public void A_controller_that_crashes_around_the_minute_makes_the_Job_once()
    {
        var start = _bench.Cluster.Loop.Now;
        Create("* * * * *", env: "NONE");
        var minute = DateTimeOffset.FromUnixTimeSeconds(((start.ToUnixTimeSeconds() / 60) + 1) * 60);
        for (var offset = 90.0; offset < 110; offset += 0.5)
        {
            _bench.Cluster.Loop.AdvanceTo(minute.AddMilliseconds(offset));
            _bench.Cluster.RestartControllerManager();
        }

        _bench.After(5);
        Jobs.ShouldHaveSingleItem();
        Tick.Root.ListAt("status", "active").Count.ShouldBe(1);
    }

    [Fact]
    public void While_it_waits_the_cluster_is_still()
    {
        Create("0 0 1 1 *").After(30);
        _bench.Cluster.IsStable.ShouldBeTrue();
    }

    [Fact]
    public void A_schedule_that_is_none_is_refused()
    {
        var refusal = Should.Throw<ApiException>(() => Create("61 * * * *"));
        refusal.Message.ShouldContain("spec.schedule: Invalid value: \"61 * * * *\": end of range (61) above maximum (59): 61");
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(600, false)]
    public void A_finished_Job_goes_when_its_time_is_over(int seconds, bool isGone)
    {
        _bench.Create(Resources.Jobs, $$$"""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"once","namespace":"default"},
             "spec":{"ttlSecondsAfterFinished":{{{seconds}}},"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"nginx:1","env":[{"name":"EXIT0","value":"1"}]}]} } } }
            """).After(30);
        (Jobs.Count == 0, _bench.Pods.Count == 0).ShouldBe((isGone, isGone));
    }

    private SetBench Create(string schedule, string spec = "", string env = "EXIT0") => _bench.Create(Resources.CronJobs, $$$"""
        {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"tick","namespace":"default"},
         "spec":{"schedule":"{{{schedule}}}"{{{spec}}},"jobTemplate":{"spec":{"backoffLimit":0,"template":{"spec":{"restartPolicy":"Never",
          "containers":[{"name":"c","image":"nginx:1","env":[{"name":"{{{env}}}","value":"1"}]}]} } } } } }
        """);
}
