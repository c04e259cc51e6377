using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

public sealed class ProbeTests
{
    private const string Spec = """ ,"containers":[{"name":"c","readinessProbe":{"httpGet":{"path":"/healthz","port":8080},"periodSeconds":5,"failureThreshold":3}}] """;

    [Theory]
    [InlineData("Readiness probe failed: HTTP probe failed with statuscode: 503", "readiness probe of container c fails: HTTP 503")]
    [InlineData("Readiness probe failed: Get \"http://10.0.0.7:8080/\": dial tcp 10.0.0.7:8080: connect: connection refused", "readiness probe of container c fails: connection refused")]
    [InlineData("Readiness probe failed: Get \"http://10.0.0.7:8080/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)", "readiness probe of container c fails: no answer in time")]
    [InlineData("Startup probe failed: cat: can't open '/tmp/ready'\nmore", "startup probe of container c fails: cat: can't open '/tmp/ready'")]
    [InlineData("Readiness probe failed: ", "readiness probe of container c fails: it said nothing")]
    [InlineData("Readiness probe errored and resulted in unknown state: rpc error", "readiness probe of container c fails: rpc error")]
    public void Which_probe_fails_and_what_it_last_heard(string message, string summary)
    {
        var pod = Pod("web-1", Running(), Spec);
        var finding = new Given().Event(pod, "Unhealthy", message, "c", count: 12).Diagnose(pod).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("probe-fails", summary, false));
    }

    [Fact]
    public void How_many_of_how_many_is_evidence()
    {
        var pod = Pod("web-1", Running(), Spec);
        new Given().Event(pod, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "c", count: 12).Diagnose(pod).Single().Evidence
            .ShouldBe([new(Now.AddSeconds(-5), "failed 12 times, 3 in a row count; last answer to GET /healthz on port 8080: HTTP probe failed with statuscode: 503", "Event, count 12")]);
    }

    [Fact]
    public void A_restart_for_a_liveness_probe_is_no_crash_loop()
    {
        var pod = Pod("web-1", Waiting("CrashLoopBackOff", "", 4, Ended(137)), "");
        var finding = new Given()
            .Event(pod, "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", "c", count: 9)
            .Event(pod, "Killing", "Container c failed liveness probe, will be restarted", "c", count: 3, type: "Normal")
            .Diagnose(pod).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("probe-fails", "liveness probe of container c fails, so it is restarted: HTTP 500", true));
    }

    /// <summary>The correlator stops counting after a while; the restarts go on.</summary>
    [Theory]
    [InlineData(137, "probe-fails")]
    [InlineData(143, "probe-fails")]
    [InlineData(0, "probe-fails")]
    [InlineData(1, "crash-loop")]
    public void It_stays_one_while_it_ends_as_one_that_was_stopped(int code, string cause)
    {
        var pod = Pod("web-1", Waiting("CrashLoopBackOff", "", 7, Ended(code)), "");
        new Given()
            .Event(pod, "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", "c", count: 9, secondsAgo: 1500)
            .Event(pod, "Killing", "Container c failed liveness probe, will be restarted", "c", count: 3, secondsAgo: 1500, type: "Normal")
            .Diagnose(pod).Single().Cause.ShouldBe(cause);
    }

    /// <summary>What is stopped may end with a code of its own: then how long it lived tells whether a probe can have ended it.</summary>
    [Theory]
    [InlineData(50, 1500, "liveness probe of container c fails, so it is restarted: HTTP 500")]
    [InlineData(5, 1500, "container c keeps crashing (exit code 1)")]
    [InlineData(50, null, "container c is restarted again and again (exit code 1): it ends by itself, or its liveness probe fails")]
    [InlineData(5, null, "container c keeps crashing (exit code 1)")]
    public void An_end_with_1_is_a_probes_doing_where_it_lived_long_enough_for_it(int lived, int? toldSecondsAgo, string summary)
    {
        var pod = Pod("web-1", Waiting("CrashLoopBackOff", "", 7, Lived(1, lived)), Liveness);
        var given = new Given();
        if (toldSecondsAgo is { } ago)
        {
            given.Event(pod, "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", "c", count: 9, secondsAgo: ago)
                .Event(pod, "Killing", "Container c failed liveness probe, will be restarted", "c", count: 3, secondsAgo: ago, type: "Normal");
        }

        given.Diagnose(pod).Single().Summary.ShouldBe(summary);
    }

    /// <summary>The overview and the traces of sets read warnings only: that the container is killed is none.</summary>
    [Theory]
    [InlineData(137, 9, 5, "liveness probe of container c fails, so it is restarted: HTTP 500")]
    [InlineData(1, 9, 5, "liveness probe of container c fails, so it is restarted: HTTP 500")]
    [InlineData(137, 1, 5, "container c is restarted again and again (exit code 137, SIGKILL): it ends by itself, or its liveness probe fails")] // Once is not enough.
    [InlineData(143, 9, 1500, "liveness probe of container c fails, so it is restarted: HTTP 500")] // The correlator counts no further.
    public void Warnings_alone_tell_that_a_probe_restarts_it(int code, int count, int secondsAgo, string summary)
    {
        var pod = Pod("web-1", Waiting("CrashLoopBackOff", "", 7, Lived(code, 50)), Liveness);
        new Given().Event(pod, "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", "c", count: count, secondsAgo: secondsAgo).Diagnose(pod).Single().Summary.ShouldBe(summary);
    }

    [Fact]
    public void The_template_tells_of_a_probe_where_the_Pod_was_read_without_its_spec()
    {
        var set = Object("apps/v1", "StatefulSet", "db", $$$""" "spec":{"replicas":1,"template":{"spec":{"x":1{{{Liveness}}} } } },"status":{} """);
        var pod = Pod("db-0", Waiting("CrashLoopBackOff", "", 7, Lived(137, 50)), ""","containers":[{"name":"c","ports":[]}]""", ""","ownerReferences":[{"uid":"StatefulSet-db","controller":true}]""");
        new Given().About(set).Diagnose(pod)[0].Summary.ShouldBe("container c is restarted again and again (exit code 137, SIGKILL): it ends by itself, or its liveness probe fails");
    }

    [Fact]
    public void Where_no_Events_are_known_a_container_with_a_liveness_probe_may_have_been_stopped_for_it()
    {
        const string spec = """ ,"containers":[{"name":"c","livenessProbe":{"httpGet":{"path":"/","port":80}}}] """;
        new Given().Diagnose(Pod("web-1", Waiting("CrashLoopBackOff", "", 7, Ended(0)), spec)).Single().Summary
            .ShouldBe("container c is restarted again and again (exit code 0): it ends by itself, or its liveness probe fails");
    }

    private const string Liveness = """ ,"containers":[{"name":"c","image":"x","livenessProbe":{"httpGet":{"path":"/","port":80},"periodSeconds":10,"failureThreshold":3}}] """;

    private static string Lived(int code, int seconds) =>
        $$$"""{"terminated":{"exitCode":{{{code}}},"reason":"Error","startedAt":"{{{Ago(20 + seconds)}}}","finishedAt":"{{{Ago(20)}}}"}}""";

    [Fact]
    public void A_container_that_crashes_by_itself_is_no_failing_probe()
    {
        var pod = Pod("web-1", Waiting("CrashLoopBackOff", "", 2, Ended(1)), Spec);
        new Given().Event(pod, "Unhealthy", "Readiness probe failed: connection refused", "c").Diagnose(pod).Single().Cause.ShouldBe("crash-loop");
    }

    [Fact]
    public void What_no_Event_tells_is_said_to_be_unknown_and_only_once_the_probe_had_its_time()
    {
        new Given().Diagnose(Pod("web-1", Running(60), Spec)).Single().Summary.ShouldBe("readiness probe of container c fails: its answer is not known");
        new Given().Diagnose(Pod("web-1", Running(15), Spec)).ShouldBeEmpty();
        new Given().Diagnose(Pod("web-1", Running(60))).ShouldBeEmpty();
    }

    [Fact]
    public void Answers_given_to_a_former_instance_do_not_count()
    {
        var pod = Pod("web-1", Running(3), Spec);
        new Given().Event(pod, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "c", secondsAgo: 30).Diagnose(pod).ShouldBeEmpty();
    }
}
