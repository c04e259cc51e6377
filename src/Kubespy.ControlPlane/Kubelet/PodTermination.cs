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

    /// <summary>What is said of containers that no longer are, or never were.</summary>
    public static void Settle(PodRuntime runtime)
    {
        foreach (var container in runtime.Main.Concat(runtime.Init))
        {
            switch (container.State)
            {
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

        runtime.IsSandboxReady = false;
        runtime.IsTerminationDone = true;
    }
}
