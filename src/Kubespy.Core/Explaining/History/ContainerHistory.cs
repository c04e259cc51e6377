using Kubespy.Core.Findings;
using Kubespy.Core.Findings.Causes;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Explaining.History;

/// <summary>How containers ended: a Pod's status keeps the present end and the one before, no more.</summary>
internal static class ContainerHistory
{
    public static IEnumerable<Evidence> Of(IEnumerable<KubeObject> pods) => pods
        .SelectMany(p => ContainerStatus.Of(p).Where(c => c.RunsAlways || c.LastEnd.Int64At("exitCode") is > 0).SelectMany(c => Ends(c).Select(end => (Pod: p, Container: c, End: end))))
        .GroupBy(e => (e.Container.Name, Words: Words(e.End)))
        .Select(g =>
        {
            var newest = g.MaxBy(e => Timestamp.Parse(e.End.StringAt("finishedAt")));
            var pods = g.Select(e => e.Pod.Uid).Distinct().Count();
            var restarts = g.Max(e => e.Container.Restarts);
            var where = pods > 1 ? Invariant($"status of {pods} Pods") : $"status of {newest.Pod.Name}";
            return new Evidence(
                Timestamp.Parse(newest.End.StringAt("finishedAt")),
                Invariant($"container {g.Key.Name} ended: {g.Key.Words}{(restarts > 0 ? Invariant($", {restarts} restarts") : "")}"),
                where);
        });

    private static IEnumerable<MapValue> Ends(ContainerStatus container) => new[] { container.LastTerminated, container.Terminated }.OfType<MapValue>();

    private static string Words(MapValue end)
    {
        var reason = end.StringAt("reason") ?? "";
        return reason is "" or "Error" or "Completed" ? ContainerEnd.Words(end) : $"{reason}, {ContainerEnd.Words(end)}";
    }
}
