using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Runs one container: has it started, probes it, starts it again when it ends (pkg/kubelet/kuberuntime).
/// What the process does is in docs/pod-behaviour.md.
/// </summary>
internal sealed class ContainerWorker
{
    /// <summary>An end so far away is not waited for by whoever waits for a cluster to settle.</summary>
    private static readonly TimeSpan FarAway = TimeSpan.FromMinutes(5);

    private readonly NodeRuntime _node;
    private readonly PodWorker _worker;
    private readonly ContainerRuntime _container;
    private readonly ContainerWaits _waits;

    /// <summary>A sidecar's: its startup probe, where it has one, has succeeded.</summary>
    private readonly TaskCompletionSource? _hasStarted;

    /// <summary>While a process runs that has any.</summary>
    private ContainerProbes? _probes;

    /// <summary>From its first end on.</summary>
    private CrashBackOff? _backOff;

    private bool _isStopped;
    private ProcessEnd? _end;
    private TaskCompletionSource<ProcessEnd>? _process;
    private ScheduledStep? _exit;

    /// <summary>It is being killed for the sake of another image.</summary>
    private bool _isReplaced;

    public ContainerWorker(NodeRuntime node, PodWorker worker, ContainerRuntime container)
    {
        _node = node;
        _worker = worker;
        _container = container;
        _waits = new ContainerWaits(node.Loop);
        _hasStarted = container.IsSidecar ? new() : null;
    }

    public ContainerRuntime Container => _container;

    private EventLoop Loop => _node.Loop;

    /// <summary>Forgets the container where it stands.</summary>
    public void Abandon()
    {
        _isStopped = true;
        _probes?.Stop();
        _exit?.Cancel();
        _process?.TrySetResult(new ProcessEnd(TimeSpan.Zero, 0, ""));
        _hasStarted?.TrySetResult();
    }

    /// <summary>Stops the container for good; its state tells how it ended.</summary>
    /// <param name="grace">How long it may take.</param>
    /// <param name="turn">What has to stop before.</param>
    public async Task StopAsync(GracePeriod grace, Task turn)
    {
        Abandon();
        if (_container.State is not ContainerState.Running running)
        {
            return;
        }

        var end = _end ?? await ContainerStop.RunAsync(_node, _container, Record, $"Stopping container {_container.Name}", grace, turn);
        _container.State = Terminated(end, running.StartedAt, Loop.Now);
    }

    /// <summary>Its process ends with 1, as by a fault of its own; nothing happens where none runs, or to an init container.</summary>
    public void Crash()
    {
        if (_container is { IsRunning: true, IsInit: false } && _process is { Task.IsCompleted: false } process)
        {
            _exit?.Cancel();
            Exit(process, new ProcessEnd(TimeSpan.Zero, 1, "Error"));
        }
    }

    /// <summary>
    /// Another image is wanted (computePodActions in pkg/kubelet/kuberuntime/kuberuntime_manager.go): what runs is killed and started again,
    /// what waits looks at once, what has ended stays so.
    /// </summary>
    public void Change(MapValue spec)
    {
        if (_container.Want(spec))
        {
            _waits.CutShort();
            _backOff?.Forget();
            Replace();
        }
    }

    /// <summary>Runs an init container to its end, or a sidecar until it has started. False where the Pod is over before.</summary>
    public async Task<bool> RunInitAsync()
    {
        if (!_container.IsSidecar)
        {
            await RunAsync(null);
            return _container.State is ContainerState.Terminated { ExitCode: 0 };
        }

        _ = RunAsync(() =>
        {
            if (_container.IsStarted)
            {
                _hasStarted?.TrySetResult();
            }
        });
        await _hasStarted!.Task;
        return !_isStopped;
    }

    /// <summary>Runs the container again and again, as the restart policy says. The first time it runs is told.</summary>
    public async Task RunAsync(Action? started)
    {
        // A container that an earlier kubelet of this node started goes on.
        var isRunning = _container.IsRunning;
        while (!_isStopped)
        {
            if (!isRunning && !await StartAsync())
            {
                return;
            }

            isRunning = false;
            started?.Invoke();
            started = null;

            _worker.RequestStatus();
            var startedAt = ((ContainerState.Running)_container.State).StartedAt;
            var end = await RunProcessAsync(startedAt);
            if (_isStopped)
            {
                return;
            }

            if (_isReplaced)
            {
                // The same look of the kubelet goes on: neither its end nor a back-off is seen.
                _isReplaced = false;
                _container.State = Terminated(end, startedAt, Loop.Now);
                (_container.IsReady, _container.IsStarted) = (false, false);
                _container.RestartCount++;
                continue;
            }

            await EndAsync(end, startedAt);
            if (_isStopped || !await RestartAsync(end, startedAt))
            {
                return;
            }
        }
    }

    private async Task<bool> StartAsync()
    {
        if (!await new ContainerStarter(_node, _worker, _container, _waits, Record).RunAsync(() => _isStopped))
        {
            return false;
        }

        if (_container.State is ContainerState.Terminated ended)
        {
            _container.LastState = ended;
        }

        _container.ContainerId = _node.NextContainerId();
        _container.RunImage = ValuePool.Share(ImageReference.Normalize(_container.Image));
        _container.State = new ContainerState.Running(Loop.Now);
        _container.IsStarted = _container.Spec["startupProbe"] is null;
        _container.IsReady = _container.IsStarted && _container.Spec["readinessProbe"] is null && (!_container.IsInit || _container.IsSidecar);
        await Loop.DelayAsync(KubeletTiming.StatusLag);
        return !_isStopped;
    }

    /// <summary>Until the process ends: by itself, by a probe that fails, or with the Pod.</summary>
    private async Task<ProcessEnd> RunProcessAsync(DateTimeOffset startedAt)
    {
        var process = _process = new TaskCompletionSource<ProcessEnd>();
        _end = null;
        if ((ProcessEnd.Of(_container) ?? ProcessEnd.Of(_node.Images.GetValueOrDefault(_container.Image))) is { } end)
        {
            _exit = Loop.At(startedAt + end.After, () => Exit(process, end), periodic: end.After > FarAway);
        }

        StartProbes();
        if (LifecycleHook.Of(_container.Spec, "postStart") is { Fails: true } hook)
        {
            _exit?.Cancel();
            _ = FailPostStartAsync(process, hook);
        }

        Replace();
        var result = await process.Task;
        _probes?.Stop();
        return result;
    }

    private void StartProbes()
    {
        _probes = !ContainerProbes.AreIn(_container.Spec) ? null : new(Loop, _container, () => _worker.Pod, Record, OnProbed, OnProbeFailed)
        {
            IsNeverReady = _node.Images.GetValueOrDefault(_container.Image)?.IsNeverReady == true,
        };
        _probes?.Start();
    }

    /// <summary>Kills what runs where something else is wanted. An init container that is not kept running ends by itself.</summary>
    private void Replace()
    {
        if (!_isReplaced && _container is { IsOutdated: true, IsInit: false } or { IsOutdated: true, IsSidecar: true } && _process is { Task.IsCompleted: false } process)
        {
            _isReplaced = true;
            _probes?.Stop();
            var what = $"{_container.Name} definition changed";
            _ = KillAsync(process, _container.IsInit ? $"Init container {what}" : $"Container {what}, will be restarted", null);
        }
    }

    private void Exit(TaskCompletionSource<ProcessEnd> process, ProcessEnd end)
    {
        _end = end;
        process.TrySetResult(end);
    }

    private async Task EndAsync(ProcessEnd end, DateTimeOffset startedAt)
    {
        var finishedAt = Loop.Now;
        await Loop.DelayAsync(KubeletTiming.Notice(finishedAt - startedAt));
        if (_isStopped)
        {
            return;
        }

        _container.State = Terminated(end, startedAt, finishedAt);
        _container.IsReady = _container.IsInit && !_container.IsSidecar && end.ExitCode == 0;
        _container.IsStarted = false;
        _worker.RequestStatus();
    }

    /// <summary>Waits for the back-off; false where the container is not started again.</summary>
    private async Task<bool> RestartAsync(ProcessEnd end, DateTimeOffset startedAt)
    {
        if (!RestartPolicy.Restarts(_worker.Pod, _container, end.ExitCode))
        {
            return false;
        }

        _backOff ??= new CrashBackOff(Loop, _worker, _container, _waits, Record);
        await _backOff.WaitAsync(startedAt, () => _isStopped);
        if (_isStopped)
        {
            return false;
        }

        _container.RestartCount++;
        return true;
    }

    private ContainerState.Terminated Terminated(ProcessEnd end, DateTimeOffset startedAt, DateTimeOffset finishedAt) => new(
        end.ExitCode, end.Reason, ContainerLog.TerminationMessage(_container, end.ExitCode), startedAt, finishedAt, _container.ContainerId);

    private void OnProbed()
    {
        if (_container.IsStarted)
        {
            _hasStarted?.TrySetResult();
        }

        _worker.RequestStatus();
    }

    private void OnProbeFailed(ContainerProbe probe)
    {
        var what = probe.Kind == ProbeKind.Startup ? "startup" : "liveness";
        _ = KillAsync(_process!, $"Container {_container.Name} failed {what} probe, will be restarted", probe.TerminationGracePeriodSeconds);
    }

    private async Task FailPostStartAsync(TaskCompletionSource<ProcessEnd> process, LifecycleHook hook)
    {
        await Loop.DelayAsync(hook.Duration);
        if (!process.Task.IsCompleted)
        {
            Record("Warning", "FailedPostStartHook", "PostStartHook failed");
            await KillAsync(process, "FailedPostStartHook", null);
        }
    }

    private async Task KillAsync(TaskCompletionSource<ProcessEnd> process, string message, long? graceSeconds)
    {
        var seconds = graceSeconds ?? _worker.Pod.Root.Int64At("spec", "terminationGracePeriodSeconds") ?? 30;
        var grace = new GracePeriod(Loop, Loop.Now + Durations.OfSeconds(seconds));
        var end = await ContainerStop.RunAsync(_node, _container, Record, message, grace, Task.CompletedTask);
        grace.Close();
        if (!process.Task.IsCompleted)
        {
            _exit?.Cancel();
            Exit(process, end);
        }
    }

    private void Record(string type, string reason, string message) =>
        _worker.Record(type, reason, message, $"spec.{(_container.IsInit ? "initContainers" : "containers")}{{{_container.Name}}}");
}
