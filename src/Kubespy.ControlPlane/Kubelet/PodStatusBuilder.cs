using System.Security.Cryptography;
using System.Text;
using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// The status that the kubelet writes for a Pod, from what its containers do (pkg/kubelet/kubelet_pods.go generateAPIPodStatus,
/// pkg/kubelet/status/generate.go). Pure: the transition times come from the status before.
/// </summary>
public static class PodStatusBuilder
{
    public static MapValue Build(KubeObject pod, PodRuntime runtime, MapValue? previous, DateTimeOffset now)
    {
        var phase = Phase(pod, runtime);
        var isTerminal = phase is "Succeeded" or "Failed";
        // As long as anything may run, the phase stays (mergePodStatus in pkg/kubelet/status/status_manager.go).
        var isHeldBack = isTerminal && !runtime.IsTerminationDone;
        var failure = isHeldBack ? null : runtime.Failure;
        var (granted, group) = AllocatedResources.Of(runtime.Granted, runtime.Actual);
        return new MapBuilder()
            .Set("observedGeneration", pod.Generation)
            .Set("phase", isHeldBack ? previous.StringAt("phase") ?? "Pending" : runtime.IsTerminationDone && !isTerminal ? "Failed" : phase)
            .Set("conditions", Conditions(pod, runtime, phase, previous, now))
            .Set("message", failure is null ? null : StringValue.Of(failure.Value.Message))
            .Set("reason", failure is null ? null : StringValue.Of(failure.Value.Reason))
            .Set("hostIP", runtime.HostIP)
            .Set("hostIPs", Addresses(runtime.HostIP))
            .Set("podIP", runtime.PodIP is null ? null : StringValue.Of(runtime.PodIP))
            .Set("podIPs", runtime.PodIP is null ? null : Addresses(runtime.PodIP))
            .Set("startTime", Timestamp.Format(runtime.StartedAt))
            .Set("initContainerStatuses", Statuses(pod, runtime.Init, runtime))
            .Set("containerStatuses", Statuses(pod, runtime.Main, runtime))
            .Set("ephemeralContainerStatuses", Statuses(pod, runtime.Ephemeral, runtime))
            .Set("qosClass", pod.Root.At("status", "qosClass"))
            .Set("allocatedResources", granted)
            .Set("resources", group)
            .ToMap();
    }

    /// <summary>The phase from the containers' states and what their restart policies say (getPhase in pkg/kubelet/kubelet_pods.go).</summary>
    public static string Phase(KubeObject pod, PodRuntime runtime)
    {
        if (runtime.Failure is not null || runtime.Init.Any(c => !c.IsSidecar && LastEnd(c) is { ExitCode: not 0 } end && !RestartPolicy.Restarts(pod, c, end.ExitCode)))
        {
            return "Failed";
        }

        var isWaiting = runtime.Init.Any(c => c.IsSidecar && !runtime.HasRun && (IsNew(c) || (c.IsRunning && !c.IsStarted)))
            || runtime.Init.Any(c => !c.IsSidecar && (c.IsRunning || IsNew(c)))
            || runtime.Main.Any(IsNew);
        if (isWaiting)
        {
            return "Pending";
        }

        if (runtime.Main.Concat(runtime.Init.Where(c => c.IsSidecar)).Any(c => c.IsRunning))
        {
            return "Running";
        }

        var ends = runtime.Main.Select(c => (Container: c, LastEnd(c)!.ExitCode)).ToArray();
        var isOver = pod.IsBeingDeleted && runtime.IsTerminationDone;
        return !isOver && ends.Any(e => RestartPolicy.Restarts(pod, e.Container, e.ExitCode)) ? "Running"
            : ends.All(e => e.ExitCode == 0) ? "Succeeded"
            : "Failed";
    }

    /// <summary>How the container ended: just now, or before it waited.</summary>
    private static ContainerState.Terminated? LastEnd(ContainerRuntime container) => container.State switch
    {
        ContainerState.Terminated ended => ended,
        ContainerState.Waiting => container.LastState,
        _ => null,
    };

    /// <summary>It waits for its first start.</summary>
    private static bool IsNew(ContainerRuntime container) => container is { State: ContainerState.Waiting, LastState: null };

    private static ListValue Conditions(KubeObject pod, PodRuntime runtime, string phase, MapValue? previous, DateTimeOffset now)
    {
        var isOver = phase is "Succeeded" or "Failed";
        var completed = phase == "Succeeded" ? "PodCompleted" : phase == "Failed" && runtime.IsKnown ? "PodFailed" : null;
        var unready = runtime.Main.Where(c => !c.IsReady).Select(c => c.Name).ToArray();
        var sidecars = runtime.Init.Where(c => c.IsSidecar && !c.IsReady).Select(c => c.Name);
        var unreadyAll = sidecars.Concat(unready).ToArray();
        var (reason, message) = completed is not null ? (completed, "")
            : unreadyAll.Length > 0 ? ("ContainersNotReady", $"containers with unready status: [{string.Join(' ', unreadyAll)}]")
            : ("", "");
        var allReady = unreadyAll.Length == 0 && !isOver && runtime.IsInitialized;
        // A Pod that goes does not become ready again after its node was lost.
        var isReady = allReady && !(pod.IsBeingDeleted && IsMarkedByNodeController(previous));
        var gates = isReady ? ReadinessGates.Problem(pod) : null;
        var incomplete = runtime.Init.Where(c => !IsInitDone(c)).Select(c => c.Name).ToArray();
        var (initReason, initMessage) = runtime.IsInitialized
            ? (phase == "Succeeded" ? "PodCompleted" : "", "")
            : ("ContainersNotInitialized", $"containers with incomplete status: [{string.Join(' ', incomplete)}]");
        return ListValue.Of([
            .. ResizeConditions.Of(pod, runtime, previous, now),
            Condition("PodReadyToStartContainers", runtime.IsSandboxReady, "", ""),
            Condition("Initialized", runtime.IsInitialized, initReason, initMessage),
            Condition("Ready", isReady && gates is null, isReady ? gates is null ? "" : "ReadinessGatesNotReady" : reason, isReady ? gates ?? "" : message),
            Condition("ContainersReady", allReady, allReady ? "" : reason, allReady ? "" : message),
            Condition("PodScheduled", true, "", ""),
        ]);

        MapValue Condition(string type, bool holds, string why, string text)
        {
            var status = holds ? "True" : "False";
            var before = Core.Objects.Conditions.Find(previous.ListAt("conditions"), type);
            var since = before.StringAt("status") == status ? before!["lastTransitionTime"]! : StringValue.Of(Timestamp.Format(now));
            return new MapBuilder()
                .Set("type", type)
                .Set("observedGeneration", pod.Generation)
                .Set("status", status)
                .Set("lastProbeTime", Value.Null)
                .Set("lastTransitionTime", since)
                .Set("reason", why.Length == 0 ? null : StringValue.Of(why))
                .Set("message", text.Length == 0 ? null : StringValue.Of(text))
                .ToMap();
        }
    }

    /// <summary>Not ready without a reason: no kubelet says so.</summary>
    private static bool IsMarkedByNodeController(MapValue? previous) =>
        Core.Objects.Conditions.Find(previous.ListAt("conditions"), "Ready") is { } ready && ready.StringAt("status") == "False" && ready.StringAt("reason") is null or "";

    internal static bool IsInitDone(ContainerRuntime container) =>
        container.IsSidecar ? container.IsStarted : container.State is ContainerState.Terminated { ExitCode: 0 };

    private static ListValue Addresses(string ip) => ListValue.Of([MapValue.Of(("ip", ip))]);

    private static ListValue? Statuses(KubeObject pod, IReadOnlyList<ContainerRuntime> containers, PodRuntime runtime) =>
        containers.Count == 0 ? null : ListValue.Of(containers.Select(c => (Value)Status(pod, c, runtime)));

    private static MapValue Status(KubeObject pod, ContainerRuntime container, PodRuntime runtime)
    {
        var hasRun = container.ContainerId.Length > 0;
        var mounts = container.Spec.ListAt("volumeMounts").Select(m => (Value)new MapBuilder()
            .Set("name", m["name"])
            .Set("mountPath", m["mountPath"])
            .Set("readOnly", m["readOnly"])
            .Set("recursiveReadOnly", m.BoolAt("readOnly") == true ? StringValue.Of("Disabled") : null)
            .ToMap());
        return new MapBuilder()
            .Set("name", container.Name)
            .Set("state", runtime.Init.Count > 0 && container.State is ContainerState.Waiting { Reason: "ContainerCreating" }
                ? new ContainerState.Waiting("PodInitializing").ToValue()
                : container.State.ToValue())
            .Set("lastState", container.LastState?.ToValue() ?? MapValue.Empty)
            .Set("ready", container.IsReady)
            .Set("restartCount", container.RestartCount)
            .Set("image", hasRun ? container.RunImage : container.Image)
            .Set("imageID", hasRun ? ImageId(container.RunImage) : "")
            .Set("containerID", hasRun ? StringValue.Of(container.ContainerId) : null)
            .Set("started", container.IsEphemeral ? null : BoolValue.Of(container.IsStarted))
            .Set("allocatedResources", hasRun && GrantedResources.Of(runtime.Granted, container.Name).MapAt("requests") is { Count: > 0 } granted ? granted : null)
            .Set("resources", hasRun ? GrantedResources.Of(runtime.Actual, container.Name) : null)
            .Set("volumeMounts", ListValue.Of(mounts) is { Count: > 0 } list ? list : null)
            .Set("user", hasRun ? RunAsUser.Of(pod, container.Spec) : null)
            .ToMap();
    }

    /// <summary>What stands for the digest of an image, given its whole name.</summary>
    internal static string ImageId(string image) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)));
}
