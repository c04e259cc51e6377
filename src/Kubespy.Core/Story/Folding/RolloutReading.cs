using Kubespy.Core.Findings;
using static System.FormattableString;

namespace Kubespy.Core.Story.Folding;

/// <summary>What a rollout did, read off the lives of Pods and the steps of ReplicaSets. Pure.</summary>
internal static class RolloutReading
{
    /// <summary>The watch that tells of a cause may be behind the one that tells of its effect.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(0.5);

    /// <summary>More waits than these are told by their number.</summary>
    private const int MostWaits = 200;

    /// <summary>More steps than these are left out: what they came to is told.</summary>
    private const int MostSteps = 200;

    /// <param name="rollout">As far as it is known.</param>
    /// <param name="key">By what its new Pods are known.</param>
    /// <param name="cast">Whose lives.</param>
    /// <param name="steps">How ReplicaSets were scaled.</param>
    /// <param name="paused">What had waited before it began.</param>
    public static Happening.Rollout Read(Happening.Rollout rollout, string key, Cast cast, IReadOnlyList<ScaleStep> steps, IReadOnlyList<Wait> paused)
    {
        var until = (rollout.End ?? DateTimeOffset.MaxValue - Slack) + Slack;
        var fresh = cast.Pods.All.Where(p => p.Key == key && !p.IsInitial && p.Seen >= rollout.Begin - Slack && p.Seen <= until).ToArray();
        var old = cast.Pods.All.Where(p => p.Key != key && !p.IsLost && p.StopAt >= rollout.Begin - Slack && p.StopAt <= until).OrderBy(p => p.StopAt).ToArray();
        var minReady = TimeSpan.FromSeconds(rollout.Plan.MinReadySeconds);
        var available = fresh.Where(p => p.ReadyAt is not null && (rollout.End is null || p.ReadyAt <= until)).OrderBy(p => p.ReadyAt).ToArray();
        return rollout with
        {
            Steps = [.. Steps(rollout, fresh, available, old, steps.Where(s => s.Time >= rollout.Begin - Slack && s.Time <= until)).OrderBy(s => s.Time).Take(MostSteps)],
            NewPods = fresh.Length,
            OldPods = old.Length,
            ReadyAfter = [.. available.Select(p => p.ReadyAt!.Value - p.Seen + minReady)],
            LastOldPodGone = old.Length > 0 && old.All(p => p.GoneAt is not null) ? old.Max(p => p.GoneAt) : null,
            Waits =
            [
                .. paused,
                .. (rollout.Plan.Strategy switch
                {
                    "Recreate" => Recreating(rollout, key, old, steps),
                    "RollingUpdate" when cast.Kind == "Deployment" => Rolling(rollout, key, available, steps.Where(s => s.Time >= rollout.Begin && s.Time <= until), minReady),
                    _ => InTurn(available, old),
                }).Take(MostWaits),
            ],
        };
    }

    /// <summary>Whether a Pod that it replaced is not gone yet.</summary>
    public static bool IsLeaving(Happening.Rollout rollout, string key, Cast cast)
    {
        var until = (rollout.End ?? DateTimeOffset.MaxValue - Slack) + Slack;
        return cast.Pods.All.Any(p => p.GoneAt is null && p.StopAt >= rollout.Begin - Slack && p.StopAt <= until && p.Key != key && !p.IsLost);
    }

    private static IEnumerable<Evidence> Steps(Happening.Rollout rollout, PodLife[] fresh, PodLife[] available, PodLife[] old, IEnumerable<ScaleStep> steps) =>
    [
        .. steps.Select(s => new Evidence(s.Time, Invariant($"{s.Name} {s.From} → {s.To}"), "ReplicaSet spec.replicas")),
        .. fresh.Select(p => new Evidence(p.Seen, $"{p.ShortName} created", "Pod")),
        .. available.Select(p => new Evidence(p.ReadyAt, Invariant($"{p.ShortName} Ready after {(p.ReadyAt!.Value - p.Seen).TotalSeconds:0.0}s"), "Pod condition Ready")),
        .. old.Select(p => new Evidence(p.StopAt, $"{p.ShortName} stops", "Pod deletionTimestamp")),
        .. old.Where(p => p.GoneAt is not null && (rollout.End is null || p.GoneAt <= rollout.End)).Select(p => new Evidence(p.GoneAt, $"{p.ShortName} gone", "Pod DELETED")),
    ];

    /// <summary>An old ReplicaSet shrinks by what has become available of the new one.</summary>
    private static IEnumerable<Wait> Rolling(Happening.Rollout rollout, string key, PodLife[] available, IEnumerable<ScaleStep> steps, TimeSpan minReady)
    {
        ScaleStep[] all = [.. steps];
        var (credited, named) = (all.Length > 0 ? all[0].NewestAvailable : 0, 0);
        foreach (var step in all.Where(s => s.To < s.From && s.Uid != key))
        {
            var who = available.Skip(named).Take((int)Math.Clamp(step.NewestAvailable - credited, 0, int.MaxValue)).ToArray();
            if (who.Length == 0)
            {
                continue;
            }

            credited = step.NewestAvailable;
            named += who.Length;
            var since = who.Min(p => p.Seen);
            yield return new Wait(
                Invariant($"{step.Name} {step.From} → {step.To}"),
                $"{Names(who)} to become {(minReady > TimeSpan.Zero ? Invariant($"available ({rollout.Plan.MinReadySeconds}s Ready)") : "Ready")}",
                since < rollout.Begin ? rollout.Begin : since > step.Time ? step.Time : since,
                step.Time);
        }
    }

    /// <summary>Nothing new is made before the last old Pod has ended.</summary>
    private static IEnumerable<Wait> Recreating(Happening.Rollout rollout, string key, PodLife[] old, IReadOnlyList<ScaleStep> steps)
    {
        var made = steps.FirstOrDefault(s => s.Uid == key && s.To > 0 && s.Time >= rollout.Begin);
        if (old.Length > 0)
        {
            yield return new Wait(
                made?.Name ?? "the new ReplicaSet", $"{Count(old.Length, "old Pod")} to end", old[0].StopAt!.Value, made?.Time, "");
        }
    }

    /// <summary>A set replaces one after the other: each waits for the one before to be Ready.</summary>
    private static IEnumerable<Wait> InTurn(PodLife[] available, PodLife[] old)
    {
        foreach (var (before, stopped) in old.Zip(old.Skip(1)))
        {
            if (available.LastOrDefault(p => p.ReadyAt <= stopped.StopAt + Slack && p.ReadyAt >= before.StopAt) is { } ready)
            {
                yield return new Wait($"the replacement of {stopped.ShortName}", $"{ready.ShortName} to become Ready", before.StopAt!.Value, stopped.StopAt);
            }
        }
    }

    private static string Names(PodLife[] pods) => Tracing.Names.Of([.. pods.Select(p => p.ShortName)]);

    private static string Count(int count, string what) => Invariant($"{(count == 1 ? "one" : count)} {what}{(count == 1 ? "" : "s")}");
}
