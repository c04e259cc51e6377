using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>A Pod as its kubelet knows it. What an earlier kubelet of its node wrote into the status goes on.</summary>
public sealed class PodRuntime
{
    /// <param name="pod">The Pod as it was assigned, or as it was left.</param>
    /// <param name="hostIP">The node's address.</param>
    /// <param name="now">When the kubelet first sees it.</param>
    public PodRuntime(KubeObject pod, string hostIP, DateTimeOffset now)
    {
        HostIP = hostIP;
        StartedAt = Timestamp.Parse(pod.Root.StringAt("status", "startTime")) ?? now;
        PodIP = pod.Root.StringAt("status", "podIP");
        IsSandboxReady = pod.Condition("PodReadyToStartContainers").StringAt("status") == "True";
        Init = pod.Root.ListAt("spec", "initContainers").Select(c => new ContainerRuntime((MapValue)c, isInit: true)).ToArray();
        Main = pod.Root.ListAt("spec", "containers").Select(c => new ContainerRuntime((MapValue)c, isInit: false)).ToArray();
        foreach (var init in Init)
        {
            init.State = new ContainerState.Waiting("PodInitializing");
            init.Restore(pod.Root.ListAt("status", "initContainerStatuses"));
        }

        foreach (var container in Main)
        {
            container.Restore(pod.Root.ListAt("status", "containerStatuses"));
        }
    }

    public IReadOnlyList<ContainerRuntime> Init { get; }

    public IReadOnlyList<ContainerRuntime> Main { get; }

    public string HostIP { get; }

    public string? PodIP { get; set; }

    public DateTimeOffset StartedAt { get; }

    public bool IsSandboxReady { get; set; }

    /// <summary>All containers were told to stop, and have.</summary>
    public bool IsTerminationDone { get; set; }

    /// <summary>Why the kubelet has ended the Pod itself; null where it has not.</summary>
    public (string Reason, string Message)? Failure { get; set; }

    public bool IsInitialized => Init.All(PodStatusBuilder.IsInitDone);

    public bool HasRun => Main.Any(c => c.ContainerId.Length > 0);

    /// <summary>Whether the runtime can tell anything of the main containers.</summary>
    public bool IsKnown => Main.Any(c => c.State is not ContainerState.Terminated { Reason: "ContainerStatusUnknown" });
}
