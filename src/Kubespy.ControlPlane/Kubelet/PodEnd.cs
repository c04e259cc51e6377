using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>How a Pod ends that has no container left to stop: the last status, then, where it is being deleted, its removal.</summary>
internal sealed class PodEnd(NodeRuntime node, PodWorker worker, PodRuntime runtime, PodStatusWriter status)
{
    /// <summary>The last status, as the containers tell it.</summary>
    public async Task WriteAsync()
    {
        status.Request();
        await node.Loop.DelayAsync(KubeletTiming.CleanUp);
        while (status.IsWriting)
        {
            await node.Loop.DelayAsync(KubeletTiming.Poll);
        }

        await RemoveDeletedAsync();
    }

    /// <summary>The status of a Pod that the kubelet does not take.</summary>
    public async Task RejectAsync(string reason, string message)
    {
        await status.ReplaceAsync(new MapBuilder()
            .Set("observedGeneration", worker.Pod.Generation)
            .Set("phase", "Failed")
            .Set("message", $"Pod was rejected: {message}")
            .Set("reason", reason)
            .Set("startTime", Timestamp.Format(runtime.StartedAt))
            .Set("qosClass", worker.Pod.Root.At("status", "qosClass"))
            .ToMap());
        await node.Loop.DelayAsync(KubeletTiming.CleanUp);
        await RemoveDeletedAsync();
    }

    /// <summary>A Pod that is being deleted goes once its end is written (pkg/kubelet/status/status_manager.go, canBeDeleted).</summary>
    public async Task RemoveDeletedAsync()
    {
        if (worker.IsKilled || !worker.Pod.IsBeingDeleted)
        {
            return;
        }

        try
        {
            await node.Client.DeleteAsync(Resources.Pods, worker.Pod.Key, new DeleteOptions { GracePeriodSeconds = 0, PreconditionUid = worker.Pod.Uid });
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Removed by force meanwhile.
        }
    }
}
