using Kubespy.Core.Explaining.Reading;
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
        world = world with { Unread = OverviewNeeds.Unread };
        var lines = new List<OverviewLine>();
        var underWay = 0;
        var explained = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in Kinds)
        {
            foreach (var obj in LookedAt(world, kind))
            {
                var (line, isUnderWay) = LookAt(world, obj, explained);
                if (line is not null)
                {
                    lines.Add(line);
                }
                else if (isUnderWay)
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

    private static (OverviewLine? Line, bool IsUnderWay) LookAt(TraceWorld world, KubeObject obj, HashSet<string> explained)
    {
        // What its own status calls well is looked at no further: but a Service says nothing, and Pods may be Ready only between two restarts.
        var standing = Standing.Of(obj);
        var family = standing.IsAsWanted && obj.Kind is "Node" or "Job" or "Namespace" ? null : Family.Of(obj, world.Store);
        if (family is null || (standing.IsAsWanted && (obj.Kind == "Service" ? Serves(obj, family) : !family.Pods.Any(p => Unwell.HasRestartedLately(p, world.Now)))))
        {
            return (null, false);
        }

        var state = Judgement.Of(obj, world);
        if (Explainer.IsWell(state, standing, world.Now) || (obj.Kind == "Service" && IsToldElsewhere(state, family, explained)))
        {
            return (null, !standing.IsAsWanted && state.Verdict is not (Verdict.Paused or Verdict.Complete or Verdict.Ready));
        }

        explained.UnionWith(family.Pods.Select(p => p.Uid));
        return (new OverviewLine(
            obj.Kind, obj.Namespace, obj.Name, state.Verdict, Explainer.Since(family, standing, state.Verdict), standing.Ready, standing.Wanted, state.Findings.Count > 0 ? state.Findings[0] : null), false);
    }

    /// <summary>A Ready Pod has all ports that it names: of hundreds of Services few need a further look.</summary>
    private static bool Serves(KubeObject service, Family family)
    {
        var named = service.Root.ListAt("spec", "ports").Select(p => p.StringAt("targetPort")).OfType<string>().ToArray();
        return family.Pods.Any(p => PodView.Of(p) is { IsReady: true, IsActive: true }
            && named.All(n => p.Root.ListAt("spec", "containers").Concat(p.Root.ListAt("spec", "initContainers")).SelectMany(c => c.ListAt("ports")).Any(port => port.StringAt("name") == n)));
    }

    /// <summary>A Service still serves, or it is its Pods that are wrong, and their workload has been told.</summary>
    private static bool IsToldElsewhere(KindState state, Family family, HashSet<string> explained) =>
        state.Verdict is not (Verdict.Unavailable or Verdict.Terminating)
        || (!state.Findings.Any(f => !f.IsSymptom && f.Subjects.Contains(Situation.SubjectOf(family.Root))) && family.Pods.Any(p => explained.Contains(p.Uid)));
}
