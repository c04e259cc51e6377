using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// Gives a Pod that runs the CPU and memory that it asks for now (pkg/kubelet/allocation, KEP-1287): granted where the node has so much left,
/// else deferred until it has; then set, by a restart of those containers whose policy wants one.
/// </summary>
internal sealed class PodResize(NodeRuntime node, PodWorker worker, PodRuntime runtime, Func<string, ContainerWorker?> find)
{
    private static readonly TimeSpan Actuation = TimeSpan.FromMilliseconds(60);

    /// <summary>Takes a new revision over.</summary>
    public void Update(KubeObject pod)
    {
        if (GrantedResources.Of(runtime.Granted).Equals(GrantedResources.Of(pod)))
        {
            runtime.PendingResize = null;
            worker.RequestStatus();
        }
        else if (!runtime.Main.Any(c => c.IsRunning))
        {
            // Nothing runs yet that would have to be changed.
            (runtime.Granted, runtime.Actual) = (pod, pod);
            worker.RequestStatus();
        }
        else
        {
            _ = TryAsync(pod);
        }
    }

    /// <summary>The node may have got room.</summary>
    public void Retry()
    {
        if (runtime.PendingResize is not null && !worker.IsOver)
        {
            _ = TryAsync(worker.Pod);
        }
    }

    private async Task TryAsync(KubeObject pod)
    {
        var refusal = await RefusalOfAsync(pod);
        if (worker.IsOver || worker.Pod.Generation != pod.Generation)
        {
            return;
        }

        if (refusal is { } found && found.Reason.StartsWith("OutOf", StringComparison.Ordinal))
        {
            Defer(pod, found.Reason, found.Message);
            return;
        }

        var before = runtime.Granted;
        runtime.PendingResize = null;
        (runtime.Granted, runtime.ResizeGeneration) = (pod, pod.Generation);
        worker.Record("Normal", "ResizeStarted", $"Pod resize started: {GrantedResources.Summary(pod, pod.Generation, null)}");
        worker.RequestStatus();
        await node.WorkAsync(Actuation);
        if (!worker.IsOver && runtime.ResizeGeneration == pod.Generation)
        {
            await SetAsync(pod, before);
        }
    }

    private async Task<(string Reason, string Message)?> RefusalOfAsync(KubeObject pod)
    {
        try
        {
            return node.RefusalOf is { } ask ? await ask(pod) : null;
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // A node that was deleted goes on with what it has.
            return null;
        }
    }

    private async Task SetAsync(KubeObject pod, KubeObject before)
    {
        (runtime.Actual, runtime.ResizeGeneration) = (pod, null);
        foreach (var name in GrantedResources.Restarted(pod, before))
        {
            if (find(name) is { } container)
            {
                await container.RestartAsync("resize requires restart");
            }
        }

        if (!worker.IsOver)
        {
            worker.Record("Normal", "ResizeCompleted", $"Pod resize completed: {GrantedResources.Summary(pod, pod.Generation, null)}");
            worker.RequestStatus();
        }
    }

    private void Defer(KubeObject pod, string reason, string message)
    {
        if (runtime.PendingResize is null)
        {
            worker.Record("Warning", "ResizeDeferred", $"Pod resize {reason}: {GrantedResources.Summary(pod, pod.Generation, message)}");
        }

        runtime.PendingResize = message;
        worker.RequestStatus();
    }
}
