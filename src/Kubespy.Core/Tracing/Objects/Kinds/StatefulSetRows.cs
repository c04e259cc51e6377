using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A StatefulSet's rows: each ordinal that it shall have and each Pod that it has, then its claims, then its history.</summary>
internal static class StatefulSetRows
{
    private const int MostMissing = 5;
    private const int MostRevisions = 3;

    public static IEnumerable<TraceSection> Sections(StatefulSetFacts facts)
    {
        yield return new TraceSection("", "", [.. facts.Pods.Select(p => (Ordinal: StatefulSetFacts.OrdinalOf(p), Row: PodRow(p, facts))).Concat(Missing(facts)).OrderBy(r => r.Ordinal).Select(r => r.Row)]);
        var claims = facts.World.Store.OfKind("PersistentVolumeClaim").Where(c => IsClaimOf(facts.Root, c)).ToArray();
        if (claims.Length > 0)
        {
            yield return new TraceSection("claims", "", [.. PodRows.InOrder(claims).Select(c => ClaimRows.Of(c, facts.World, hasEvents: true))]);
        }

        var revisions = facts.World.Store.OwnedBy(facts.Root.Uid).Where(r => r.Kind == "ControllerRevision").OrderByDescending(Number).Take(MostRevisions).ToArray();
        if (revisions.Length > 1)
        {
            yield return new TraceSection("revisions", "", [.. revisions.Select(r => RevisionRow(r, facts))]);
        }
    }

    /// <summary>Claims are named for the template and the Pod, and outlive both.</summary>
    public static bool IsClaimOf(KubeObject root, KubeObject claim) => claim.Namespace == root.Namespace && root.Root.ListAt("spec", "volumeClaimTemplates")
        .Any(t => claim.Name.StartsWith($"{t.StringAt("metadata", "name")}-{root.Name}-", StringComparison.Ordinal));

    private static TraceRow PodRow(KubeObject pod, StatefulSetFacts facts)
    {
        var row = PodRows.Of(pod, facts.World);
        var hash = pod.Label(Workload.RevisionLabel) ?? "";
        var ordinal = StatefulSetFacts.OrdinalOf(pod);
        var note = hash.Length > 0 && facts.UpdateRevision.Length > 0 && hash != facts.UpdateRevision ? ", old revision" : "";
        note += ordinal >= facts.Start + facts.Wanted && !pod.IsBeingDeleted ? ", one too many" : "";
        return row with { Word = row.Word + note };
    }

    /// <summary>Ordinals without a Pod, with what keeps them from coming.</summary>
    private static IEnumerable<(long Ordinal, TraceRow Row)> Missing(StatefulSetFacts facts)
    {
        var present = facts.Pods.Select(StatefulSetFacts.OrdinalOf).ToHashSet();
        var blocker = facts.IsParallel ? null : facts.Pods.FirstOrDefault(p => !PodView.Of(p).IsReady || p.IsBeingDeleted);
        for (var (ordinal, shown) = (facts.Start, 0); ordinal < facts.Start + facts.Wanted && shown < MostMissing; ordinal++)
        {
            if (!present.Contains(ordinal))
            {
                shown++;
                var name = string.Create(CultureInfo.InvariantCulture, $"{facts.Root.Name}-{ordinal}");
                yield return (ordinal, TraceRow.Of(name, Health.Coming, blocker is null ? "not created yet" : $"not created yet: waits for {blocker.Name}"));
            }
        }
    }

    private static TraceRow RevisionRow(KubeObject revision, StatefulSetFacts facts)
    {
        var pods = facts.Pods.Count(p => p.Label(Workload.RevisionLabel) == revision.Name);
        var isWanted = revision.Name == facts.UpdateRevision;
        return new TraceRow
        {
            Key = revision.Uid,
            Name = string.Create(CultureInfo.InvariantCulture, $"{Number(revision)}  {revision.Name}"),
            Health = isWanted ? Health.Ready : pods > 0 ? Health.Coming : Health.Leaving,
            Word = Workload.Counted(pods, "Pod") + (isWanted ? ", wanted" : ""),
            CreatedAt = revision.CreationTimestamp,
        };
    }

    private static long Number(KubeObject revision) => revision.Root.Int64At("revision") ?? 0;
}
