using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Changes;

/// <summary>
/// By whose hand something changed, as far as managedFields prove it (design.md, law 11). They name a manager, not a person; what was removed, and who
/// deleted, they do not tell.
/// </summary>
/// <param name="Managers">Proven; several where several revisions were seen as one.</param>
/// <param name="Unknown">Why nobody is named; empty where somebody is.</param>
public sealed record Hand(IReadOnlyList<FieldManager> Managers, string Unknown)
{
    private static Hand UnknownAs(string why) => new([], why);

    public static Hand Of(ChangeType type, KubeObject? old, KubeObject @new, IReadOnlyList<FieldChange> changes) => type switch
    {
        ChangeType.Deleted => UnknownAs("a deletion leaves no trace of its author"),
        ChangeType.Modified when old is not null => OfChanges(old, @new, changes),
        _ => OfCreation(@new),
    };

    public override string ToString() => Managers.Count > 0 ? string.Join(" and ", Managers) : "unknown";

    private static Hand OfCreation(KubeObject made)
    {
        var managers = new ManagedFields(made).Managers.Where(m => m.Subresource.Length == 0).Distinct().ToArray();
        return managers.Length == 1 ? new Hand(managers, "")
            : UnknownAs(managers.Length == 0 ? "the object has no managedFields" : "several have written since");
    }

    private static Hand OfChanges(KubeObject old, KubeObject @new, IReadOnlyList<FieldChange> changes)
    {
        var (before, after) = (new ManagedFields(old), new ManagedFields(@new));
        var wrote = after.WroteSince(before).ToHashSet();
        var proven = changes.Where(c => c.New is not null && !c.IsOrder).SelectMany(c => Narrow([.. after.OwnersOf(c.Path)], wrote)).Distinct().ToArray();
        if (proven.Length > 0)
        {
            return new Hand(proven, "");
        }

        // Nothing was set; whoever alone has written in the same revision has removed, too.
        return wrote.Count == 1 ? new Hand([.. wrote], "") : UnknownAs(WhyUnknown(@new, changes));
    }

    /// <summary>Of several owners of a whole that was added, those who have just written.</summary>
    private static FieldManager[] Narrow(FieldManager[] owners, HashSet<FieldManager> wrote) =>
        owners.Length > 1 && owners.Any(wrote.Contains) ? [.. owners.Where(wrote.Contains)] : owners;

    private static string WhyUnknown(KubeObject @new, IReadOnlyList<FieldChange> changes) =>
        changes.Any(c => c.Path.Names is ["metadata", "deletionTimestamp"]) ? "a deletion leaves no trace of its author"
        : @new.Metadata["managedFields"] is null ? "the object has no managedFields"
        : changes.All(c => c.New is null) ? "what was removed leaves no trace of its author"
        : "no manager owns what changed";
}
