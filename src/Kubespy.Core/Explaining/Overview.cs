using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Explaining;

/// <summary>All workloads of a namespace or a cluster: those that need somebody, the worst first; the others only counted.</summary>
/// <param name="Lines">Who needs somebody.</param>
/// <param name="Counts">How many were looked at of each kind, in the order they are told.</param>
/// <param name="UnderWay">How many are on their way, with nothing known in it.</param>
public sealed record Overview(IReadOnlyList<OverviewLine> Lines, IReadOnlyList<(string Kind, int Count)> Counts, int UnderWay)
{
    private static readonly string[] Kinds = ["Deployment", "StatefulSet", "DaemonSet", "Job", "Pod", "Service", "Node", "Namespace"];

    /// <param name="world">What was read of all of them; its root is not looked at.</param>
    public static Overview Of(TraceWorld world)
    {
        var lines = new List<OverviewLine>();
        var underWay = 0;
        var explained = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in Kinds)
        {
            foreach (var obj in LookedAt(world, kind))
            {
                var standing = Standing.Of(obj);
                if (Line(world, obj, standing, explained) is { } line)
                {
                    lines.Add(line);
                }
                else if (!standing.IsAsWanted && standing.Verdict is not Verdict.Paused)
                {
                    underWay++;
                }
            }
        }

        return new Overview(
            [.. lines.OrderBy(l => l.Rank).ThenBy(l => l.Since ?? DateTimeOffset.MaxValue).ThenBy(l => l.Namespace, StringComparer.Ordinal).ThenBy(l => l.Name, StringComparer.Ordinal)],
            [.. Kinds.Select(k => (k, LookedAt(world, k).Count())).Where(c => c.Item2 > 0)],
            underWay);
    }

    /// <summary>A Service without a selector is not ours to judge; of a CronJob's Jobs the newest counts, the others are history.</summary>
    private static IEnumerable<KubeObject> LookedAt(TraceWorld world, string kind) => kind switch
    {
        "Service" => world.Store.OfKind(kind).Where(s => s.Root.MapAt("spec", "selector") is { Count: > 0 }),
        // What a controller makes is told with it.
        "Pod" => world.Store.OfKind(kind).Where(p => p.ControllerRef is null),
        "Job" => world.Store.OfKind(kind).GroupBy(j => j.ControllerRef?.Uid ?? j.Uid, StringComparer.Ordinal).Select(g => g.MaxBy(j => j.CreationTimestamp)!),
        _ => world.Store.OfKind(kind),
    };

    private static OverviewLine? Line(TraceWorld world, KubeObject obj, Standing standing, HashSet<string> explained)
    {
        // A Service and a node stand by what is found about them, the others by their own counts.
        if (standing.IsAsWanted && obj.Kind is "Node" or "Job" or "Namespace")
        {
            return null;
        }

        var family = Family.Of(obj, world.Store);
        if (standing.IsAsWanted && obj.Kind != "Service" && !family.Pods.Any(p => Family.HasCrashedLately(p, world.Now)))
        {
            return null;
        }

        var findings = Diagnosis.Of(family.SituationIn(world));
        var verdict = standing.Judge(obj.Kind, findings);
        if (Explainer.IsWell(verdict, findings) && !(findings.Count == 0 && standing.IsStalled(world.Now)))
        {
            return null;
        }

        if (obj.Kind == "Service" && family.Pods.Count > 0 && family.Pods.Any(p => explained.Contains(p.Uid) || PodView.Of(p).IsReady))
        {
            // Its Pods' workload has been told, or it still serves.
            return null;
        }

        explained.UnionWith(family.Pods.Select(p => p.Uid));
        return new OverviewLine(
            obj.Kind, obj.Namespace, obj.Name, verdict, Explainer.Since(family, standing, verdict), standing.Ready, standing.Wanted, findings.Count > 0 ? findings[0] : null);
    }
}
