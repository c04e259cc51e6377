using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

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
        var isCutShort = false;
        if (!grace.IsOver && LifecycleHook.Of(container.Spec, "preStop") is { } hook)
        {
            var done = node.Loop.Now + hook.Duration;
            await grace.DelayAsync(hook.Duration);
            isCutShort = hook.IsCommand && node.Loop.Now < done;
            if (hook.Fails && !isCutShort)
            {
                RecordHook();
            }
        }

        await grace.UntilAsync(turn);
        var end = container.IgnoresTerm ? await OutliveAsync(node, container, grace) : await EndAsync(node);
        if (isCutShort)
        {
            // A command ends with its container.
            RecordHook();
        }

        return end;

        void RecordHook() => record("Warning", "FailedPreStopHook", "PreStopHook failed");
    }

    private static async Task<ProcessEnd> EndAsync(NodeRuntime node)
    {
        await node.WorkAsync(KubeletTiming.Stop, KubeletTiming.StopWeight);
        return new ProcessEnd(TimeSpan.Zero, 0, "Completed");
    }

    /// <summary>It goes on with what it does until SIGKILL, if that does not end before.</summary>
    private static async Task<ProcessEnd> OutliveAsync(NodeRuntime node, ContainerRuntime container, GracePeriod grace)
    {
        if (container.State is ContainerState.Running running && ProcessEnd.Of(container) is { } end)
        {
            var due = running.StartedAt + end.After;
            if (due <= grace.End)
            {
                await grace.DelayAsync(due > node.Loop.Now ? due - node.Loop.Now : TimeSpan.Zero);
            }

            if (node.Loop.Now >= due)
            {
                return end;
            }
        }

        await grace.UntilOverAsync(LeastGrace);
        return new ProcessEnd(TimeSpan.Zero, 137, "Error");
    }

    /// <summary>Why a container of a Pod that goes on is killed, and of a main container whether it comes again.</summary>
    public static string Told(ContainerRuntime container, string why, bool isRestarted) =>
        container.IsInit ? $"Init container {container.Name} {why}" : $"Container {container.Name} {why}{(isRestarted ? ", will be restarted" : "")}";

    /// <summary>Kills one container of a Pod that goes on.</summary>
    /// <param name="node">Whose machine does it.</param>
    /// <param name="pod">Its Pod.</param>
    /// <param name="container">What is stopped.</param>
    /// <param name="record">Records an Event of the container: type, reason, message.</param>
    /// <param name="message">What the Event says.</param>
    /// <param name="graceSeconds">How long it may take; null where the Pod's grace period holds.</param>
    public static async Task<ProcessEnd> KillAsync(
        NodeRuntime node, KubeObject pod, ContainerRuntime container, Action<string, string, string> record, string message, long? graceSeconds)
    {
        var grace = new GracePeriod(node.Loop, node.Loop.Now + (graceSeconds is { } seconds ? Durations.OfSeconds(seconds) : DeletionGrace.Of(pod)));
        var end = await RunAsync(node, container, record, message, grace, Task.CompletedTask);
        grace.Close();
        return end;
    }
}
