using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>A Pod as its kubelet knows it. What an earlier kubelet of its node wrote into the status goes on.</summary>
public sealed class PodRuntime
{
    private bool _wasInitialized;

    /// <param name="pod">The Pod as it was assigned, or as it was left.</param>
    /// <param name="hostIP">The node's address.</param>
    /// <param name="now">When the kubelet first sees it.</param>
    public PodRuntime(KubeObject pod, string hostIP, DateTimeOffset now)
    {
        HostIP = hostIP;
        (Granted, Actual) = (pod, pod);
        StartedAt = Timestamp.Parse(pod.Root.StringAt("status", "startTime")) ?? now;
        PodIP = pod.Root.StringAt("status", "podIP") ?? (pod.Root.BoolAt("spec", "hostNetwork") == true ? hostIP : null);
        IsSandboxReady = pod.Condition("PodReadyToStartContainers").StringAt("status") == "True";
        _wasInitialized = pod.Condition("Initialized").StringAt("status") == "True";
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

        foreach (var container in AddEphemeral(pod))
        {
            container.Restore(pod.Root.ListAt("status", "ephemeralContainerStatuses"));
        }
    }

    /// <summary>Takes the ephemeral containers of a new revision over; those that are new.</summary>
    public IReadOnlyList<ContainerRuntime> AddEphemeral(KubeObject pod)
    {
        var known = Ephemeral.ToDictionary(c => c.Name, StringComparer.Ordinal);
        Ephemeral = pod.Root.ListAt("spec", "ephemeralContainers")
            .Select(c => known.GetValueOrDefault(c.StringAt("name") ?? "") ?? new ContainerRuntime((MapValue)c, isInit: false) { IsEphemeral = true })
            .ToArray();
        return [.. Ephemeral.Where(c => !known.ContainsKey(c.Name))];
    }

    public IReadOnlyList<ContainerRuntime> Init { get; }

    public IReadOnlyList<ContainerRuntime> Main { get; }

    /// <summary>Added while the Pod ran, in the order of its spec.</summary>
    public IReadOnlyList<ContainerRuntime> Ephemeral { get; private set; } = [];

    /// <summary>The revision whose resources its node has set aside for it.</summary>
    public KubeObject Granted { get; set; }

    /// <summary>The revision whose resources its containers have.</summary>
    public KubeObject Actual { get; set; }

    /// <summary>What older revisions asked for is read off the newest that asks for the same: none of them is kept.</summary>
    public void Follow(KubeObject pod)
    {
        Granted = Equals(Granted.Spec, pod.Spec) ? pod : Granted;
        Actual = Equals(Actual.Spec, pod.Spec) ? pod : Actual;
    }

    /// <summary>Why the resources that it asks for are not granted yet; null where they are.</summary>
    public string? PendingResize { get; set; }

    /// <summary>The generation whose resources are being set; null where none are.</summary>
    public long? ResizeGeneration { get; set; }

    public string HostIP { get; }

    public string? PodIP { get; set; }

    public DateTimeOffset StartedAt { get; }

    public bool IsSandboxReady { get; set; }

    /// <summary>All containers were told to stop, and have; the sandbox has gone.</summary>
    public bool IsTerminationDone { get; set; }

    /// <summary>Why the kubelet has ended the Pod itself; null where it has not.</summary>
    public (string Reason, string Message)? Failure { get; set; }

    /// <summary>
    /// All its init containers are done or up; or a container has run, or it was so once: what becomes of a sidecar later does not count
    /// (GeneratePodInitializedCondition in pkg/kubelet/status/generate.go).
    /// </summary>
    public bool IsInitialized => _wasInitialized |= Init.All(PodStatusBuilder.IsInitDone) || Main.Any(c => c.State is not ContainerState.Waiting);

    public bool HasRun => Main.Any(c => c.ContainerId.Length > 0);

    /// <summary>Whether the runtime can tell something of each of the main containers.</summary>
    public bool IsKnown => Main.All(c => c.State is not ContainerState.Terminated { Reason: "ContainerStatusUnknown" });
}
