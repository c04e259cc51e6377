using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>One container of a Pod as the kubelet knows it.</summary>
public sealed class ContainerRuntime
{
    public ContainerRuntime(MapValue spec, bool isInit)
    {
        Spec = spec;
        IsInit = isInit;
        Name = spec["name"]?.AsString() ?? "";
        Image = spec["image"]?.AsString() ?? "";
        IsSidecar = isInit && spec["restartPolicy"]?.AsString() == "Always";
    }

    public MapValue Spec { get; }

    public string Name { get; }

    public string Image { get; }

    public bool IsInit { get; }

    /// <summary>An init container that keeps running beside the others (KEP-753).</summary>
    public bool IsSidecar { get; }

    public ContainerState State { get; set; } = new ContainerState.Waiting("ContainerCreating");

    public ContainerState.Terminated? LastState { get; set; }

    public int RestartCount { get; set; }

    public bool IsReady { get; set; }

    /// <summary>Running, and its startup probe, if it has one, has succeeded.</summary>
    public bool IsStarted { get; set; }

    /// <summary>containerd's identifier of the present or last container; empty before the first.</summary>
    public string ContainerId { get; set; } = "";

    public bool IsRunning => State is ContainerState.Running;

    /// <summary>Goes on from what the Pod's status says of the container of that name, if it says anything.</summary>
    public void Restore(ListValue statuses)
    {
        if (statuses.FirstOrDefault(s => s.StringAt("name") == Name) is not { } status || ContainerState.Parse(status.MapAt("state")) is not { } state)
        {
            return;
        }

        State = state;
        LastState = ContainerState.Parse(status.MapAt("lastState")) as ContainerState.Terminated;
        RestartCount = (int)(status.Int64At("restartCount") ?? 0);
        IsReady = status.BoolAt("ready") == true;
        IsStarted = status.BoolAt("started") == true;
        ContainerId = status.StringAt("containerID") ?? "";
    }

    /// <summary>The value of an environment variable; null where it is not set.</summary>
    public string? Environment(string name) =>
        Spec.ListAt("env").FirstOrDefault(e => e.StringAt("name") == name) is { } variable ? variable.StringAt("value") ?? "" : null;

    public bool IgnoresTerm => Environment("IGNORE_TERM") is not null;
}
