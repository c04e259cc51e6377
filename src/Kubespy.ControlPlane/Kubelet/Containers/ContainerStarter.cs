using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Starts a container (startContainer in pkg/kubelet/kuberuntime/kuberuntime_container.go): its image, its environment, the container
/// itself, its postStart hook. What fails is tried again at the next look at the Pod; the status is one look behind the Events.
/// </summary>
internal sealed class ContainerStarter(NodeRuntime node, PodWorker worker, ContainerRuntime container, ContainerWaits waits, Action<string, string, string> record)
{
    private readonly ImagePuller _images = new(node, worker, container, record);

    private EventLoop Loop => node.Loop;

    /// <summary>How the last container that was created failed to run; null where it runs.</summary>
    public FailedStart? Failed { get; private set; }

    /// <summary>False where the container is stopped before it was created.</summary>
    /// <param name="isStopped">Whether nobody waits any longer.</param>
    /// <param name="tried">Called when the first try is over without a container.</param>
    public async Task<bool> RunAsync(Func<bool> isStopped, Action tried)
    {
        Failed = null;
        // Nothing that the kubelet notices follows an ephemeral container that cannot be started.
        var looks = container.IsEphemeral ? 1 : 0;
        while (await PrepareAsync() is { } failure)
        {
            tried();
            if (!container.IsChanged)
            {
                await waits.DelayAsync(KubeletTiming.NextLook(looks++));
            }

            if (isStopped())
            {
                return false;
            }

            Report(failure);
        }

        if (isStopped())
        {
            return false;
        }

        await node.WorkAsync(KubeletTiming.Create);
        if (isStopped())
        {
            return false;
        }

        record("Normal", "Created", "Container created");
        await node.WorkAsync(KubeletTiming.StartOf(worker.Pod));
        if (isStopped())
        {
            return false;
        }

        if (StartProblem.Of(container.Spec) is { } problem)
        {
            record("Warning", "Failed", $"Error: {problem}");
            Failed = new FailedStart(new ProcessEnd(TimeSpan.Zero, 128, "StartError"), problem, DateTimeOffset.UnixEpoch, new StartFailure("RunContainerError", problem));
            return true;
        }

        record("Normal", "Started", "Container started");
        return await RunHookAsync(isStopped);
    }

    /// <summary>Nothing is told of the container until its hook is through; one whose hook fails is killed.</summary>
    private async Task<bool> RunHookAsync(Func<bool> isStopped)
    {
        if (LifecycleHook.Of(container.Spec, "postStart") is not { } hook)
        {
            return true;
        }

        var startedAt = Loop.Now;
        await Loop.DelayAsync(hook.Duration);
        if (isStopped())
        {
            return false;
        }

        if (hook.Fails)
        {
            record("Warning", "FailedPostStartHook", "PostStartHook failed");
            var end = await ContainerStop.KillAsync(node, worker.Pod, container, record, "FailedPostStartHook", null);
            Failed = new FailedStart(end, "", startedAt, new StartFailure("PostStartHookError", hook.Message(container.Name, worker.Words)));
        }

        return !isStopped();
    }

    private async Task<StartFailure?> PrepareAsync()
    {
        if (container.TakeOver())
        {
            _images.Forget();
        }

        if (await _images.EnsureAsync() is { } failure)
        {
            return failure;
        }

        var problem = await ContainerEnvironment.FindProblemAsync(node.Client, worker.Pod.Namespace, container.Spec) ?? RunAsUser.Problem(worker.Pod, container.Spec, worker.Words);
        if (problem is null)
        {
            return null;
        }

        record("Warning", "Failed", $"Error: {problem}");
        return new StartFailure("CreateContainerConfigError", problem);
    }

    private void Report(StartFailure failure)
    {
        container.TellKilled();
        if (container.State is ContainerState.Terminated ended)
        {
            container.LastState = ended;
        }

        container.State = new ContainerState.Waiting(failure.Reason, failure.Message);
        worker.SandboxSeen();
        worker.RequestStatus();
    }
}
