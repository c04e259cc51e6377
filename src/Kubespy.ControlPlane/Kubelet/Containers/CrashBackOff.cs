using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// How long a container that ends again and again is not started (doBackOff in pkg/kubelet/kuberuntime, client-go/util/flowcontrol):
/// the first time at once, then 10 s, doubled each time, 5 minutes at most; a container that ran for 10 minutes begins anew.
/// </summary>
internal sealed class CrashBackOff(EventLoop loop, PodWorker worker, ContainerRuntime container, ContainerWaits waits, Action<string, string, string> record)
{
    private int _failures;

    /// <summary>What runs next is another container: the back-off is of one that is no more.</summary>
    public void Forget() => _failures = 0;

    /// <summary>
    /// The kubelet looks again once the rest of the back-off is over, or after a minute, and up to half of that later
    /// (completeWork in pkg/kubelet/pod_workers.go). What kept it waiting is in the status only then.
    /// </summary>
    /// <param name="startedAt">When the container that has ended had begun.</param>
    /// <param name="isStopped">Whether nobody waits any longer.</param>
    public async Task WaitAsync(DateTimeOffset startedAt, Func<bool> isStopped)
    {
        var ended = (ContainerState.Terminated)container.State;
        _failures = ended.FinishedAt - startedAt >= KubeletTiming.BackOffReset ? 1 : _failures + 1;
        if (_failures == 1)
        {
            return;
        }

        var backOff = KubeletTiming.BackOff(_failures - 1);
        var pod = $"{worker.Pod.Name}_{worker.Pod.Namespace}({worker.Pod.Uid})";
        while (!isStopped() && _failures > 0 && ended.FinishedAt + backOff - loop.Now is { } left && left > TimeSpan.Zero)
        {
            record("Warning", "BackOff", $"Back-off restarting failed container {container.Name} in pod {pod}");
            await waits.DelayAsync(KubeletTiming.Resync(left));
            if (isStopped() || _failures == 0)
            {
                return;
            }

            container.LastState = ended;
            container.State = new ContainerState.Waiting("CrashLoopBackOff", $"back-off {Text(backOff)} restarting failed container={container.Name} pod={pod}");
            worker.RequestStatus();
        }
    }

    /// <summary>A duration as Go prints it: <c>10s</c>, <c>1m20s</c>, <c>5m0s</c>.</summary>
    private static string Text(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? FormattableString.Invariant($"{time.Seconds}s")
        : FormattableString.Invariant($"{(int)time.TotalMinutes}m{time.Seconds}s");
}
