using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// Runs one Pod from its binding to its end (pkg/kubelet/pod_workers.go): volumes, sandbox, init containers one by one, the others
/// together; then its completion or its termination. Each status write is a call of its own.
/// </summary>
internal sealed class PodWorker
{
    /// <summary>Each time its value changes, the processes of the Pod's containers end with 1 (docs/pod-behaviour.md).</summary>
    private const string CrashAnnotation = "kubespy.dev/crash";

    private readonly NodeRuntime _node;
    private readonly PodRuntime _runtime;
    private readonly PodStatusWriter _status;
    private readonly List<ContainerWorker> _workers = new(1);
    private DeletionGrace? _deletion;
    private PodStop? _stop;
    private ScheduledStep? _deadline;
    private string? _address;
    private bool _isStopping;

    public PodWorker(NodeRuntime node, KubeObject pod)
    {
        _node = node;
        Pod = pod;
        _runtime = new PodRuntime(pod, node.HostIP, node.Loop.Now);
        if ((_address = _runtime.PodIP) is { } address)
        {
            node.Keep(address);
        }

        _status = new PodStatusWriter(node, this, _runtime, pod.Status);
    }

    public KubeObject Pod { get; private set; }

    /// <summary>The Pod as the kubelet writes it: <c>name_namespace(uid)</c>.</summary>
    public string Words => $"{Pod.Name}_{Pod.Namespace}({Pod.Uid})";

    /// <summary>The revision whose resources are set aside for it.</summary>
    public KubeObject Granted => _runtime.Granted;

    /// <summary>Nothing more is done or written.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Its containers are being stopped, or have been.</summary>
    public bool IsOver => _isStopping || IsKilled;

    private PodEnd End => new(_node, this, _runtime, _status);

    private PodResize Resize => new(_node, this, _runtime, name => _workers.Find(w => w.Container.Name == name));

    private DeletionGrace Deletion => _deletion ??= new DeletionGrace(_node.Loop);

    private PodStop Stop => _stop ??= new PodStop(_node, this, _runtime, _workers, End);

    public void Start()
    {
        if (PodView.Of(Pod).IsTerminal)
        {
            // An earlier kubelet of this node saw its end; it may not have come to remove it (pkg/kubelet/pod_workers.go, UpdatePod).
            _isStopping = true;
            _ = End.RemoveDeletedAsync();
            return;
        }

        ScheduleDeadline();
        if (!Pod.IsBeingDeleted)
        {
            _ = RunAsync();
        }
        else
        {
            _workers.AddRange(_runtime.Init.Concat(_runtime.Main).Concat(_runtime.Ephemeral).Select(c => new ContainerWorker(_node, this, c)));
            Update(Pod);
        }
    }

    /// <summary>The kubelet does not take the Pod: it fails without having been run.</summary>
    public void Reject(string reason, string message)
    {
        _isStopping = true;
        Record("Warning", reason, message);
        _ = End.RejectAsync(reason, message);
    }

    /// <summary>A new revision of the Pod: its deletion above all.</summary>
    public void Update(KubeObject pod)
    {
        var generation = Pod.Generation;
        var isGateChanged = ReadinessGates.AreChanged(pod, Pod);
        var mayCrash = pod.Annotation(CrashAnnotation) is { } crash && crash != Pod.Annotation(CrashAnnotation);
        Pod = pod;
        _runtime.Follow(pod);
        if (pod.IsBeingDeleted)
        {
            if (_stop is { IsUnderWay: true })
            {
                // A second deletion may shorten the grace period.
                _stop.Shorten(Deletion.EndOf(pod));
            }
            else if (!_isStopping)
            {
                _ = TerminateAsync();
            }
        }
        else if (generation != pod.Generation && !IsOver)
        {
            var added = _runtime.AddEphemeral(pod);
            ScheduleDeadline();
            ChangedImages.TakeOver(pod, _runtime, _workers);
            // After what waits has looked again: one status tells of both.
            _node.Loop.Post(() => Resize.Update(pod));
            StartEphemeral(added);
        }

        if (isGateChanged && !IsKilled)
        {
            RequestStatus();
        }

        if (mayCrash && !IsOver)
        {
            _workers.ForEach(w => w.Crash());
        }
    }

    /// <summary>The address is in the status from the first write after a container has run, or failed to.</summary>
    public void SandboxSeen() => _runtime.PodIP ??= _address;

    /// <summary>Whether nothing of the Pod goes on without that container, which is not started again.</summary>
    public bool EndsWith(ContainerRuntime container) => _runtime.Main.All(
        c => c == container || (c.State is ContainerState.Terminated ended && !RestartPolicy.Restarts(Pod, c, ended.ExitCode)));

    /// <summary>A Pod that ends with a container that was killed is killed as a whole, its sandbox too (computePodActions in pkg/kubelet/kuberuntime).</summary>
    public void EndWith(ContainerRuntime container) => _runtime.IsSandboxReady &= !EndsWith(container);

    /// <summary>The Pod was removed by force, or its node is gone: nothing more is done or written.</summary>
    public void Kill()
    {
        IsKilled = true;
        _status.Close();
        _deadline?.Cancel();
        _stop?.Close();
        foreach (var worker in _workers)
        {
            worker.Abandon();
        }
    }

    /// <summary>The node may have got room for what the Pod asks for.</summary>
    public void RetryResize() => Resize.Retry();

    /// <summary>Writes the status as it is now, once the write under way is through.</summary>
    public void RequestStatus() => _status.Request();

    /// <summary>Records an Event of the Pod, or of one of its containers.</summary>
    public void Record(string type, string reason, string message, string? fieldPath = null)
    {
        if (!IsKilled)
        {
            _node.Recorder.Event(Pod, type, reason, message, fieldPath);
        }
    }

    private void ScheduleDeadline()
    {
        _deadline?.Cancel();
        if (ActiveDeadline.Of(Pod, _runtime.StartedAt) is { } end)
        {
            _deadline = _node.Loop.At(end, () => _ = ExceedDeadlineAsync(), periodic: true);
        }
    }

    private async Task RunAsync()
    {
        if (!_runtime.IsSandboxReady && !await PrepareAsync())
        {
            return;
        }

        _address ??= _node.NextPodIP();

        StartEphemeral(_runtime.Ephemeral);
        if (await RunContainersAsync())
        {
            await CompleteAsync();
        }
    }

    /// <summary>Its volumes and its sandbox; false where the Pod was stopped meanwhile.</summary>
    private async Task<bool> PrepareAsync()
    {
        if (!await GoesOnAsync(_node.WorkAsync(KubeletTiming.Sync)))
        {
            return false;
        }

        RequestStatus();
        if (!await GoesOnAsync(new PodVolumes(_node, this).MountAsync()) || !await GoesOnAsync(_node.WorkAsync(KubeletTiming.Sandbox)))
        {
            return false;
        }

        _runtime.IsSandboxReady = true;
        RequestStatus();
        return true;
    }

    private async Task<bool> GoesOnAsync(Task work)
    {
        await work;
        return !IsOver;
    }

    /// <summary>They run beside the others, once there is a sandbox, each once.</summary>
    private void StartEphemeral(IReadOnlyList<ContainerRuntime> containers)
    {
        foreach (var container in _runtime.IsSandboxReady ? containers : [])
        {
            if (container.State is not ContainerState.Terminated && !_workers.Exists(w => w.Container == container))
            {
                _ = NewWorker(container).RunAsync(StartTurn.Alone);
            }
        }
    }

    /// <summary>False where the Pod was stopped from outside.</summary>
    private async Task<bool> RunContainersAsync()
    {
        foreach (var init in _runtime.Init)
        {
            // Done before this kubelet began.
            if (!init.IsSidecar && init.State is ContainerState.Terminated { ExitCode: 0 })
            {
                continue;
            }

            if (!await NewWorker(init).RunInitAsync() || IsOver)
            {
                return !IsOver;
            }
        }

        await RunMainAsync();
        return !IsOver;
    }

    /// <summary>In a method of its own: what was needed to start them does not last as long as they do.</summary>
    private Task RunMainAsync()
    {
        var turns = StartTurn.Row(_runtime.Main.Count);
        return Task.WhenAll(_runtime.Main.Select((c, i) => NewWorker(c).RunAsync(turns[i])).ToArray());
    }

    private ContainerWorker NewWorker(ContainerRuntime container)
    {
        var worker = new ContainerWorker(_node, this, container);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>No container is started again: sidecars are stopped, the sandbox goes, then the phase says how it ended.</summary>
    private async Task CompleteAsync()
    {
        _isStopping = true;
        _deadline?.Cancel();
        await Stop.CompleteAsync();
    }

    /// <summary>The Pod has been active for longer than it may (pkg/kubelet/active_deadline.go).</summary>
    private async Task ExceedDeadlineAsync()
    {
        if (!IsOver)
        {
            _isStopping = true;
            _runtime.Failure = ActiveDeadline.Failure;
            // Told each time that the kubelet makes a status of it: it looks, it begins to stop the containers, they have stopped, it is through.
            RecordDeadline();
            RecordDeadline();
            await Stop.RunAsync(_node.Loop.Now + DeletionGrace.Of(Pod), RecordDeadline);
        }
    }

    private void RecordDeadline() => Record("Normal", ActiveDeadline.Failure.Reason, ActiveDeadline.Failure.Message);

    private async Task TerminateAsync()
    {
        _isStopping = true;
        _deadline?.Cancel();
        await Stop.RunAsync(Deletion.EndOf(Pod), () => { });
    }
}
