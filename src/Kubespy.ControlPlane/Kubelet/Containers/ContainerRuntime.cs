using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>One container of a Pod as the kubelet knows it.</summary>
public sealed class ContainerRuntime
{
    private MapValue? _wanted;
    private bool _isReady;
    private bool _isStarted;

    public ContainerRuntime(MapValue spec, bool isInit)
    {
        Spec = spec;
        IsInit = isInit;
        Name = spec["name"]?.AsString() ?? "";
        IsSidecar = isInit && spec["restartPolicy"]?.AsString() == "Always";
    }

    /// <summary>What it runs as, or will when it is next started.</summary>
    public MapValue Spec { get; private set; }

    public string Name { get; }

    public string Image => Spec["image"]?.AsString() ?? "";

    /// <summary>The image of the present or last container, as its status has it; empty before the first.</summary>
    public string RunImage { get; set; } = "";

    /// <summary>Its next start will be with another image.</summary>
    public bool IsChanged => _wanted is not null;

    /// <summary>It runs another image than the one that is wanted.</summary>
    public bool IsOutdated => IsRunning && (IsChanged || (RunImage.Length > 0 && RunImage != ImageReference.Normalize(Image)));

    public bool IsInit { get; }

    /// <summary>One that was added to the Pod while it ran: it is not restarted, and the Pod does not depend on it.</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>Where Events say that it is.</summary>
    public string FieldPath => $"spec.{(IsInit ? "initContainers" : IsEphemeral ? "ephemeralContainers" : "containers")}{{{Name}}}";

    /// <summary>An init container that keeps running beside the others (KEP-753).</summary>
    public bool IsSidecar { get; }

    public ContainerState State { get; set; } = new ContainerState.Waiting("ContainerCreating");

    public ContainerState.Terminated? LastState { get; set; }

    public int RestartCount { get; set; }

    /// <summary>Running, and its readiness probe, if it has one, has succeeded; of an init container that is not kept running: done.</summary>
    public bool IsReady
    {
        get => IsInit && !IsSidecar ? State is ContainerState.Terminated { ExitCode: 0 } : IsRunning && _isReady && !IsEphemeral;
        set => _isReady = value;
    }

    /// <summary>Running, and its startup probe, if it has one, has succeeded.</summary>
    public bool IsStarted
    {
        get => IsRunning && _isStarted;
        set => _isStarted = value;
    }

    /// <summary>
    /// How what ran has ended that was killed by the look at the Pod that starts it again: the status goes on to say that it runs, until
    /// it is known what comes of that. Null where nothing was.
    /// </summary>
    public ContainerState.Terminated? Killed { get; set; }

    /// <summary>containerd's identifier of the present or last container; empty before the first.</summary>
    public string ContainerId { get; set; } = "";

    public bool IsRunning => State is ContainerState.Running;

    /// <summary>The Pod's spec says so now: it holds from the next start on. False where that is known already.</summary>
    public bool Want(MapValue spec)
    {
        if ((_wanted ?? Spec)["image"] == spec["image"])
        {
            return false;
        }

        _wanted = spec["image"] == Spec["image"] ? null : spec;
        return true;
    }

    /// <summary>Becomes what is wanted; false where it is that.</summary>
    public bool TakeOver()
    {
        if (_wanted is null)
        {
            return false;
        }

        (Spec, _wanted) = (_wanted, null);
        return true;
    }

    /// <summary>What was killed is no longer said to run.</summary>
    public void TellKilled()
    {
        State = Killed ?? State;
        Killed = null;
    }

    /// <summary>A container is created in the place of the one before, if there was one.</summary>
    /// <param name="id">Its identifier.</param>
    public void Renew(string id)
    {
        TellKilled();
        LastState = State as ContainerState.Terminated ?? LastState;
        RestartCount += ContainerId.Length > 0 ? 1 : 0;
        ContainerId = id;
        RunImage = ImageReference.Normalize(Image);
    }

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
        // Another kubelet's runtime may call the image by another of its names.
        var image = status.StringAt("image") ?? "";
        RunImage = ContainerId.Length == 0 ? "" : status.StringAt("imageID") == PodStatusBuilder.ImageId(image) ? image : ImageReference.Normalize(Image);
    }

    /// <summary>The value of an environment variable; null where it is not set.</summary>
    public string? Environment(string name) =>
        Spec.ListAt("env").FirstOrDefault(e => e.StringAt("name") == name) is { } variable ? variable.StringAt("value") ?? "" : null;

    /// <summary>A shell or a <c>sleep</c> that is a container's first process does not handle SIGTERM, and Linux then keeps it from it.</summary>
    public bool IgnoresTerm => Environment("IGNORE_TERM") is not null || ProcessEnd.Script(this) is not null;
}
