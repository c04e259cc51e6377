using System.Globalization;

namespace Kubespy.Core.Timelines;

/// <summary>What people and controllers did, from what is known of all objects together. Pure.</summary>
internal static class MarkLedger
{
    private const int Most = 20_000;

    /// <summary>So much later another watch may still tell of what came before.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<TimelineMark> Of(
        RootHistory root, UnseenLedger unseen, IEnumerable<TimelineMark> services, IReadOnlyList<OwnerHistory> owners, IReadOnlyList<PodHistory> pods, DateTimeOffset start) =>
    [
        .. root.Marks
            .Concat(services)
            .Concat(owners.Where(o => !root.Uids.Contains(o.Uid)).SelectMany(Scaled))
            .Concat(Deleted(root, owners, pods))
            .Concat(pods.SelectMany(p => Moved(p, owners)))
            .Concat(unseen.Until(DateTimeOffset.MaxValue).Where(u => u.IsLost).Select(u => new TimelineMark(
                u.To ?? start, MarkKind.Gap, "", u.Resource, $"changes of {u.Resource} before this moment were not seen")))
            .OrderBy(m => m.Time)
            .Take(Most),
    ];

    private static IEnumerable<TimelineMark> Scaled(OwnerHistory owner)
    {
        var subject = $"{ShortNamesOf(owner.Kind)}/{owner.Name}";
        long? before = null;
        foreach (var (time, value) in owner.Replicas.Steps)
        {
            if (before is null && !owner.StartsBefore)
            {
                var revision = owner.Revision > 0 ? string.Create(CultureInfo.InvariantCulture, $"revision {owner.Revision}, ") : "";
                yield return new TimelineMark(time, MarkKind.Controller, owner.Uid, subject, string.Create(CultureInfo.InvariantCulture, $"created: {revision}{value} replicas"));
            }
            else if (before is not null && owner.End != time)
            {
                yield return new TimelineMark(time, MarkKind.Controller, owner.Uid, subject, string.Create(CultureInfo.InvariantCulture, $"{before} → {value} replicas"));
            }

            before = value;
        }

        if (owner.End is { } end)
        {
            yield return new TimelineMark(end, MarkKind.Controller, owner.Uid, subject, "gone");
        }
    }

    /// <summary>
    /// A Pod that is deleted while its controller wants as many as there are was not deleted by it. That is inferred: a deletion leaves no trace of its
    /// author.
    /// </summary>
    private static IEnumerable<TimelineMark> Deleted(RootHistory root, IReadOnlyList<OwnerHistory> owners, IReadOnlyList<PodHistory> pods)
    {
        foreach (var owner in owners.Where(o => o.Kind == "ReplicaSet"))
        {
            PodHistory[] own = [.. pods.Where(p => p.Moments.Any(m => m.OwnerUid == owner.Uid))];
            var active = CurveCalculator.Active(own, owner.Uid);
            foreach (var pod in own)
            {
                foreach (var (last, moment) in pod.Moments.Zip(pod.Moments.Skip(1)))
                {
                    var isDeleted = moment.Phase == PodPhase.Terminating && last.IsActive && last.OwnerUid == owner.Uid;
                    var isGoing = owner.GoingSince <= moment.Time + Skew || root.GoingSince <= moment.Time + Skew;
                    if (isDeleted && !isGoing && (active.At(moment.Time) ?? 0) is var left && left < (owner.Replicas.At(moment.Time) ?? 0) && left < (owner.Replicas.At(moment.Time + Skew) ?? 0))
                    {
                        yield return OfDeletion(pod, moment.Time);
                    }
                }
            }
        }
    }

    private static TimelineMark OfDeletion(PodHistory pod, DateTimeOffset time) => pod.DisruptionReason.Length > 0
        ? new TimelineMark(time, MarkKind.Controller, pod.Uid, $"pod/{pod.Name}", $"deleted: {pod.DisruptionReason}")
        : new TimelineMark(time, MarkKind.Person, pod.Uid, $"pod/{pod.Name}", "deleted, not by its ReplicaSet (author unknown)");

    private static IEnumerable<TimelineMark> Moved(PodHistory pod, IReadOnlyList<OwnerHistory> owners)
    {
        for (var i = 1; i < pod.Moments.Count; i++)
        {
            var (old, next) = (pod.Moments[i - 1].OwnerUid, pod.Moments[i].OwnerUid);
            if (old == next)
            {
                continue;
            }

            var text = next.Length == 0 ? $"released by {NameOf(old)}" : $"adopted by {NameOf(next)}";
            yield return new TimelineMark(pod.Moments[i].Time, MarkKind.Controller, pod.Uid, $"pod/{pod.Name}", text);
        }

        string NameOf(string uid) => owners.FirstOrDefault(o => o.Uid == uid)?.Name ?? "another controller";
    }

    private static string ShortNamesOf(string kind) => Objects.ShortNames.Of(kind);
}
