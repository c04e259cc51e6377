using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// How long a container that ends again and again is not started (doBackOff in pkg/kubelet/kuberuntime, client-go/util/flowcontrol):
/// the first time at once, then 10 s, doubled each time, 5 minutes at most; a container that ran for 10 minutes begins anew.
/// </summary>
internal sealed class CrashBackOff(EventLoop loop, PodWorker worker, ContainerRuntime container, ContainerWaits waits, Action<string, string, string> record)
{
    private int _passes;
    private DateTimeOffset _lastPass;

    private TimeSpan Time => KubeletTiming.BackOff(_passes);

    /// <summary>What runs next is another container: the back-off is of one that is no more.</summary>
    public void Forget() => _passes = 0;

    /// <summary>Whether the container may be started now; an Event says so where not.</summary>
    /// <param name="ended">
    /// The end that the look at the Pod knew of when it began: of a container that the same look has killed it is the end before, so that
    /// its back-off begins one restart later than a crashing one's.
    /// </param>
    public bool TryPass(ContainerState.Terminated? ended)
    {
        if (ended?.FinishedAt is not { } finishedAt)
        {
            return true;
        }

        var isExpired = finishedAt - _lastPass > KubeletTiming.BackOffReset;
        if (_passes > 0 && !isExpired && loop.Now - finishedAt < Time)
        {
            record("Warning", "BackOff", $"Back-off restarting failed container {container.Name} in pod {worker.Words}");
            return false;
        }

        _passes = isExpired ? 1 : _passes + 1;
        _lastPass = loop.Now;
        return true;
    }

    /// <summary>
    /// The kubelet looks again once the rest of the back-off is over, or after a minute, and up to half of that later
    /// (completeWork in pkg/kubelet/pod_workers.go). What kept it waiting is in the status only then.
    /// </summary>
    /// <param name="ended">How the container ended.</param>
    /// <param name="isStopped">Whether nobody waits any longer.</param>
    public async Task WaitAsync(ContainerState.Terminated ended, Func<bool> isStopped)
    {
        while (!isStopped() && !TryPass(ended))
        {
            await waits.DelayAsync(KubeletTiming.Resync(ended.FinishedAt!.Value + Time - loop.Now));
            if (isStopped() || _passes == 0)
            {
                return;
            }

            Tell(ended);
        }
    }

    /// <summary>Says in the status that the container waits.</summary>
    public void Tell(ContainerState.Terminated ended)
    {
        // An init container that has ended with 0 is not said to wait, not even a sidecar (convertToAPIContainerStatuses).
        if (container.IsInit && ended.ExitCode == 0)
        {
            container.State = ended;
        }
        else
        {
            container.LastState = ended;
            container.State = new ContainerState.Waiting("CrashLoopBackOff", $"back-off {Text(Time)} restarting failed container={container.Name} pod={worker.Words}");
        }

        worker.RequestStatus();
    }

    /// <summary>A duration as Go prints it: <c>10s</c>, <c>1m20s</c>, <c>5m0s</c>.</summary>
    private static string Text(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? FormattableString.Invariant($"{time.Seconds}s")
        : FormattableString.Invariant($"{(int)time.TotalMinutes}m{time.Seconds}s");
}
