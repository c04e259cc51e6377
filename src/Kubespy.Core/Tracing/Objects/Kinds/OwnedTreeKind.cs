using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>
/// An object of any kind, custom ones included: what it says of itself (kstatus, as far as its status follows the conventions), and the tree of
/// what it owns.
/// </summary>
public sealed class OwnedTreeKind(GroupVersionKind kind) : IKindTrace
{
    public string Group => kind.Group;

    public string Kind => kind.Kind;

    public string ShortKind => ShortNames.Of(kind.Kind);

    /// <summary>Which kinds are needed is found in the cluster: no rule tells it.</summary>
    public IEnumerable<Need> Needs(KubeObject root, Known known) => [];

    public bool IsPart(KubeObject obj, TraceWorld world) => world.Root is { } root && OwnedRows.IsBelow(obj, root.Uid, world.Store);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var rows = OwnedRows.Of(root, world);
        var members = OwnedRows.Members(root, world.Store).ToArray();
        var pods = members.Where(o => o.Kind == "Pod").ToArray();
        var findings = Diagnosis.Of(world.SituationOf(root, [.. members.Where(o => o.Kind is "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job")], pods));
        var own = OwnedWord.Of(root, world);
        var (failing, coming) = (rows.Count(r => r.Health == Health.Failing), rows.Count(r => r.Health == Health.Coming));
        var (verdict, reason) = Judge(root, own, rows, findings.FirstOrDefault(f => f.IsFinal)?.Summary ?? "");
        var isReady = verdict == Verdict.Ready;
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts =
            [
                [
                    new TraceFact(string.Create(CultureInfo.InvariantCulture, $"owns {rows.Count}"), Health.Ready, IsCount: true),
                    new TraceFact(failing > 0 ? string.Create(CultureInfo.InvariantCulture, $"failing {failing}") : "", Health.Failing, IsCount: failing > 0),
                    new TraceFact(coming > 0 ? string.Create(CultureInfo.InvariantCulture, $"on their way {coming}") : "", Health.Coming, IsCount: coming > 0),
                ],
                [.. NotSeen(world)],
            ],
            Sections = [.. ConditionSection(root), new TraceSection("owns", rows.Count == 0 ? "nothing" : "", rows)],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(isReady, isReady && coming == 0 && failing == 0, pods),
        };
    }

    /// <summary>Its own word goes first; where it has nothing to say of itself, it is as well as what it owns.</summary>
    private static (Verdict Verdict, string Reason) Judge(KubeObject root, ObjectWord own, IReadOnlyList<TraceRow> rows, string doom)
    {
        var worst = rows.FirstOrDefault(r => r.Health == Health.Failing) ?? rows.FirstOrDefault(r => r.Health == Health.Coming);
        var why = doom.Length > 0 ? doom : worst is null ? "" : $"{worst.Name} {worst.Word}";
        if (root.IsBeingDeleted)
        {
            return (Verdict.Terminating, own.Detail);
        }

        return own.Health switch
        {
            Health.Failing => (Verdict.Stuck, $"{own.Word}{(own.Detail.Length > 0 ? $": {own.Detail}" : "")}"),
            Health.Coming when doom.Length > 0 => (Verdict.Stuck, doom),
            Health.Coming => (Verdict.Progressing, own.Detail.Length == 0 ? why : own.Word == ObjectWord.InProgress ? own.Detail : $"{own.Word}: {own.Detail}"),
            _ when own.IsOwnWord => (Verdict.Ready, worst?.Health == Health.Failing ? $"it says so, but {why}" : ""),
            _ => worst?.Health switch
            {
                Health.Failing => (doom.Length > 0 ? Verdict.Stuck : Verdict.Unavailable, why),
                Health.Coming => (Verdict.Progressing, why),
                _ => (Verdict.Ready, ""),
            },
        };
    }

    private static IEnumerable<TraceSection> ConditionSection(KubeObject root)
    {
        var conditions = root.Status.ListAt("conditions").Take(ConditionRows.Most).Select(ConditionRow).ToArray();
        return conditions.Length == 0 ? [] : [new TraceSection("conditions", "", conditions)];
    }

    private static TraceRow ConditionRow(Value condition)
    {
        var isBadWhenTrue = OwnedWord.IsTrouble(condition.StringAt("type") ?? "");
        return ConditionRows.Of(condition, isBadWhenTrue, isBadWhenTrue ? Health.Failing : Health.Coming);
    }

    private static IEnumerable<TraceFact> NotSeen(TraceWorld world) => world.Forbidden.Count == 0
        ? []
        : [new TraceFact($"not seen, for they may not be read: {string.Join(", ", world.Forbidden.Order(StringComparer.Ordinal))}", Health.Aside)];
}
