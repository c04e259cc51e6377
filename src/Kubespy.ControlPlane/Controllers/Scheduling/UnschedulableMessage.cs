using System.Globalization;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// What the scheduler says of a Pod that fits nowhere: the reasons with how many nodes gave them, then what freeing devices and
/// preemption would help (FitError in pkg/scheduler/framework/types.go, the plugins DynamicResources and DefaultPreemption). Pure.
/// </summary>
internal static class UnschedulableMessage
{
    private const string Unhelpful = "Preemption is not helpful for scheduling";

    public static string Of(IReadOnlyCollection<NodeRejection> rejections) => rejections.Count == 0
        ? "no nodes available to schedule pods"
        : Compose(
            rejections.Count, Histogram(rejections.SelectMany(r => r.Reasons)),
            Histogram(rejections.Select(r => r.IsResolvable ? "No preemption victims found for incoming pod" : Unhelpful)));

    /// <summary>
    /// What holds for every node alike is said once. What the plugin DynamicResources would have noted is then not there for it to find, and it says so
    /// (PreFilter stops at the first refusal; seen on a real 1.36.2).
    /// </summary>
    public static string OfAll(int nodes, string problem) => nodes == 0
        ? "no nodes available to schedule pods"
        : string.Create(CultureInfo.InvariantCulture, $"0/{nodes} nodes are available: {problem}. not found");

    private static string Compose(int nodes, string reasons, string preemption)
    {
        var none = string.Create(CultureInfo.InvariantCulture, $"0/{nodes} nodes are available:");
        return $"{none} {reasons}. no new claims to deallocate, preemption: {none} {preemption}.";
    }

    private static string Histogram(IEnumerable<string> reasons) => string.Join(", ", reasons
        .GroupBy(r => r, StringComparer.Ordinal)
        .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"))
        .Order(StringComparer.Ordinal));
}
