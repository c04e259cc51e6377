using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using static System.FormattableString;

namespace Kubespy.Core.Explaining.History;

/// <summary>The history of an object that can be reconstructed from what the cluster still knows, the oldest first.</summary>
internal static class Chronicle
{
    /// <summary>More lines than a screen says nothing to nobody; the newest are kept.</summary>
    private const int Most = 40;

    /// <summary>Of so many Pods each is told by itself; of more, only what they share.</summary>
    private const int FewPods = 3;

    public static IReadOnlyList<Evidence> Of(Family family, IReadOnlyList<KubeObject> unwell, IReadOnlyList<Finding> findings, TraceWorld world)
    {
        var pods = family.Root.Kind == "Pod" ? [] : unwell;
        var about = new[] { family.Root }.Concat(family.Makers.Take(2)).Concat(pods);
        var lines = HandHistory.Of(family)
            .Concat(RevisionHistory.Of(family))
            .Concat(ConditionHistory.Of(family.Root))
            .Concat(pods.Count <= FewPods ? pods.SelectMany(ConditionHistory.Of).Where(c => !c.Text.Contains(" placed on ", StringComparison.Ordinal)) : [])
            .Concat(EventHistory.Of(about.DistinctBy(o => o.Uid), world))
            .Concat(ContainerHistory.Of(family.Root.Kind == "Pod" ? [family.Root] : unwell))
            .Concat(findings.SelectMany(f => f.Evidence).Where(IsOfOthers))
            .DistinctBy(e => (e.Time, e.Text))
            .OrderBy(e => e.Time ?? DateTimeOffset.MaxValue)
            .ToArray();
        return lines.Length <= Most ? lines : [new Evidence(null, Invariant($"{lines.Length - Most} older lines are left out"), ""), .. lines[^Most..]];
    }

    /// <summary>What a finding read off other objects with a time of their own: nodes, claims.</summary>
    private static bool IsOfOthers(Evidence evidence) =>
        evidence.Time is not null && (evidence.Source.StartsWith("Node ", StringComparison.Ordinal) || evidence.Source.StartsWith("PersistentVolume", StringComparison.Ordinal));
}
