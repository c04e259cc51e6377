using Kubespy.ControlPlane.Kubelet.Containers;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>How the containers of a Pod are stopped for good, and its sandbox after them (SyncTerminatingPod and SyncTerminatedPod in pkg/kubelet/kubelet.go).</summary>
internal sealed class PodStop(NodeRuntime node, PodWorker worker, PodRuntime runtime, List<ContainerWorker> workers, PodEnd end)
{
    private GracePeriod? _grace;

    public bool IsUnderWay => _grace is not null;

    public void Shorten(DateTimeOffset to) => _grace?.Shorten(to);

    /// <summary>Nothing waits any longer.</summary>
    public void Close() => _grace?.Close();

    /// <summary>No container is started again: sidecars are stopped, the sandbox goes, then the phase says how it ended.</summary>
    public async Task CompleteAsync()
    {
        var grace = _grace = new GracePeriod(node.Loop, node.Loop.Now + DeletionGrace.Of(worker.Pod));
        var hasSidecars = runtime.Init.Any(c => c is { IsSidecar: true, IsRunning: true });
        await PodTermination.StopAsync(workers, grace);
        // What is killed together with its sandbox is seen so.
        runtime.IsSandboxReady &= !hasSidecars;
        worker.RequestStatus();
        await node.Loop.DelayAsync(KubeletTiming.Finish);
        grace.Close();
        if (!worker.IsKilled)
        {
            PodTermination.Settle(runtime);
            await end.WriteAsync();
        }
    }

    /// <summary>Stops what runs.</summary>
    /// <param name="until">When what still runs is killed.</param>
    /// <param name="looked">Called when the containers have stopped, and when the Pod's end is known.</param>
    public async Task RunAsync(DateTimeOffset until, Action looked)
    {
        var grace = _grace = new GracePeriod(node.Loop, until);
        var stopping = PodTermination.StopAsync(workers, grace);
        var neverRan = runtime.Main.All(IsNew);
        if (neverRan)
        {
            // What kept it from starting is forgotten: the kubelet sees containers that are not there yet.
            foreach (var container in runtime.Main.Concat(runtime.Init).Where(IsNew))
            {
                container.State = new ContainerState.Waiting("ContainerCreating");
            }
        }

        await node.WorkAsync(KubeletTiming.Sync);
        worker.RequestStatus();
        await stopping;
        looked();
        if (neverRan && !worker.IsKilled)
        {
            await RemoveSandboxAsync();
        }

        grace.Close();
        if (!worker.IsKilled)
        {
            PodTermination.Settle(runtime);
            looked();
            await end.WriteAsync();
        }
    }

    private static bool IsNew(ContainerRuntime container) => container is { State: ContainerState.Waiting, LastState: null };

    /// <summary>Of a Pod none of whose containers ever ran; one that ran loses it together with its phase.</summary>
    private async Task RemoveSandboxAsync()
    {
        await node.WorkAsync(KubeletTiming.Stop, KubeletTiming.StopWeight);
        if (runtime.IsSandboxReady)
        {
            runtime.IsSandboxReady = false;
            worker.RequestStatus();
            await node.WorkAsync(KubeletTiming.Stop, KubeletTiming.StopWeight);
        }
    }
}
