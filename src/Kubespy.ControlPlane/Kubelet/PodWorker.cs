using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

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
    private ScheduledStep? _deadline;
    private GracePeriod? _grace;
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

    /// <summary>Nothing more is done or written.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Its containers are being stopped, or have been.</summary>
    public bool IsOver => _isStopping || IsKilled;

    private PodEnd End => new(_node, this, _runtime, _status);

    private DeletionGrace Deletion => _deletion ??= new DeletionGrace(_node.Loop);

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
            _workers.AddRange(_runtime.Init.Concat(_runtime.Main).Select(c => new ContainerWorker(_node, this, c)));
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
        var mayCrash = pod.Annotation(CrashAnnotation) is { } crash && crash != Pod.Annotation(CrashAnnotation);
        Pod = pod;
        if (pod.IsBeingDeleted)
        {
            if (_grace is not null)
            {
                // A second deletion may shorten the grace period.
                _grace.Shorten(Deletion.EndOf(pod));
            }
            else if (!_isStopping)
            {
                _ = TerminateAsync();
            }
        }
        else if (generation != pod.Generation && !IsOver)
        {
            RequestStatus();
            ScheduleDeadline();
            ChangedImages.TakeOver(pod, _runtime, _workers);
        }

        if (mayCrash && !IsOver)
        {
            _workers.ForEach(w => w.Crash());
        }
    }

    /// <summary>The address is in the status from the first write after a container has run, or failed to.</summary>
    public void SandboxSeen() => _runtime.PodIP ??= _address;

    /// <summary>The Pod was removed by force, or its node is gone: nothing more is done or written.</summary>
    public void Kill()
    {
        IsKilled = true;
        _status.Close();
        _deadline?.Cancel();
        _grace?.Close();
        foreach (var worker in _workers)
        {
            worker.Abandon();
        }
    }

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
        if (Pod.Root.Int64At("spec", "activeDeadlineSeconds") is { } seconds)
        {
            _deadline = _node.Loop.At(_runtime.StartedAt + Durations.OfSeconds(seconds), () => _ = ExceedDeadlineAsync(), periodic: true);
        }
    }

    private async Task RunAsync()
    {
        if (!_runtime.IsSandboxReady)
        {
            await _node.WorkAsync(KubeletTiming.Sync);
            if (IsOver)
            {
                return;
            }

            RequestStatus();
            await new PodVolumes(_node, this).MountAsync();
            if (IsOver)
            {
                return;
            }

            await _node.WorkAsync(KubeletTiming.Sandbox);
            if (IsOver)
            {
                return;
            }

            _runtime.IsSandboxReady = true;
            RequestStatus();
        }

        _address ??= _node.NextPodIP();

        if (await RunContainersAsync())
        {
            await CompleteAsync();
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

            SandboxSeen();
        }

        await Task.WhenAll(_runtime.Main.Select(c => NewWorker(c).RunAsync(SandboxSeen)).ToArray());
        return !IsOver;
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
        _grace = new GracePeriod(_node.Loop, _node.Loop.Now + DeletionGrace.Of(Pod));
        await PodTermination.StopAsync(_workers, _grace);
        RequestStatus();
        await _node.Loop.DelayAsync(KubeletTiming.Finish);
        _grace.Close();
        if (IsKilled)
        {
            return;
        }

        _runtime.IsSandboxReady = false;
        await End.WriteAsync();
    }

    /// <summary>The Pod has been active for longer than it may (pkg/kubelet/active_deadline.go).</summary>
    private async Task ExceedDeadlineAsync()
    {
        if (IsOver)
        {
            return;
        }

        _isStopping = true;
        const string reason = "DeadlineExceeded";
        const string message = "Pod was active on the node longer than the specified deadline";
        Record("Normal", reason, message);
        _runtime.Failure = (reason, message);
        await StopContainersAsync(_node.Loop.Now + DeletionGrace.Of(Pod));
    }

    private async Task TerminateAsync()
    {
        _isStopping = true;
        _deadline?.Cancel();
        await StopContainersAsync(Deletion.EndOf(Pod));
    }

    private async Task StopContainersAsync(DateTimeOffset until)
    {
        var grace = _grace = new GracePeriod(_node.Loop, until);
        var stopping = PodTermination.StopAsync(_workers, grace);
        var neverRan = _runtime.Main.All(c => c is { State: ContainerState.Waiting, LastState: null });
        if (neverRan)
        {
            // What kept it from starting is forgotten: the kubelet sees containers that are not there yet.
            foreach (var container in _runtime.Main)
            {
                container.State = new ContainerState.Waiting("ContainerCreating");
            }
        }

        await _node.WorkAsync(KubeletTiming.Sync);
        RequestStatus();
        await stopping;
        if (neverRan && !IsKilled)
        {
            await RemoveSandboxAsync();
        }

        grace.Close();
        if (IsKilled)
        {
            return;
        }

        PodTermination.Settle(_runtime);
        await End.WriteAsync();
    }

    /// <summary>Of a Pod none of whose containers ever ran; one that ran loses it together with its phase.</summary>
    private async Task RemoveSandboxAsync()
    {
        await _node.WorkAsync(KubeletTiming.Stop, KubeletTiming.StopWeight);
        if (_runtime.IsSandboxReady)
        {
            _runtime.IsSandboxReady = false;
            RequestStatus();
            await _node.WorkAsync(KubeletTiming.Stop, KubeletTiming.StopWeight);
        }
    }
}
