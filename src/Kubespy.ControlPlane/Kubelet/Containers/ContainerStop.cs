namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Stops a running container (killContainer in pkg/kubelet/kuberuntime/kuberuntime_container.go): its hook, its turn, SIGTERM, and SIGKILL
/// once the grace period is over.
/// </summary>
internal static class ContainerStop
{
    /// <summary>Even a container whose hook took all of its time has this to end by itself.</summary>
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(2);

    /// <param name="node">Whose machine does it.</param>
    /// <param name="container">What is stopped.</param>
    /// <param name="record">Records an Event of the container: type, reason, message.</param>
    /// <param name="message">What the Event says.</param>
    /// <param name="grace">How long it may take.</param>
    /// <param name="turn">Sidecars wait for what they serve (KEP-753).</param>
    public static async Task<ProcessEnd> RunAsync(
        NodeRuntime node, ContainerRuntime container, Action<string, string, string> record, string message, GracePeriod grace, Task turn)
    {
        record("Normal", "Killing", message);
        if (!grace.IsOver && LifecycleHook.Of(container.Spec, "preStop") is { } hook)
        {
            await grace.DelayAsync(hook.Duration);
            if (hook.Fails)
            {
                record("Warning", "FailedPreStopHook", "PreStopHook failed");
            }
        }

        await grace.UntilAsync(turn);
        if (container.IgnoresTerm)
        {
            await grace.UntilOverAsync(LeastGrace);
            return new ProcessEnd(TimeSpan.Zero, 137, "Error");
        }

        await node.WorkAsync(KubeletTiming.Stop, KubeletTiming.StopWeight);
        return new ProcessEnd(TimeSpan.Zero, 0, "Completed");
    }
}
