using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// What a container waits for between two looks of the kubelet at its Pod, one wait at a time. A change of the Pod makes it look at once
/// (UpdatePod in pkg/kubelet/pod_workers.go).
/// </summary>
internal sealed class ContainerWaits(EventLoop loop)
{
    private ScheduledStep? _step;
    private TaskCompletionSource? _look;

    /// <summary>Completes after that time, or when it is cut short.</summary>
    public Task DelayAsync(TimeSpan time)
    {
        var look = _look = new TaskCompletionSource();
        _step = loop.After(time, () => look.TrySetResult());
        return look.Task;
    }

    /// <summary>Ends the wait there is, if there is one.</summary>
    public void CutShort()
    {
        if (_look is { Task.IsCompleted: false } look)
        {
            _step?.Cancel();
            _step = loop.Post(() => look.TrySetResult());
        }
    }
}
