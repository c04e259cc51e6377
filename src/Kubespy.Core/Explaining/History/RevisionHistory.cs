using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Explaining.History;

/// <summary>
/// The revisions of a Deployment: its ReplicaSets, what changed in the template from one to the next, and by whose hand where
/// managedFields still prove it (they keep one time for each manager).
/// </summary>
internal static class RevisionHistory
{
    private const int Most = 5;

    private const string History = "deployment.kubernetes.io/revision-history";

    /// <summary>The controller makes the ReplicaSet so soon after the template was written.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static IEnumerable<Evidence> Of(Family family)
    {
        if (family.Root.Kind != "Deployment")
        {
            yield break;
        }

        var hands = Hand.Of(family.Root);
        KubeObject[] sets = [.. family.Makers.Where(m => DeploymentRevision.Of(m) > 0).OrderBy(DeploymentRevision.Of)];
        foreach (var (set, former) in sets.Zip(sets.Prepend(null)).TakeLast(Most))
        {
            yield return Line(family, set, former, hands);
        }
    }

    /// <summary>The hand that wrote the template of this revision, as far as times prove it.</summary>
    public static Hand? HandOf(KubeObject set, IReadOnlyList<Hand> hands) =>
        hands.LastOrDefault(h => h.WritesTemplate && set.CreationTimestamp is { } made && made - h.Time is var after && after >= TimeSpan.FromSeconds(-1) && after <= Soon);

    private static Evidence Line(Family family, KubeObject set, KubeObject? former, IReadOnlyList<Hand> hands)
    {
        var reused = set.Annotation(History) is { Length: > 0 } before ? $" (revision {before.Split(',')[^1]} used again)" : "";
        var hand = reused.Length == 0 ? HandOf(set, hands)
            : set.Uid == family.Newest?.Uid ? hands.LastOrDefault(h => h.WritesTemplate && (former?.CreationTimestamp is not { } made || h.Time >= made)) : null;
        var changes = former is null ? "" : string.Join(", ", TemplateChanges.Between(Template(former), Template(set)));
        var cause = set.Annotation("kubernetes.io/change-cause") is { Length: > 0 } said ? $" (\"{said}\")" : "";
        return new Evidence(
            reused.Length == 0 ? set.CreationTimestamp : hand?.Time,
            Invariant($"revision {DeploymentRevision.Of(set)}{reused}{(changes.Length == 0 ? "" : ", " + changes)}{(hand is null ? "" : " via " + hand.Manager)}{cause}"),
            hand is null ? "ReplicaSet" : "ReplicaSet, managedFields");
    }

    private static MapValue Template(KubeObject set) => PodTemplate.WithoutHash(set.Root.MapAt("spec", "template") ?? MapValue.Empty);
}
