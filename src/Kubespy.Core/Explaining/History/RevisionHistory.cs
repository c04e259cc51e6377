using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Explaining.History;

/// <summary>
/// The revisions of a workload: a Deployment's ReplicaSets, a StatefulSet's or DaemonSet's ControllerRevisions, what changed in the template from one to the next, and by whose hand where
/// managedFields still prove it (they keep one time for each manager).
/// </summary>
internal static class RevisionHistory
{
    private const int Most = 5;

    private const string History = "deployment.kubernetes.io/revision-history";

    /// <summary>
    /// The controller makes the ReplicaSet at once. Times are whole seconds; where it took longer, nobody is named rather than the wrong one:
    /// who loses the template to another leaves no time behind.
    /// </summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static IEnumerable<Evidence> Of(Family family)
    {
        var hands = Hand.Of(family.Root);
        var revisions = All(family).ToArray();
        foreach (var (revision, former) in revisions.Zip(revisions.Prepend(default)).TakeLast(Most))
        {
            yield return Line(revision, former.Set, hands);
        }
    }

    /// <summary>The lowest revision that is known of; 0 where none is.</summary>
    public static long Oldest(Family family) => All(family).Select(r => r.Number).FirstOrDefault();

    /// <summary>The hands that wrote the template of a revision that is told, as far as times prove it.</summary>
    public static IReadOnlySet<Hand> Told(Family family, IReadOnlyList<Hand> hands)
    {
        var revisions = All(family).ToArray();
        return revisions.Zip(revisions.Prepend(default)).Select(r => HandOf(r.First, r.Second.Set, hands)).OfType<Hand>().ToHashSet();
    }

    /// <summary>
    /// Each revision with its ReplicaSet, the oldest first; one that was used again stands for several. What it was before it bore the
    /// number that it has now is in its annotation. A ControllerRevision keeps no former number: one that is older than another of a lower
    /// number was used again.
    /// </summary>
    private static IEnumerable<(long Number, KubeObject Set, bool IsAgain)> All(Family family)
    {
        DateTimeOffset? youngest = null;
        foreach (var (number, set, isAgain) in family.Makers
            .Where(m => m.Kind is "ReplicaSet" or "ControllerRevision")
            .SelectMany(m => Numbers(m).Select((number, i) => (Number: number, Set: m, IsAgain: i > 0)))
            .OrderBy(r => r.Number))
        {
            yield return (number, set, isAgain || (set.Kind == "ControllerRevision" && set.CreationTimestamp < youngest));
            youngest = youngest is { } known && known > set.CreationTimestamp ? known : set.CreationTimestamp;
        }
    }

    private static IEnumerable<long> Numbers(KubeObject set) => (set.Annotation(History) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(n => long.TryParse(n, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .Append(NumberOf(set)).Where(n => n > 0).Order();

    private static long NumberOf(KubeObject set) => set.Kind == "ControllerRevision" ? set.Root.Int64At("revision") ?? 0 : DeploymentRevision.Of(set);

    /// <summary>The controller makes a ReplicaSet soon after its template was written; when it used one again, only the newest template's writer tells.</summary>
    private static Hand? HandOf((long Number, KubeObject Set, bool IsAgain) revision, KubeObject? former, IReadOnlyList<Hand> hands) => revision is { IsAgain: true, Set.Kind: "ReplicaSet" }
        ? revision.Number == NumberOf(revision.Set) ? hands.LastOrDefault(h => h.WritesTemplate && (former?.CreationTimestamp is not { } made || h.Time > made)) : null
        : hands.LastOrDefault(h => h.WritesTemplate && MadeAt(revision.Set, revision.IsAgain) is { } made && made - h.Time is var after && after >= TimeSpan.FromSeconds(-1) && after <= Soon);

    /// <summary>When the revision came to be of its number; null where that is not known.</summary>
    private static DateTimeOffset? MadeAt(KubeObject set, bool isAgain) => !isAgain ? set.CreationTimestamp : set.Metadata.ListAt("managedFields")
        .Where(e => e.At("fieldsV1", "f:revision") is not null).Select(e => Timestamp.Parse(e.StringAt("time"))).Max();

    private static Evidence Line((long Number, KubeObject Set, bool IsAgain) revision, KubeObject? former, IReadOnlyList<Hand> hands)
    {
        var (number, set, isAgain) = revision;
        var hand = HandOf(revision, former, hands);
        var before = !isAgain ? "" : set.Kind == "ControllerRevision" ? " (used again)" : Invariant($" (revision {Numbers(set).Last(n => n < number)} used again)");
        var changes = former is null ? "" : string.Join(", ", TemplateChanges.Between(Template(former), Template(set)));
        var cause = number == NumberOf(set) && set.Annotation("kubernetes.io/change-cause") is { Length: > 0 } said ? $" (\"{said}\")" : "";
        return new Evidence(
            isAgain && set.Kind == "ReplicaSet" ? hand?.Time : MadeAt(set, isAgain),
            Invariant($"revision {number}{before}{(changes.Length == 0 ? "" : ", " + changes)}{(hand is null ? "" : " via " + hand.Manager)}{cause}"),
            hand is null ? set.Kind : set.Kind + ", managedFields");
    }

    private static MapValue Template(KubeObject set) =>
        PodTemplate.WithoutHash((set.Kind == "ControllerRevision" ? set.Root.MapAt("data", "spec", "template") : set.Root.MapAt("spec", "template")) ?? MapValue.Empty);
}
