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
    private readonly ContainerProbes? _probes;
    private readonly ContainerWaits _waits;

    /// <summary>A sidecar's: its startup probe, where it has one, has succeeded.</summary>
    private readonly TaskCompletionSource? _hasStarted;

    /// <summary>From its first end on.</summary>
    private CrashBackOff? _backOff;

    /// <summary>How the last container that was created failed to run; null where it runs.</summary>
    private FailedStart? _failed;

    private TaskCompletionSource? _hasRestarted;
    private bool _isStopped;
    private ProcessEnd? _end;
    private TaskCompletionSource<ProcessEnd>? _process;
    private ScheduledStep? _exit;

    /// <summary>It is being killed for the sake of another image.</summary>
    private bool _isReplaced;

    /// <summary>The kubelet has killed it, and goes on with the Pod.</summary>
    private bool _isKilled;

    public ContainerWorker(NodeRuntime node, PodWorker worker, ContainerRuntime container)
    {
        _node = node;
        _worker = worker;
        _container = container;
        _waits = new ContainerWaits(node.Loop);
        _probes = ContainerProbes.AreIn(container.Spec) ? new ContainerProbes(node.Loop, container, () => worker.Pod, Record, OnProbed, OnProbeFailed) : null;
        _hasStarted = container.IsSidecar ? new TaskCompletionSource() : null;
    }

    public ContainerRuntime Container => _container;

    private EventLoop Loop => _node.Loop;

    private ContainerRestart Restart => new(_node, _worker, _container, _backOff ??= new CrashBackOff(Loop, _worker, _container, _waits, Record), () => _isStopped);

    /// <summary>Forgets the container where it stands.</summary>
    public void Abandon()
    {
        _isStopped = true;
        _probes?.Stop();
        _exit?.Cancel();
        _process?.TrySetResult(new ProcessEnd(TimeSpan.Zero, 0, ""));
        _hasStarted?.TrySetResult();
        _hasRestarted?.TrySetResult();
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

    /// <summary>Kills what runs and starts it again; completes when it runs, at once where nothing does.</summary>
    /// <param name="why">What the Event says after the container's name.</param>
    public Task RestartAsync(string why)
    {
        if (_isReplaced || _process is not { Task.IsCompleted: false } process)
        {
            return Task.CompletedTask;
        }

        _isReplaced = true;
        _probes?.Stop();
        _hasRestarted = new TaskCompletionSource();
        _ = KillAsync(process, ContainerStop.Told(_container, why, isRestarted: false), null);
        return _hasRestarted.Task;
    }

    /// <summary>Runs an init container to its end, or a sidecar until it has started. False where the Pod is over before.</summary>
    public async Task<bool> RunInitAsync()
    {
        if (!_container.IsSidecar)
        {
            await RunAsync(StartTurn.Alone);
            return _container.State is ContainerState.Terminated { ExitCode: 0 };
        }

        _ = RunAsync(StartTurn.Alone);
        await _hasStarted!.Task;
        return !_isStopped;
    }

    /// <summary>Runs the container again and again, as the restart policy says.</summary>
    /// <param name="turn">When it may be started for the first time.</param>
    public async Task RunAsync(StartTurn turn)
    {
        await turn.Begin;
        // A container that an earlier kubelet of this node started goes on.
        var isRunning = _container.IsRunning;
        while (!_isStopped)
        {
            if (!isRunning && !await StartAsync(turn))
            {
                turn.End();
                return;
            }

            isRunning = false;
            turn.End();
            if (_failed is null)
            {
                await turn.AllEnded;
            }

            // Its row is kept by none of them.
            turn = StartTurn.Alone;
            if (_isStopped || !await RunOnceAsync())
            {
                return;
            }
        }
    }

    private async Task<bool> StartAsync(StartTurn turn)
    {
        var starter = new ContainerStarter(_node, _worker, _container, _waits, Record);
        if (!await starter.RunAsync(() => _isStopped, turn.End))
        {
            return false;
        }

        _failed = starter.Failed;

        _container.Renew(_node.NextContainerId());
        if (_failed is null)
        {
            _container.State = new ContainerState.Running(Loop.Now);
            _container.IsStarted = _container.Spec["startupProbe"] is null;
            _container.IsReady = _container.IsStarted && _container.Spec["readinessProbe"] is null;
            await Loop.DelayAsync(KubeletTiming.StatusLag);
        }

        return !_isStopped;
    }

    /// <summary>From its start to its next; false where there is none.</summary>
    private async Task<bool> RunOnceAsync()
    {
        if (_failed is { } failed)
        {
            return await Restart.AfterFailedStartAsync(failed);
        }

        _worker.SandboxSeen();
        if (_container.IsStarted)
        {
            _hasStarted?.TrySetResult();
        }

        _worker.RequestStatus();
        _hasRestarted?.TrySetResult();
        var startedAt = ((ContainerState.Running)_container.State).StartedAt;
        var end = await StartProcess(startedAt);
        _probes?.Stop();
        if (_isStopped)
        {
            return false;
        }

        if (_isKilled)
        {
            var mayRestart = _isReplaced || RestartPolicy.RestartsKilled(_worker.Pod, _container);
            (_isKilled, _isReplaced) = (false, false);
            return await Restart.AfterKillAsync(Terminated(end, startedAt, Loop.Now), mayRestart);
        }

        await EndAsync(end, startedAt);
        return !_isStopped && await Restart.AfterExitAsync();
    }

    /// <summary>Completes when the process ends: by itself, by a probe that fails, or with the Pod.</summary>
    private Task<ProcessEnd> StartProcess(DateTimeOffset startedAt)
    {
        var process = _process = new TaskCompletionSource<ProcessEnd>();
        _end = null;
        if ((ProcessEnd.Of(_container) ?? ProcessEnd.Of(_node.Images.GetValueOrDefault(_container.Image))) is { } end)
        {
            _exit = Loop.At(startedAt + end.After, () => Exit(process, end), periodic: end.After > FarAway);
        }

        _probes?.Start(isNeverReady: _node.Images.GetValueOrDefault(_container.Image)?.IsNeverReady == true);
        Replace();
        return process.Task;
    }

    /// <summary>Kills what runs where something else is wanted. An init container that is not kept running ends by itself.</summary>
    private void Replace()
    {
        if (!_isReplaced && _container is { IsOutdated: true, IsInit: false } or { IsOutdated: true, IsSidecar: true } && _process is { Task.IsCompleted: false } process)
        {
            _isReplaced = true;
            _probes?.Stop();
            _ = KillAsync(process, ContainerStop.Told(_container, "definition changed", isRestarted: true), null);
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
        _worker.RequestStatus();
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
        var isRestarted = RestartPolicy.RestartsKilled(_worker.Pod, _container);
        var message = !isRestarted && _worker.EndsWith(_container)
            ? $"Stopping container {_container.Name}"
            : ContainerStop.Told(_container, $"failed {(probe.Kind == ProbeKind.Startup ? "startup" : "liveness")} probe", isRestarted);
        _ = KillAsync(_process!, message, probe.TerminationGracePeriodSeconds);
    }

    private async Task KillAsync(TaskCompletionSource<ProcessEnd> process, string message, long? graceSeconds)
    {
        var end = await ContainerStop.KillAsync(_node, _worker.Pod, _container, Record, message, graceSeconds);
        if (!process.Task.IsCompleted)
        {
            _exit?.Cancel();
            _isKilled = true;
            Exit(process, end);
        }
    }

    private void Record(string type, string reason, string message) =>
        _worker.Record(type, reason, message, _container.FieldPath);
}
