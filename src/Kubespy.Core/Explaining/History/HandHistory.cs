using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Explaining.History;

/// <summary>When the object was made, by whom it was written last, and that its deletion was asked for.</summary>
internal static class HandHistory
{
    private const int MostFields = 4;

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    public static IEnumerable<Evidence> Of(Family family)
    {
        var root = family.Root;
        var hands = Hand.Of(root);
        var known = RevisionHistory.Told(family, hands);
        var isToldByRevision = RevisionHistory.Oldest(family) > 0 && family.Makers.Any(m => m.CreationTimestamp - root.CreationTimestamp < AtOnce);
        if (root.CreationTimestamp is { } created && !isToldByRevision)
        {
            var maker = hands.FirstOrDefault(h => h.Time - created < TimeSpan.FromSeconds(2));
            yield return new Evidence(created, maker is null ? "created" : $"created via {maker.Manager}", maker is null ? $"{root.Kind} metadata" : "managedFields");
        }

        foreach (var hand in hands.Where(h => h.Time - root.CreationTimestamp > TimeSpan.FromSeconds(2) && !known.Contains(h)))
        {
            var more = hand.Fields.Count > MostFields ? ", …" : "";
            var fields = hand.Fields.Count == 0 ? "it" : string.Join(", ", hand.Fields.Take(MostFields)) + more;
            yield return new Evidence(hand.Time, $"{fields} last written via {hand.Manager}{(hand.Subresource.Length == 0 ? "" : $" ({hand.Subresource})")}", "managedFields");
        }

        if (root.DeletionTimestamp is { } deletion)
        {
            // A Pod's is the end of its grace time.
            var grace = root.Kind == "Pod" ? root.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0 : 0;
            yield return new Evidence(deletion.AddSeconds(-grace), root.Kind == "Pod" && PodDisruption.Of(root) is { Length: > 0 } disruption ? disruption : "deletion asked for (author unknown)", $"{root.Kind} metadata");
        }
    }
}
