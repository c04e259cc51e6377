using Kubespy.Core.Objects;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

/// <summary>What keeps containers from starting, or from running what they are to run.</summary>
public sealed class StartCauseTests
{
    [Fact]
    public void An_init_container_that_fails_keeps_the_others_waiting()
    {
        var finding = new Given().Diagnose(Init(Waiting("CrashLoopBackOff", "", 4, Ended(7)))).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("init-container", "init container prepare keeps crashing (exit code 7)", true));
        finding.Evidence.Select(e => e.Text).ShouldContain("1 container waits for it");
        finding.Remedy.ShouldBe("kubectl logs web-1 -c prepare --previous");
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(200, false)] // What prepares a Pod may take its time.
    public void An_init_container_that_does_not_end_is_told_after_a_while(int ranSeconds, bool isTold)
    {
        var pod = Init(Running(ranSeconds));
        var findings = new Given().Log(pod, "prepare", "waiting for db:5432").Diagnose(pod);
        findings.Select(f => (f.Cause, f.Summary)).ShouldBe(isTold ? [("init-container", "init container prepare does not end, so nothing of the Pod starts")] : []);
        findings.SelectMany(f => f.Evidence).Any(e => e.Text == "waiting for db:5432").ShouldBe(isTold);
    }

    [Fact]
    public void A_sidecar_runs_on_and_an_init_container_that_is_done_is_well()
    {
        new Given().Diagnose(Init(Running(4000), ""","restartPolicy":"Always" """)).ShouldBeEmpty();
        new Given().Diagnose(Init($$""" "restartCount":0,"state":{{Ended(0, "Completed")}} """)).ShouldBeEmpty();
    }

    [Fact]
    public void A_postStart_hook_that_fails_kills_its_container()
    {
        var pod = Pod("web-1", Waiting("CrashLoopBackOff", "", 5, Ended(137)));
        var finding = new Given().Event(pod, "FailedPostStartHook", "PostStartHook failed", "c").Diagnose(pod).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("hook-fails", "postStart hook of container c fails, so it is killed", true));
        new Given().Event(pod, "FailedPostStartHook", "PostStartHook failed", "c", secondsAgo: 2000).Diagnose(pod).Single().Cause.ShouldBe("hook-fails", "the correlator drops what comes too often");
        new Given().Event(pod, "FailedPostStartHook", "PostStartHook failed", "other").Diagnose(pod).Single().Cause.ShouldBe("crash-loop", "it is another's hook");

        var told = new Given().Diagnose(Pod("web-1", Waiting("PostStartHookError", "Exec lifecycle hook ([/bin/false]) for Container \"c\" failed - error: command '/bin/false' exited with 1"))).ShouldHaveSingleItem();
        (told.Cause, told.Evidence[0].Text).ShouldBe(("hook-fails", "Exec lifecycle hook ([/bin/false]) for Container \"c\" failed - error: command '/bin/false' exited with 1"));
    }

    [Fact]
    public void A_preStop_hook_that_fails_is_told_where_there_is_nothing_worse()
    {
        var pod = Pod("web-1", Running(), metadata: $$""","deletionTimestamp":"{{Ago(-20)}}","deletionGracePeriodSeconds":30 """);
        new Given().Event(pod, "FailedPreStopHook", "PreStopHook failed", "c").Diagnose(pod).Single().Summary.ShouldBe("preStop hook of container c fails, so it ends without it");
        new Given().Diagnose(pod).ShouldBeEmpty();
        var lost = Object("v1", "Node", "node-1", """ "status":{"conditions":[{"type":"Ready","status":"Unknown"}]} """);
        new Given().With(lost).Event(pod, "FailedPreStopHook", "PreStopHook failed", "c").Diagnose(pod).Select(f => f.Cause).ShouldNotContain("hook-fails");
    }

    [Fact]
    public void An_image_for_another_architecture_is_told_by_the_runtime_or_by_the_log()
    {
        var node = Object("v1", "Node", "node-1", """ "spec":{} """, ""","labels":{"kubernetes.io/arch":"arm64"}""");
        const string message = "failed to create containerd task: OCI runtime create failed: unable to start container process: exec /app: exec format error: unknown";
        var finding = new Given().With(node).Diagnose(Pod("web-1", Waiting("CrashLoopBackOff", "", 2, Ended(128, "StartError", message: message)))).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("image-architecture", "image nginx:1 is made for another architecture than its node has (exec format error)", true));
        finding.Evidence[1].Text.ShouldBe("node-1 is arm64");
        finding.Remedy.ShouldStartWith("build the image for arm64");

        var pod = Pod("web-1", Waiting("CrashLoopBackOff", "", 2, Ended(255)));
        new Given().Log(pod, "c", "exec /app: exec format error").Diagnose(pod).Single().Cause.ShouldBe("image-architecture");
        new Given().Log(pod, "c", "cannot parse the format of /data").Diagnose(pod).Single().Cause.ShouldBe("crash-loop");
    }

    [Theory]
    [InlineData(128, "StartError", "OCI runtime create failed: error during container init: exec: \"nope\": executable file not found in $PATH: unknown", "command", "container c cannot be started: exec: \"nope\": executable file not found in $PATH")]
    [InlineData(128, "ContainerCannotRun", "OCI runtime create failed: exec: \"/app\": permission denied: unknown", "command", "container c cannot be started: exec: \"/app\": permission denied")]
    [InlineData(127, "Error", "", "command", "container c runs a command that is not found (exit code 127)")]
    [InlineData(126, "Error", "", "command", "container c runs a command that may not be executed (exit code 126)")]
    [InlineData(128, "StartError", "OCI runtime create failed: error mounting \"/x\": no such file or directory: unknown", "crash-loop", "container c cannot be started: error mounting \"/x\": no such file or directory")]
    [InlineData(128, "StartError", "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: mkdir /etc/passwd: not a directory", "crash-loop", "container c cannot be started: mkdir /etc/passwd: not a directory")]
    [InlineData(1, "Error", "", "crash-loop", "container c keeps crashing (exit code 1)")]
    public void A_command_that_is_not_there_or_may_not_be_run(int code, string reason, string message, string cause, string summary)
    {
        var finding = new Given().Diagnose(Pod("web-1", Waiting("CrashLoopBackOff", "", 2, Ended(code, reason, message: message)))).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe((cause, summary, cause == "command"));
        finding.Remedy.StartsWith("kubectl logs", StringComparison.Ordinal).ShouldBe(code == 1, "what never ran has no log");
    }

    [Fact]
    public void RunAsNonRoot_refuses_an_image_that_runs_as_root()
    {
        const string message = "container has runAsNonRoot and image will run as root (pod: \"web-1_default(1f)\", container: c)";
        var finding = new Given().Diagnose(Pod("web-1", Waiting("CreateContainerConfigError", message))).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("security-context", "container c may not start: it has runAsNonRoot, and image will run as root", true));
        new Given().Diagnose(Pod("web-1", Waiting("CreateContainerConfigError", "secret \"keys\" not found"))).Single().Cause.ShouldBe("configuration-missing");
    }

    [Theory]
    [InlineData("Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node and can't be attached to another", "volume-in-use", "volume pvc-1 is still attached to another node")]
    [InlineData("Multi-Attach error for volume \"pvc-1\" Volume is already used by pod(s) web-0", "volume-in-use", "volume pvc-1 is still used by web-0 on another node")]
    [InlineData("AttachVolume.Attach failed for volume \"pvc-1\" : rpc error: code = NotFound desc = no such disk", "volume", "volume pvc-1 cannot be attached: no such disk")]
    public void A_volume_that_another_node_has(string message, string cause, string summary)
    {
        var pod = Pod("web-1", Waiting("ContainerCreating"));
        var finding = new Given().Event(pod, "FailedAttachVolume", message).Diagnose(pod).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe((cause, summary, false));
    }

    [Theory]
    [InlineData("Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"4f0a\": plugin type=\"calico\" failed (add): error getting ClusterInformation: connection is unauthorized", "network plugin calico fails: error getting ClusterInformation: connection is unauthorized")]
    [InlineData("Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \"pause:3.10\": not found", "the Pod's sandbox cannot be made: failed to get sandbox image \"pause:3.10\": not found")]
    public void A_sandbox_that_cannot_be_made(string message, string summary)
    {
        var pod = Pod("web-1", Waiting("ContainerCreating"));
        var finding = new Given().Event(pod, "FailedCreatePodSandBox", message, count: 7).Diagnose(pod).ShouldHaveSingleItem();
        (finding.Cause, finding.Summary).ShouldBe(("sandbox", summary));
        new Given().Diagnose(pod).ShouldBeEmpty("it is being made");
        var started = Pod("web-1", Running(5));
        new Given().Event(started, "FailedCreatePodSandBox", message).Diagnose(started).ShouldBeEmpty("it was made after all");
    }

    [Theory]
    [InlineData("Error creating: pods \"web-\" is forbidden: error looking up service account default/web: serviceaccount \"web\" not found", "service-account", "ServiceAccount web does not exist", true)]
    [InlineData("Error creating: admission webhook \"policy.example.com\" denied the request: no team label", "webhook", "webhook policy.example.com refuses: no team label", true)]
    [InlineData("Error creating: Internal error occurred: failed calling webhook \"inject.example.com\": failed to call webhook: Post \"https://x\": context deadline exceeded", "webhook", "webhook inject.example.com does not answer: context deadline exceeded", false)]
    [InlineData("Error creating: pods \"web-1\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1", "pods-refused", "quota few is used up: pods 1 of 1 used, 1 more asked for", true)]
    public void Who_refuses_Pods_is_a_cause_of_its_own(string message, string cause, string summary, bool isFinal)
    {
        var maker = Object("apps/v1", "ReplicaSet", "web-1", """ "spec":{"replicas":3},"status":{"replicas":0} """);
        var finding = new Given().Maker(maker).Event(maker, "FailedCreate", message).Diagnose().ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe((cause, summary, isFinal));
        var whole = Object("apps/v1", "ReplicaSet", "web-1", """ "spec":{"replicas":3},"status":{"replicas":3} """);
        new Given().Maker(whole).Event(whole, "FailedCreate", message).Diagnose().ShouldBeEmpty("it has all its Pods by now");
    }

    /// <summary>A Pod of an init container <c>prepare</c> in that state, and a container that waits for it.</summary>
    private static KubeObject Init(string state, string spec = "") => Object("v1", "Pod", "web-1", $$"""
        "spec":{"nodeName":"node-1","initContainers":[{"name":"prepare","image":"x"{{spec}}}]},
        "status":{"phase":"Pending","conditions":[{"type":"Ready","status":"False","lastTransitionTime":"{{Ago(60)}}"}],
         "initContainerStatuses":[{"name":"prepare","image":"x","ready":false,"started":true,{{state}}}],"containerStatuses":[{"name":"c","image":"y",{{Waiting("PodInitializing")}}}]}
        """);
}
