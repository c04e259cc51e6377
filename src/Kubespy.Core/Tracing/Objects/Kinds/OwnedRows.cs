using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>What an object owns, as a tree of rows: kinds together, each with what it owns in turn.</summary>
internal static class OwnedRows
{
    /// <summary>Deeper is not looked: no controller makes such, and rings end here at the latest.</summary>
    private const int MaxDepth = 12;

    /// <summary>What others make of a workload: it says nothing that the workload does not say.</summary>
    private static readonly string[] Records = ["ControllerRevision", "EndpointSlice", "Lease"];

    public static IReadOnlyList<TraceRow> Of(KubeObject root, TraceWorld world)
    {
        var rows = new List<TraceRow>();
        Add(root.Uid, 0, rows, new(StringComparer.Ordinal) { root.Uid }, world);
        return rows;
    }

    /// <summary>All that it owns, directly and not.</summary>
    public static IEnumerable<KubeObject> Members(KubeObject root, ObjectStore store)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { root.Uid };
        var left = new Queue<string>([root.Uid]);
        while (left.TryDequeue(out var owner))
        {
            foreach (var child in store.OwnedBy(owner).Where(c => seen.Add(c.Uid)))
            {
                yield return child;
                left.Enqueue(child.Uid);
            }
        }
    }

    /// <summary>Each owner is looked at once: many that own each other in rings cost no more than they are.</summary>
    public static bool IsBelow(KubeObject obj, string rootUid, ObjectStore store)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { obj.Uid };
        var left = new Queue<KubeObject>([obj]);
        while (left.TryDequeue(out var next))
        {
            foreach (var owner in next.OwnerReferences)
            {
                if (owner.Uid == rootUid)
                {
                    return true;
                }

                if (seen.Add(owner.Uid) && store.Get(owner.Uid) is { } known)
                {
                    left.Enqueue(known);
                }
            }
        }

        return false;
    }

    private static void Add(string owner, int depth, List<TraceRow> rows, HashSet<string> seen, TraceWorld world)
    {
        if (depth == MaxDepth)
        {
            return;
        }

        var children = world.Store.OwnedBy(owner).OrderBy(c => c.Kind, StringComparer.Ordinal).ThenBy(c => c.Name.Length).ThenBy(c => c.Name, StringComparer.Ordinal);
        foreach (var child in children.Where(c => !Records.Contains(c.Kind) && seen.Add(c.Uid)).ToArray())
        {
            rows.Add(Row(child, depth, world));
            Add(child.Uid, depth + 1, rows, seen, world);
        }
    }

    private static TraceRow Row(KubeObject obj, int depth, TraceWorld world)
    {
        var name = $"{ShortNames.Of(obj.Kind)}/{obj.Name}";
        if (obj.Kind == "Pod")
        {
            return PodRows.Of(obj, world, depth) with { Name = name };
        }

        var word = OwnedWord.Of(obj, world);
        var warnings = word.Health is Health.Coming or Health.Failing ? EventText.Warnings(world, obj.Uid, 1).Select(EventText.Of) : [];
        return new TraceRow
        {
            Key = obj.Uid,
            Depth = depth,
            Health = word.Health,
            Name = name,
            Word = word.Word,
            Details = [.. new[] { word.Detail }.Where(d => d.Length > 0), .. warnings],
            CreatedAt = obj.CreationTimestamp,
        };
    }
}
