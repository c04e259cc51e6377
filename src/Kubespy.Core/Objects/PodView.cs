using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>What controllers and the model ask of a Pod, read once per revision (pkg/api/v1/pod, pkg/controller).</summary>
public sealed class PodView
{
    private PodView(KubeObject pod)
    {
        Phase = pod.Root.StringAt("status", "phase") ?? "";
        NodeName = pod.Root.StringAt("spec", "nodeName") ?? "";
        var ready = pod.Condition("Ready");
        IsReady = ready.StringAt("status") == "True";
        ReadySince = Timestamp.Parse(ready.StringAt("lastTransitionTime"));
        foreach (var status in pod.Root.ListAt("status", "containerStatuses"))
        {
            MaxRestarts = Math.Max(MaxRestarts, status.Int64At("restartCount") ?? 0);
        }

        IsTerminal = Phase is "Succeeded" or "Failed";
        IsTerminating = pod.IsBeingDeleted && !IsTerminal;
        IsActive = !pod.IsBeingDeleted && !IsTerminal;
        DeletionCost = long.TryParse(pod.Annotation("controller.kubernetes.io/pod-deletion-cost"), out var cost) ? cost : 0;
        CreatedAt = pod.CreationTimestamp ?? default;
    }

    public string Phase { get; }

    /// <summary>The node it is assigned to; empty before it is scheduled.</summary>
    public string NodeName { get; }

    public bool IsReady { get; }

    /// <summary>Since when its condition Ready has its present status.</summary>
    public DateTimeOffset? ReadySince { get; }

    /// <summary>Neither ended nor being deleted: it counts for its controller.</summary>
    public bool IsActive { get; }

    public bool IsTerminal { get; }

    /// <summary>Being deleted, and its containers may still run (KEP-3973).</summary>
    public bool IsTerminating { get; }

    public long MaxRestarts { get; }

    /// <summary>The annotation controller.kubernetes.io/pod-deletion-cost (KEP-2255); 0 where there is none.</summary>
    public long DeletionCost { get; }

    public DateTimeOffset CreatedAt { get; }

    public static PodView Of(KubeObject pod) => pod.View(static p => new PodView(p));

    /// <summary>Ready for at least so long.</summary>
    public bool IsAvailable(long minReadySeconds, DateTimeOffset now) =>
        IsReady && (minReadySeconds == 0 || (ReadySince is { } since && since.AddSeconds(minReadySeconds) <= now));
}
