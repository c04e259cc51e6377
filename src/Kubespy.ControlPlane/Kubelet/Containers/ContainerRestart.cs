namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// What follows the end of a container, and whether it is started again (computePodActions and doBackOff in pkg/kubelet/kuberuntime).
/// </summary>
/// <param name="node">The node.</param>
/// <param name="worker">The Pod's.</param>
/// <param name="container">What has ended.</param>
/// <param name="backOff">Its back-off.</param>
/// <param name="isStopped">Whether it is stopped for good.</param>
internal sealed class ContainerRestart(NodeRuntime node, PodWorker worker, ContainerRuntime container, CrashBackOff backOff, Func<bool> isStopped)
{
    /// <summary>Waits for the back-off of one whose end the status tells; false where it is not started again.</summary>
    public async Task<bool> AfterExitAsync()
    {
        var ended = container.State as ContainerState.Terminated ?? container.LastState!;
        if (!RestartPolicy.Restarts(worker.Pod, container, ended.ExitCode))
        {
            return false;
        }

        await backOff.WaitAsync(ended, isStopped);
        return !isStopped();
    }

    /// <summary>
    /// What the kubelet has killed is started again by the same look at the Pod, unless that happens too often: neither its end nor that it
    /// does not run is told.
    /// </summary>
    /// <param name="ended">How it ended.</param>
    /// <param name="mayRestart">It is started again, whatever its exit code.</param>
    public async Task<bool> AfterKillAsync(ContainerState.Terminated ended, bool mayRestart)
    {
        container.Killed = ended;
        if (mayRestart && backOff.TryPass(container.LastState))
        {
            return true;
        }

        await node.Loop.DelayAsync(KubeletTiming.NoticeKilled);
        if (isStopped())
        {
            return false;
        }

        container.TellKilled();
        if (mayRestart && RestartPolicy.Restarts(worker.Pod, container, ended.ExitCode))
        {
            backOff.Tell(ended);
        }
        else
        {
            if (!mayRestart)
            {
                worker.EndWith(container);
            }

            worker.RequestStatus();
        }

        return await AfterExitAsync();
    }

    /// <summary>It was created, and has not come to run: the next look tells so.</summary>
    /// <param name="failed">How.</param>
    public async Task<bool> AfterFailedStartAsync(FailedStart failed)
    {
        var ended = new ContainerState.Terminated(
            failed.End.ExitCode, failed.End.Reason, failed.Message, failed.StartedAt, node.Loop.Now, container.ContainerId);
        await node.Loop.DelayAsync(KubeletTiming.NoticeKilled);
        if (isStopped())
        {
            return false;
        }

        if (RestartPolicy.Restarts(worker.Pod, container, ended.ExitCode))
        {
            container.LastState = ended;
            container.State = new ContainerState.Waiting(failed.Failure.Reason, failed.Failure.Message);
        }
        else
        {
            container.State = ended;
        }

        worker.SandboxSeen();
        worker.RequestStatus();
        return await AfterExitAsync();
    }
}
