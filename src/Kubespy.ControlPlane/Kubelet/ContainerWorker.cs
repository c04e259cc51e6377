using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// Runs one container: pulls its image, starts it, probes it, starts it again when it ends
/// (pkg/kubelet/kuberuntime, pkg/kubelet/images). What the process does is in docs/pod-behaviour.md.
/// </summary>
internal sealed class ContainerWorker(NodeRuntime node, PodWorker worker, ContainerRuntime container)
{
    private readonly List<ContainerProbe> _probes = [];

    /// <summary>A sidecar's: its startup probe, where it has one, has succeeded.</summary>
    private readonly TaskCompletionSource _hasStarted = new();

    private int _failures;
    private bool _isStopped;
    private TaskCompletionSource<int>? _killed;

    private EventLoop Loop => node.Loop;

    private string FieldPath => $"spec.{(container.IsInit ? "initContainers" : "containers")}{{{container.Name}}}";

    public void Stop()
    {
        _isStopped = true;
        StopProbes();
        _killed?.TrySetResult(0);
        _hasStarted.TrySetResult();
    }

    /// <summary>Runs an init container to its end, or a sidecar until it has started. False where the Pod is over before.</summary>
    public async Task<bool> RunInitAsync()
    {
        if (!container.IsSidecar)
        {
            await RunAsync(() => { });
            return container.State is ContainerState.Terminated { ExitCode: 0 };
        }

        _ = RunAsync(() =>
        {
            if (container.IsStarted)
            {
                _hasStarted.TrySetResult();
            }
        });
        await _hasStarted.Task;
        return !_isStopped;
    }

    /// <summary>Runs the container again and again, as the restart policy says. The first time it runs is told.</summary>
    public async Task RunAsync(Action started)
    {
        var isFirst = true;
        while (!_isStopped)
        {
            if (!await PullAsync())
            {
                return;
            }

            await StartAsync();
            if (_isStopped)
            {
                return;
            }

            if (isFirst)
            {
                isFirst = false;
                started();
            }

            worker.RequestStatus();
            StartProbes();
            var startedAt = Loop.Now;
            var exitCode = await WaitForExitAsync();
            StopProbes();
            if (_isStopped)
            {
                return;
            }

            await EndAsync(startedAt, exitCode);
            if (_isStopped || !await RestartAsync(exitCode))
            {
                return;
            }
        }
    }

    private async Task<bool> PullAsync()
    {
        var attempt = 0;
        while (!_isStopped)
        {
            if (!IsUnpullable)
            {
                await PullImageAsync();
                return !_isStopped;
            }

            attempt++;
            await FailPullAsync(attempt);
        }

        return false;
    }

    private bool IsUnpullable => ImageReference.TagOf(container.Image).Contains("bad", StringComparison.Ordinal);

    private async Task PullImageAsync()
    {
        var policy = container.Spec["imagePullPolicy"]?.AsString();
        var pull = KubeletTiming.PullOf(worker.Pod);
        if (policy != "Always" && (node.HasImage(container.Image) || pull == TimeSpan.Zero))
        {
            node.AddImage(container.Image);
            node.Recorder.Event(
                worker.Pod, "Normal", "Pulled", $"Container image \"{container.Image}\" already present on machine and can be accessed by the pod", FieldPath);
            return;
        }

        node.Recorder.Event(worker.Pod, "Normal", "Pulling", $"Pulling image \"{container.Image}\"", FieldPath);
        var time = node.HasImage(container.Image) || pull == TimeSpan.Zero ? TimeSpan.FromMilliseconds(300) : pull;
        await Loop.DelayAsync(time);
        node.AddImage(container.Image);
        var shown = FormattableString.Invariant($"{time.TotalSeconds:0.###}s");
        node.Recorder.Event(
            worker.Pod, "Normal", "Pulled", $"Successfully pulled image \"{container.Image}\" in {shown} ({shown} including waiting). Image size: 7783195 bytes.", FieldPath);
    }

    /// <summary>One failed attempt. The status is one look behind the Events, as the real kubelet's is.</summary>
    private async Task FailPullAsync(int attempt)
    {
        var full = ImageReference.Normalize(container.Image);
        var cause = $"rpc error: code = NotFound desc = failed to pull and unpack image \"{full}\": failed to resolve image: {full}: not found";
        if (attempt > 1)
        {
            container.State = new ContainerState.Waiting("ImagePullBackOff", $"Back-off pulling image \"{container.Image}\": ErrImagePull: {cause}");
            worker.RequestStatus();
        }

        node.Recorder.Event(worker.Pod, "Normal", "Pulling", $"Pulling image \"{container.Image}\"", FieldPath);
        await Loop.DelayAsync(TimeSpan.FromMilliseconds(15));
        node.Recorder.Event(worker.Pod, "Warning", "Failed", $"Failed to pull image \"{container.Image}\": {cause}", FieldPath);
        node.Recorder.Event(worker.Pod, "Warning", "Failed", "Error: ErrImagePull", FieldPath);
        var look = attempt == 1 ? TimeSpan.FromMilliseconds(520) : TimeSpan.FromSeconds(13);
        await Loop.DelayAsync(look);
        if (_isStopped)
        {
            return;
        }

        worker.SandboxSeen();
        container.State = new ContainerState.Waiting("ErrImagePull", cause);
        worker.RequestStatus();
        node.Recorder.Event(worker.Pod, "Normal", "BackOff", $"Back-off pulling image \"{container.Image}\"", FieldPath);
        node.Recorder.Event(worker.Pod, "Warning", "Failed", "Error: ImagePullBackOff", FieldPath);
        await Loop.DelayAsync(KubeletTiming.BackOff(attempt) + KubeletTiming.BackOffLag + TimeSpan.FromSeconds(attempt == 1 ? 1 : 0));
    }

    private async Task StartAsync()
    {
        await node.WorkAsync(KubeletTiming.Create);
        if (_isStopped)
        {
            return;
        }

        node.Recorder.Event(worker.Pod, "Normal", "Created", "Container created", FieldPath);
        await node.WorkAsync(KubeletTiming.StartOf(worker.Pod));
        if (_isStopped)
        {
            return;
        }

        node.Recorder.Event(worker.Pod, "Normal", "Started", "Container started", FieldPath);
        if (container.State is ContainerState.Terminated ended)
        {
            container.LastState = ended;
        }

        container.ContainerId = node.NextContainerId();
        container.State = new ContainerState.Running(Loop.Now);
        container.IsStarted = container.Spec["startupProbe"] is null;
        container.IsReady = container.IsStarted && container.Spec["readinessProbe"] is null && (!container.IsInit || container.IsSidecar);
        await Loop.DelayAsync(KubeletTiming.StatusLag);
    }

    private async Task<int> WaitForExitAsync()
    {
        _killed = new TaskCompletionSource<int>();
        if (container.Crashes)
        {
            Loop.After(TimeSpan.FromMilliseconds(10), () => _killed.TrySetResult(1));
        }
        else if (container.ExitsAfter is { } after)
        {
            Loop.After(after, () => _killed.TrySetResult(0));
        }
        else if (container.IsInit && !container.IsSidecar)
        {
            Loop.After(TimeSpan.FromSeconds(1), () => _killed.TrySetResult(0));
        }

        return await _killed.Task;
    }

    private async Task EndAsync(DateTimeOffset startedAt, int exitCode)
    {
        var finishedAt = Loop.Now;
        await Loop.DelayAsync(KubeletTiming.Relist);
        if (_isStopped)
        {
            return;
        }

        container.State = new ContainerState.Terminated(
            exitCode, exitCode == 0 ? "Completed" : "Error", "", startedAt, finishedAt, container.ContainerId);
        container.IsReady = container.IsInit && !container.IsSidecar && exitCode == 0;
        container.IsStarted = false;
        _failures = finishedAt - startedAt >= KubeletTiming.BackOffReset ? 0 : _failures;
        worker.RequestStatus();
    }

    /// <summary>Waits for the back-off; false where the container is not started again.</summary>
    private async Task<bool> RestartAsync(int exitCode)
    {
        var policy = container.IsSidecar ? "Always" : worker.Pod.Root.StringAt("spec", "restartPolicy") ?? "Always";
        var isInit = container.IsInit && !container.IsSidecar;
        if (policy == "Never" || (exitCode == 0 && (policy == "OnFailure" || isInit)))
        {
            return false;
        }

        _failures++;
        if (_failures > 1)
        {
            await BackOffAsync(KubeletTiming.BackOff(_failures - 1));
        }

        container.RestartCount++;
        return !_isStopped;
    }

    /// <summary>
    /// The kubelet looks again once the rest of the back-off is over, or after a minute, and up to half of that later
    /// (completeWork in pkg/kubelet/pod_workers.go). What kept it waiting is in the status only then.
    /// </summary>
    private async Task BackOffAsync(TimeSpan backOff)
    {
        var ended = (ContainerState.Terminated)container.State;
        var pod = $"{worker.Pod.Name}_{worker.Pod.Namespace}({worker.Pod.Uid})";
        while (!_isStopped && ended.FinishedAt + backOff - Loop.Now is { } left && left > TimeSpan.Zero)
        {
            node.Recorder.Event(worker.Pod, "Warning", "BackOff", $"Back-off restarting failed container {container.Name} in pod {pod}", FieldPath);
            await Loop.DelayAsync(KubeletTiming.Resync(left));
            if (_isStopped)
            {
                return;
            }

            container.LastState = ended;
            container.State = new ContainerState.Waiting(
                "CrashLoopBackOff",
                FormattableString.Invariant($"back-off {Text(backOff)} restarting failed container={container.Name} pod={pod}"));
            worker.RequestStatus();
        }
    }

    /// <summary>A duration as Go prints it: <c>10s</c>, <c>1m20s</c>, <c>5m0s</c>.</summary>
    private static string Text(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? FormattableString.Invariant($"{time.Seconds}s")
        : FormattableString.Invariant($"{(int)time.TotalMinutes}m{time.Seconds}s");

    private void StartProbes()
    {
        foreach (var kind in Enum.GetValues<ProbeKind>())
        {
            if (container.Spec[ContainerProbe.FieldOf(kind)]?.AsMap() is { } spec)
            {
                _probes.Add(new ContainerProbe(Loop, kind, spec, () => worker.Pod, OnProbe));
            }
        }

        foreach (var probe in _probes.Where(p => p.Kind == ProbeKind.Startup || container.IsStarted))
        {
            probe.Start();
        }
    }

    private void StopProbes()
    {
        foreach (var probe in _probes)
        {
            probe.Stop();
        }

        _probes.Clear();
    }

    private void OnProbe(ProbeKind kind, bool hasFailed, bool isDecided)
    {
        if (hasFailed)
        {
            node.Recorder.Event(worker.Pod, "Warning", "Unhealthy", $"{kind} probe failed: ", FieldPath);
        }

        if (!isDecided)
        {
            return;
        }

        switch (kind)
        {
            case ProbeKind.Readiness:
                container.IsReady = !hasFailed;
                worker.RequestStatus();
                break;
            case ProbeKind.Startup when !hasFailed:
                container.IsStarted = true;
                container.IsReady = container.Spec["readinessProbe"] is null;
                _hasStarted.TrySetResult();
                worker.RequestStatus();
                foreach (var probe in _probes.Where(p => p.Kind != ProbeKind.Startup))
                {
                    probe.Start();
                }

                break;
            case ProbeKind.Startup or ProbeKind.Liveness when hasFailed:
                var what = kind == ProbeKind.Startup ? "startup" : "liveness";
                node.Recorder.Event(worker.Pod, "Normal", "Killing", $"Container {container.Name} failed {what} probe, will be restarted", FieldPath);
                StopProbes();
                _ = KillAsync(_killed!);
                break;
        }
    }

    /// <summary>Asks the container to stop; one that ignores it is killed when the grace period is over.</summary>
    private async Task KillAsync(TaskCompletionSource<int> running)
    {
        var grace = TimeSpan.FromSeconds(worker.Pod.Root.Int64At("spec", "terminationGracePeriodSeconds") ?? 30);
        await Loop.DelayAsync(container.IgnoresTerm ? grace : KubeletTiming.Stop);
        running.TrySetResult(container.IgnoresTerm ? 137 : 0);
    }
}
