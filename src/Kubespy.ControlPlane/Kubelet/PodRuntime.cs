using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>A Pod as its kubelet knows it.</summary>
public sealed class PodRuntime
{
    public PodRuntime(KubeObject pod, string hostIP, DateTimeOffset startedAt)
    {
        HostIP = hostIP;
        StartedAt = startedAt;
        Init = [.. pod.Root.ListAt("spec", "initContainers").Select(c => new ContainerRuntime((MapValue)c, isInit: true))];
        Main = [.. pod.Root.ListAt("spec", "containers").Select(c => new ContainerRuntime((MapValue)c, isInit: false))];
        foreach (var init in Init)
        {
            init.State = new ContainerState.Waiting("PodInitializing");
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

    public bool IsInitialized => Init.All(PodStatusBuilder.IsInitDone);

    public bool HasRun => Main.Any(c => c.ContainerId.Length > 0);
}
