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

    /// <summary>What keeps the Pod from every node is said once, before nodes are looked at: what DynamicResources then asks for is not found.</summary>
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
