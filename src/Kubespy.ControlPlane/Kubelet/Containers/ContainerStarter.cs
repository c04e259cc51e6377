using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Starts a container (startContainer in pkg/kubelet/kuberuntime/kuberuntime_container.go): its image, its environment, the container
/// itself. What fails is tried again at the next look at the Pod; the status is one look behind the Events.
/// </summary>
internal sealed class ContainerStarter(NodeRuntime node, PodWorker worker, ContainerRuntime container, ContainerWaits waits, Action<string, string, string> record)
{
    private readonly ImagePuller _images = new(node, worker, container, record);

    private EventLoop Loop => node.Loop;

    /// <summary>False where the container is stopped before it runs.</summary>
    public async Task<bool> RunAsync(Func<bool> isStopped)
    {
        var looks = 0;
        while (await PrepareAsync() is { } failure)
        {
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

        record("Normal", "Started", "Container started");
        if (LifecycleHook.Of(container.Spec, "postStart") is { Fails: false } hook)
        {
            await Loop.DelayAsync(hook.Duration);
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

        if (await ContainerEnvironment.FindProblemAsync(node.Client, worker.Pod.Namespace, container.Spec) is not { } problem)
        {
            return null;
        }

        record("Warning", "Failed", $"Error: {problem}");
        return new StartFailure("CreateContainerConfigError", problem);
    }

    private void Report(StartFailure failure)
    {
        if (container.State is ContainerState.Terminated ended)
        {
            container.LastState = ended;
        }

        container.State = new ContainerState.Waiting(failure.Reason, failure.Message);
        worker.SandboxSeen();
        worker.RequestStatus();
    }
}
