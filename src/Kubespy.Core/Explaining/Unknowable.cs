using Kubespy.Core.Explaining.History;
using Kubespy.Core.Findings;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Core.Explaining;

/// <summary>What cannot be known now about an object, and why.</summary>
internal static class Unknowable
{
    /// <summary>How long a cluster keeps Events unless it is told otherwise (kube-apiserver --event-ttl).</summary>
    private static readonly TimeSpan EventTtl = TimeSpan.FromHours(1);

    public static IReadOnlyList<string> Of(Family family, TraceWorld world)
    {
        var unknown = new List<string>();
        var managers = Hand.Of(family.Root).Select(h => h.Manager).Distinct(StringComparer.Ordinal).ToArray();
        unknown.Add(managers.Length == 0 ? "who wrote it (managedFields name nobody)" : $"who ran {string.Join(" and ", managers.Take(3))} (no audit log)");
        if (family.Root.CreationTimestamp is not { } created || world.Now - created > EventTtl)
        {
            unknown.Add("Events older than 1h");
        }

        if (family.Pods.Any(p => ContainerStatus.Of(p).Any(c => c.Restarts > 1)))
        {
            unknown.Add("how containers ended before their last restart");
        }

        if (family.Root.Kind == "Deployment" && RevisionHistory.Oldest(family) is > 1 and var oldest)
        {
            unknown.Add(FormattableString.Invariant($"revisions before {oldest} (revisionHistoryLimit)"));
        }

        unknown.AddRange(world.Forbidden.Order(StringComparer.Ordinal).Select(f => $"{f} (forbidden)"));
        return unknown;
    }
}
