using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

/// <summary>Causes that a container's status tells: images, crashes, memory.</summary>
public sealed class ContainerCauseTests
{
    [Theory]
    [InlineData("ErrImagePull", "docker.io/library/nginx:1: not found", "image nginx:1 not found", true)]
    [InlineData("ImagePullBackOff", "Back-off pulling image: manifest unknown", "image nginx:1 not found", true)]
    [InlineData("ErrImagePull", "401: unauthorized: authentication required", "image nginx:1 refused: unauthorised", true)]
    [InlineData("ErrImagePull", "pull access denied, repository does not exist or may require authorization", "image nginx:1 refused: there is no such repository, or unauthorised (the registry does not tell which)", true)]
    [InlineData("ErrImagePull", "429 Too Many Requests - toomanyrequests: You have reached your pull rate limit", "image nginx:1 refused: the registry's rate limit", false)]
    [InlineData("ErrImagePull", "dial tcp: lookup registry.example on 10.0.0.1:53: no such host", "image nginx:1 cannot be pulled: the registry's name is not known (no such host)", false)]
    [InlineData("ErrImagePull", "dial tcp 10.1.1.1:443: i/o timeout", "image nginx:1 cannot be pulled: the registry does not answer", false)]
    [InlineData("ErrImagePull", "something new", "image nginx:1 cannot be pulled", false)]
    [InlineData("InvalidImageName", "couldn't parse", "image nginx:1 is no valid name", true)]
    [InlineData("ErrImageNeverPull", "never", "image nginx:1 is not on the node, and its policy is never to pull", true)]
    public void An_image_that_cannot_be_pulled_is_told_with_why(string reason, string message, string summary, bool isFinal)
    {
        var finding = new Given().Diagnose(Pod("web-1", Waiting(reason, message))).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("image-pull", summary, isFinal));
        finding.Evidence[0].Text.ShouldBe(message);
    }

    [Fact]
    public void A_pull_is_told_with_how_often_it_was_tried_and_once_for_all_Pods()
    {
        var (one, two) = (Pod("web-1", Waiting("ImagePullBackOff", "x: not found")), Pod("web-2", Waiting("ErrImagePull", "x: not found")));
        var finding = new Given().Event(one, "Failed", "Failed to pull image \"nginx:1\": not found", "c", count: 61).Diagnose(one, two).Single();
        finding.Subjects.ShouldBe(["pod/web-1", "pod/web-2"]);
        finding.Evidence[1].Source.ShouldBe("Event, count 61");
        finding.Remedy.ShouldBe("correct the image");
    }

    [Theory]
    [InlineData(0, "", "correct the image")]
    [InlineData(1, "", "correct the image")] // revisionHistoryLimit 0, or the first.
    [InlineData(2, "", "correct the image, or: kubectl rollout undo deployment/web")]
    [InlineData(2, ",\"paused\":true", "correct the image, or: kubectl rollout resume deployment/web, then kubectl rollout undo deployment/web")]
    public void To_go_back_is_offered_where_kubectl_can(int revisions, string paused, string remedy)
    {
        var given = new Given().About(Object("apps/v1", "Deployment", "web", $$""" "spec":{"replicas":3{{paused}}} """, """ ,"annotations":{"deployment.kubernetes.io/revision":"7"} """))
            .With(Enumerable.Range(1, revisions).Select(n => Object("apps/v1", "ReplicaSet", $"web-{n}", """ "spec":{} """, $$""" ,"annotations":{"deployment.kubernetes.io/revision":"{{n}}"},"ownerReferences":[{"uid":"Deployment-web","controller":true}]""")));
        given.Diagnose(Pod("web-1", Waiting("ErrImagePull", "x: not found"))).First(f => f.Cause == "image-pull").Remedy.ShouldBe(remedy);
    }

    /// <summary>That its generation is above 1 says only that somebody changed it, its labels perhaps.</summary>
    [Theory]
    [InlineData(1, "correct the image")]
    [InlineData(2, "correct the image, or: kubectl rollout undo daemonset/agent")]
    public void A_DaemonSet_goes_back_where_a_former_revision_is_kept(int revisions, string remedy)
    {
        new Given().About(Object("apps/v1", "DaemonSet", "agent", """ "spec":{} """, ""","generation":5 """))
            .With(Enumerable.Range(1, revisions).Select(n => Object("apps/v1", "ControllerRevision", $"agent-{n}", $$""" "revision":{{n}} """, ""","ownerReferences":[{"uid":"DaemonSet-agent","controller":true}]""")))
            .Diagnose(Pod("agent-x", Waiting("ErrImagePull", "x: not found"))).Single().Remedy.ShouldBe(remedy);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)] // It failed and is complete now: restartPolicy OnFailure.
    public void What_ends_with_0_and_was_started_again_for_it_is_a_crash_loop_between_restarts_too(int before, bool isFound)
    {
        var ended = $$""" "restartCount":3,"state":{{Ended(0)}},"lastState":{{Ended(before, secondsAgo: 60)}} """;
        new Given().Diagnose(Pod("web-1", ended)).Any(f => f.Cause == "crash-loop").ShouldBe(isFound);
        new Given().Diagnose(Pod("web-1", Running(5, restarts: 3, Ended(0)))).Any(f => f.Cause == "crash-loop").ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, "container c keeps crashing (exit code 1)")]
    [InlineData(139, "container c keeps crashing (exit code 139, SIGSEGV)")]
    [InlineData(143, "container c keeps crashing (exit code 143, SIGTERM)")]
    [InlineData(0, "container c ends again and again (exit code 0)")]
    public void A_crash_loop_is_told_with_how_it_ended(int code, string summary)
    {
        var pod = Pod("web-1", Waiting("CrashLoopBackOff", "back-off 40s restarting failed container=c", 4, Ended(code)));
        var finding = new Given().Log(pod, "c", "cannot open /data").Diagnose(pod).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("crash-loop", summary, true));
        finding.Waiting.ShouldBe("the kubelet waits 40s between starts");
        finding.Evidence[^1].Text.ShouldBe("cannot open /data");
    }

    [Fact]
    public void A_container_whose_program_does_not_exist_is_told_so()
    {
        const string message = "failed to create containerd task: OCI runtime create failed: unable to start container process: error during container init: exec: \"nope\": executable file not found in $PATH: unknown";
        new Given().Diagnose(Pod("web-1", Waiting("CrashLoopBackOff", "", 2, Ended(128, "StartError", message: message)))).Single()
            .Summary.ShouldBe("container c cannot be started: exec: \"nope\": executable file not found in $PATH");
    }

    [Fact]
    public void Between_two_crashes_it_still_crashes_but_not_long_after()
    {
        new Given().Diagnose(Pod("web-1", Running(10, 3, Ended(1, secondsAgo: 10)))).Single().Cause.ShouldBe("crash-loop");
        new Given().Diagnose(Pod("web-1", Running(900, 3, Ended(1, secondsAgo: 900)))).ShouldBeEmpty();
        new Given().Diagnose(Pod("web-1", Running(10, 1, Ended(1, secondsAgo: 10)))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(""" ,"containers":[{"name":"c","resources":{"limits":{"memory":"64Mi"}}}] """, "container c is killed for its memory (limit 64Mi)")]
    [InlineData(""" ,"containers":[{"name":"c","image":"x"}] """, "container c is killed for its memory (it has no limit of its own: the node or the Pod ran out)")]
    [InlineData("", "container c is killed for its memory (its limit is not known)")]
    public void Out_of_memory_is_not_a_crash_and_names_the_limit(string spec, string summary)
    {
        var finding = new Given().Diagnose(Pod("web-1", Waiting("CrashLoopBackOff", "", 2, Ended(137, "OOMKilled")), spec)).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("out-of-memory", summary, false));
    }

    [Fact]
    public void Two_containers_of_a_Pod_may_fail_for_two_causes()
    {
        var pod = Object("v1", "Pod", "web-1", $$"""
            "spec":{"nodeName":"node-1"},"status":{"phase":"Pending","containerStatuses":[
             {"name":"a","image":"x:bad",{{Waiting("ErrImagePull", "x:bad: not found")}}},{"name":"b","image":"y",{{Waiting("CrashLoopBackOff", "", 1, Ended(2))}}}]}
            """);
        new Given().Diagnose(pod).Select(f => f.Cause).ShouldBe(["image-pull", "crash-loop"]);
    }

    [Fact]
    public void A_Pod_that_failed_for_good_is_told_at_once()
    {
        var pod = Object("v1", "Pod", "job-1", $$""" "spec":{"nodeName":"n"},"status":{"phase":"Failed","containerStatuses":[{"name":"c","restartCount":0,"state":{{Ended(3)}}}]} """);
        var finding = new Given().About(pod).Diagnose(pod).Single();
        (finding.Summary, finding.IsFinal, finding.Remedy).ShouldBe(("container c failed (exit code 3)", true, "kubectl logs job-1 -c c"));
        new Given().Diagnose(pod).Single().IsFinal.ShouldBeFalse("another Pod may be made of it");
    }
}
