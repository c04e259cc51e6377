using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Story.Folding;

/// <summary>How an object stands, in a phrase: <c>revision 2, 3/3 available</c>. Pure.</summary>
internal static class StateText
{
    public static string Of(KubeObject root, long revision)
    {
        var wanted = WorkloadFacts.Wanted(root);
        var number = revision > 0 ? Invariant($"revision {revision}, ") : "";
        var state = root.Kind switch
        {
            _ when WorkloadFacts.IsWorkload(root.Kind) => number + (wanted == 0 ? "scaled to zero" : Invariant($"{WorkloadFacts.Available(root)}/{wanted} available")) + (WorkloadFacts.IsPaused(root) ? ", paused" : ""),
            "Job" => new JobFacts(root).SucceededText,
            "Pod" => PodStatusText.Of(root),
            "Service" => root.Root.MapAt("spec", "selector") is { Count: > 0 } selector ? $"selects {LabelSelector.OfLabels(selector)}" : "without a selector",
            "CronJob" => root.Root.StringAt("spec", "schedule") is { } schedule ? $"schedule {schedule}" : "exists",
            "Node" => (root.Condition("Ready").StringAt("status") is "True" or null ? "Ready" : "not Ready") + (root.Root.BoolAt("spec", "unschedulable") == true ? ", cordoned" : ""),
            _ => ObjectChronicle.Standing(root) is { Length: > 0 } standing ? standing : "exists",
        };
        return root.IsBeingDeleted ? state + ", being deleted" : state;
    }
}
