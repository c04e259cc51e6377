using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// Runs one Pod from its binding to its end (pkg/kubelet/pod_workers.go): sandbox, init containers one by one, the others together,
/// termination. Each status write is a call of its own.
/// </summary>
internal sealed class PodWorker
{
    private readonly NodeRuntime _node;
    private readonly PodRuntime _runtime;
    private readonly List<ContainerWorker> _workers = [];
    private MapValue? _written;
    private string? _address;
    private bool _isTerminating;
    private bool _isKilled;
    private bool _isWriting;
    private bool _isDirty;

    public PodWorker(NodeRuntime node, KubeObject pod)
    {
        _node = node;
        Pod = pod;
        _written = pod.Status;
        _runtime = new PodRuntime(pod, node.HostIP, node.Loop.Now);
    }

    public KubeObject Pod { get; private set; }

    public bool IsOver => _isTerminating || _isKilled;

    public void Start() => _ = RunAsync();

    /// <summary>A new revision of the Pod: its deletion above all.</summary>
    public void Update(KubeObject pod)
    {
        var generation = Pod.Generation;
        Pod = pod;
        if (pod.IsBeingDeleted && !_isTerminating)
        {
            _isTerminating = true;
            _ = TerminateAsync();
        }
        else if (generation != pod.Generation)
        {
            RequestStatus();
        }
    }

    /// <summary>The address is in the status from the first write after a container has run, or failed to.</summary>
    public void SandboxSeen() => _runtime.PodIP ??= _address;

    /// <summary>The Pod was removed by force: nothing more is written.</summary>
    public void Kill()
    {
        _isKilled = true;
        StopWorkers();
    }

    /// <summary>Writes the status as it is now, once the write under way is through.</summary>
    public void RequestStatus()
    {
        _isDirty = true;
        if (!_isWriting)
        {
            _ = WriteStatusAsync();
        }
    }

    private async Task RunAsync()
    {
        await _node.WorkAsync(KubeletTiming.Sync);
        if (IsOver)
        {
            return;
        }

        RequestStatus();
        await _node.WorkAsync(KubeletTiming.Sandbox);
        if (IsOver)
        {
            return;
        }

        _runtime.IsSandboxReady = true;
        RequestStatus();
        _address = _node.NextPodIP();
        foreach (var init in _runtime.Init)
        {
            var worker = NewWorker(init);
            if (!await worker.RunInitAsync() || IsOver)
            {
                return;
            }

            SandboxSeen();
        }

        await Task.WhenAll(_runtime.Main.Select(c => NewWorker(c).RunAsync(SandboxSeen)).ToArray());
    }

    private ContainerWorker NewWorker(ContainerRuntime container)
    {
        var worker = new ContainerWorker(_node, this, container);
        _workers.Add(worker);
        return worker;
    }

    private async Task TerminateAsync()
    {
        var asked = _node.Loop.Now;
        StopWorkers();
        foreach (var container in _runtime.Main.Concat(_runtime.Init).Where(c => c.IsRunning))
        {
            _node.Recorder.Event(Pod, "Normal", "Killing", $"Stopping container {container.Name}", $"spec.containers{{{container.Name}}}");
        }

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
        await StopAsync(asked);
        if (neverRan && _runtime.IsSandboxReady && !_isKilled)
        {
            _runtime.IsSandboxReady = false;
            RequestStatus();
            await _node.WorkAsync(KubeletTiming.Stop);
        }

        while (Remaining(asked) is var left && left > TimeSpan.Zero && _runtime.Main.Any(c => c.IsRunning && c.IgnoresTerm))
        {
            // A second deletion may shorten the grace period meanwhile.
            await _node.Loop.DelayAsync(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
        }

        if (_isKilled)
        {
            return;
        }

        EndContainers();
        RequestStatus();
        await _node.Loop.DelayAsync(KubeletTiming.CleanUp);
        await RemoveAsync();
    }

    /// <summary>The hooks first, then the processes; both end with the grace period.</summary>
    private async Task StopAsync(DateTimeOffset asked)
    {
        var preStop = TimeSpan.FromSeconds(_runtime.Main.Where(c => c.IsRunning)
            .Select(c => c.Spec.Int64At("lifecycle", "preStop", "sleep", "seconds") ?? 0)
            .DefaultIfEmpty(0)
            .Max());
        var left = Remaining(asked);
        if (left <= TimeSpan.Zero)
        {
            await _node.Loop.DelayAsync(KubeletTiming.Kill);
            return;
        }

        await _node.Loop.DelayAsync(preStop < left ? preStop : left);
        await _node.WorkAsync(KubeletTiming.Stop);
    }

    private TimeSpan Remaining(DateTimeOffset asked) =>
        asked + TimeSpan.FromSeconds(Pod.Metadata.Int64At("deletionGracePeriodSeconds") ?? 30) - _node.Loop.Now;

    private void EndContainers()
    {
        foreach (var container in _runtime.Main.Concat(_runtime.Init))
        {
            switch (container.State)
            {
                case ContainerState.Running running:
                    var (code, reason) = container.IgnoresTerm ? (137, "Error") : (0, "Completed");
                    container.State = new ContainerState.Terminated(code, reason, "", running.StartedAt, _node.Loop.Now, container.ContainerId);
                    break;
                case ContainerState.Waiting when container.LastState is { } last:
                    container.State = last;
                    container.LastState = null;
                    break;
                case ContainerState.Waiting:
                    container.State = new ContainerState.Terminated(
                        137, "ContainerStatusUnknown", "The container could not be located when the pod was terminated", null, null, "");
                    break;
            }

            container.IsReady = false;
            container.IsStarted = false;
        }

        _runtime.IsSandboxReady = false;
        _runtime.IsTerminationDone = true;
    }

    private void StopWorkers()
    {
        foreach (var worker in _workers)
        {
            worker.Stop();
        }
    }

    private async Task RemoveAsync()
    {
        while (_isWriting)
        {
            await _node.Loop.DelayAsync(KubeletTiming.Kill);
        }

        try
        {
            await _node.Client.DeleteAsync(Resources.Pods, Pod.Key, new DeleteOptions { GracePeriodSeconds = 0, PreconditionUid = Pod.Uid });
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Removed by force meanwhile.
        }
    }

    private async Task WriteStatusAsync()
    {
        _isWriting = true;
        while (_isDirty && !_isKilled)
        {
            _isDirty = false;
            var status = PodStatusBuilder.Build(Pod, _runtime, _written, _node.Loop.Now);
            if (_written is not null && _written.Equals(status))
            {
                continue;
            }

            _written = status;
            await PatchAsync(status);
        }

        _isWriting = false;
    }

    private async Task PatchAsync(MapValue status)
    {
        try
        {
            await _node.Client.PatchAsync(
                Resources.Pods, Pod.Key, current => current.Uid == Pod.Uid ? current.With("status", status) : current, "status");
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            _isKilled = true;
        }
    }
}
