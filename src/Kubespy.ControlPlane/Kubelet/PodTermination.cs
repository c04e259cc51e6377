using Kubespy.ControlPlane.Kubelet.Containers;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// Stops the containers of a Pod: all at once, but sidecars after the main containers, and the last of them first
/// (KEP-753, pkg/kubelet/kuberuntime/kuberuntime_termination_order.go).
/// </summary>
internal static class PodTermination
{
    public static async Task StopAsync(IReadOnlyList<ContainerWorker> workers, GracePeriod grace)
    {
        var main = Task.WhenAll(workers.Where(w => !w.Container.IsSidecar).Select(w => w.StopAsync(grace, Task.CompletedTask)).ToArray());
        List<Task> sidecars = [];
        var turn = main;
        foreach (var sidecar in workers.Where(w => w.Container.IsSidecar).Reverse())
        {
            turn = sidecar.StopAsync(grace, turn);
            sidecars.Add(turn);
        }

        await Task.WhenAll([main, .. sidecars]);
    }

    /// <summary>
    /// What is said of containers that no longer are, or never were (TerminatePod in pkg/kubelet/status/status_manager.go): of those whose
    /// turn had not come, nothing.
    /// </summary>
    public static void Settle(PodRuntime runtime)
    {
        foreach (var container in runtime.Main.Concat(runtime.Init))
        {
            if (container is { State: ContainerState.Waiting, LastState: { } last })
            {
                container.State = last;
                container.LastState = null;
            }
        }

        var tried = runtime.Init.Count - runtime.Init.Reverse().TakeWhile(c => c.State is ContainerState.Waiting).Count();
        foreach (var container in runtime.Init.Take(Math.Max(1, tried)).Concat(runtime.IsInitialized ? runtime.Main : []))
        {
            if (container.State is ContainerState.Waiting)
            {
                container.State = new ContainerState.Terminated(
                    137, "ContainerStatusUnknown", "The container could not be located when the pod was terminated", null, null, "");
            }
        }

        runtime.IsSandboxReady = false;
        runtime.IsTerminationDone = true;
    }
}
