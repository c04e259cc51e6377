using System.Globalization;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// What the scheduler says of a Pod that fits nowhere: the reasons with how many nodes gave them, then what freeing devices and
/// preemption would help (FitError in pkg/scheduler/framework/types.go, the plugins DynamicResources and DefaultPreemption). Pure.
/// </summary>
internal static class UnschedulableMessage
{
    public static string Of(IReadOnlyCollection<NodeRejection> rejections)
    {
        if (rejections.Count == 0)
        {
            return "no nodes available to schedule pods";
        }

        var reasons = Histogram(rejections.SelectMany(r => r.Reasons));
        var preemption = Histogram(rejections.Select(r =>
            r.IsResolvable ? "No preemption victims found for incoming pod" : "Preemption is not helpful for scheduling"));
        var none = string.Create(CultureInfo.InvariantCulture, $"0/{rejections.Count} nodes are available:");
        return $"{none} {reasons}. no new claims to deallocate, preemption: {none} {preemption}.";
    }

    private static string Histogram(IEnumerable<string> reasons) => string.Join(", ", reasons
        .GroupBy(r => r, StringComparer.Ordinal)
        .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"))
        .Order(StringComparer.Ordinal));
}
