using Kubespy.Core.Findings;
using Kubespy.Core.Findings.Causes;
using Kubespy.Core.Objects;
using static System.FormattableString;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells what was wrong with Pods: those of one owner that fail alike as one, from the first that does to the last that no longer does.</summary>
internal sealed class TroubleChronicle(Cast cast, Pages pages, RolloutChronicle rollouts, RemedyBook remedies)
{
    /// <summary>A container that has run for so long after a crash has not crashed again.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    /// <summary>One that was Ready again for so long when it was stopped had got over its only crash: it is the first pause before a restart (pkg/kubelet/kubelet.go, 10s).</summary>
    private static readonly TimeSpan GotOver = TimeSpan.FromSeconds(10);

    /// <summary>What is known about a cause gets better while it lasts, but not for ever.</summary>
    private const int MostDiagnoses = 30;

    private readonly Dictionary<(string Owner, string Cause), Watch> _watches = [];

    /// <summary>A Pod's state has changed.</summary>
    public void Changed(DateTimeOffset time, PodLife life, string cause, KubeObject pod)
    {
        if (cause.Length > 0)
        {
            var watch = Open(time, life.OwnerUid, cause, SummaryOf(cause, life, pod), $"status of {life.Name}");
            watch.ReadyAt.Remove(life.Uid);
            if (life.State.IsReady)
            {
                watch.ReadyAt[life.Uid] = time;
            }

            var isNews = watch.Affected.Add(life.Uid);
            watch.Restarts[life.Uid] = life.State.Restarts;
            Diagnose(time, watch, cause, isNews ? life.ShortName : "", pod);
        }

        foreach (var ((owner, kind), watch) in _watches.Where(w => w.Key.Owner == life.OwnerUid && w.Value.Affected.Contains(life.Uid) && w.Key.Cause != cause).ToArray())
        {
            var isOver = life.StopAt is not null || (kind switch
            {
                "unschedulable" => life.State.Node.Length > 0,
                "crash-loop" or "out-of-memory" => false,
                _ => life.State.IsReady,
            });
            if (isOver)
            {
                Leave(time, (owner, kind), watch, life);
            }
            else if (life.State.IsReady)
            {
                watch.ReadyAt.TryAdd(life.Uid, time);
            }
            else
            {
                watch.ReadyAt.Remove(life.Uid);
            }
        }
    }

    /// <summary>A Pod stops, or is gone.</summary>
    public void Stopped(DateTimeOffset time, PodLife life)
    {
        foreach (var (key, watch) in _watches.Where(w => w.Value.Affected.Contains(life.Uid)).ToArray())
        {
            Leave(time, key, watch, life);
        }
    }

    /// <summary>A Pod of a Job ended: what was wrong with it is over, and its Job goes on from there.</summary>
    public void Ended(DateTimeOffset time, PodLife life)
    {
        foreach (var (key, watch) in _watches.Where(w => w.Value.Affected.Remove(life.Uid) && w.Value.Affected.Count == 0).ToArray())
        {
            _watches.Remove(key);
            pages.Close(watch.Id, time, StoryOutcome.Complete);
        }
    }

    /// <summary>An Event about a volume, or about Pods that may not be created.</summary>
    public void Told(DateTimeOffset time, ObservedEvent warning, PodLife? pod, KubeObject? owner)
    {
        if (warning.Reason is "FailedMount" or "FailedAttachVolume" && pod is { State.IsReady: false, StopAt: null })
        {
            var watch = Open(time, pod.OwnerUid, "volume", $"{warning.Reason}: {warning.Message}", "Event of pod/" + pod.Name);
            Diagnose(time, watch, "volume", watch.Affected.Add(pod.Uid) ? pod.ShortName : "", null);
        }
        else if (pod is not null && _watches.FirstOrDefault(w => w.Value.Affected.Contains(pod.Uid)) is { Value: { } known, Key.Cause: var cause })
        {
            Diagnose(time, known, cause, "", null);
        }
        else if (warning.Reason == "FailedCreate" && owner is not null && cast.Kind != "Deployment")
        {
            Diagnose(time, Open(time, owner.Uid, "pods-refused", $"{warning.Reason}: {warning.Message}", "Event of " + $"{ShortNames.Of(owner.Kind)}/{owner.Name}"), "pods-refused", "", null);
        }
    }

    /// <summary>A Pod was made, so its owner may make Pods.</summary>
    public void Made(DateTimeOffset time, string owner)
    {
        if (_watches.Remove((owner, "pods-refused"), out var watch))
        {
            pages.Update<Happening.Trouble>(watch.Id, t => t with { UnblockedBy = remedies.Of(t.Cause, t.Summary, t.Begin, time) });
            pages.Close(watch.Id, time, StoryOutcome.Complete);
        }
    }

    public void Settle(DateTimeOffset now)
    {
        foreach (var (key, watch) in _watches.ToArray())
        {
            foreach (var (uid, since) in watch.ReadyAt.Where(r => now - r.Value >= Stable).ToArray())
            {
                if (cast.Pods.Find(uid) is { } life)
                {
                    Leave(since, key, watch, life);
                }
            }
        }
    }

    /// <summary>All of it is gone.</summary>
    public void Going(DateTimeOffset time)
    {
        foreach (var watch in _watches.Values)
        {
            pages.Close(watch.Id, time, StoryOutcome.Deleted);
        }

        _watches.Clear();
    }

    /// <summary>One that goes on, with what is known of its cause by now.</summary>
    public Happening.Trouble AsOf(long id, Happening.Trouble trouble, DateTimeOffset now)
    {
        if (_watches.Values.FirstOrDefault(w => w.Id == id) is not { } watch)
        {
            return trouble;
        }

        var isReadyAgain = watch.Affected.Count > 0 && watch.Affected.All(watch.ReadyAt.ContainsKey);
        return (cast.Diagnose(now).FirstOrDefault(f => f.Cause == trouble.Cause) is { } finding ? With(trouble, finding) : trouble) with
        {
            ReadyAgainSince = isReadyAgain ? watch.ReadyAt.Values.Max() : null,
        };
    }

    /// <summary>For as long as the rules of kubespy why see nothing in it.</summary>
    private static string SummaryOf(string cause, PodLife life, KubeObject pod) =>
        cause is "crash-loop" or "out-of-memory" && ContainerStatus.Of(pod).FirstOrDefault(c => c.LastEnd is not null) is { } ended
            ? $"container {ended.Name} crashed ({ContainerEnd.Words(ended.LastEnd)})"
            : $"{life.ShortName} {life.State.Word}{(life.State.Detail.Length > 0 ? ": " + life.State.Detail : "")}";

    private Watch Open(DateTimeOffset time, string owner, string cause, string summary, string source)
    {
        if (_watches.TryGetValue((owner, cause), out var watch) && pages.IsGoingOn(watch.Id))
        {
            return watch;
        }

        watch = new Watch(pages.Open(new Happening.Trouble(cast.Subject, time, cause, summary, [], 0, "") { Evidence = [new Evidence(time, summary, source)] }));
        _watches[(owner, cause)] = watch;
        return watch;
    }

    private void Diagnose(DateTimeOffset time, Watch watch, string cause, string pod, KubeObject? about)
    {
        var finding = watch.Diagnoses++ < MostDiagnoses ? cast.Diagnose(time).FirstOrDefault(f => f.Cause == cause || (about is not null && f.Subjects.Contains($"pod/{about.Name}"))) : null;
        var restarts = watch.Restarts.Values.Sum();
        pages.Update<Happening.Trouble>(watch.Id, t => (finding is null ? t : With(t, finding)) with
        {
            Pods = pod.Length == 0 || t.Pods.Contains(pod) ? t.Pods : [.. t.Pods, pod],
            Restarts = restarts,
        });
    }

    private static Happening.Trouble With(Happening.Trouble trouble, Finding finding) => trouble with
    {
        Summary = finding.Summary,
        Evidence = trouble.Evidence.Count > 1 ? trouble.Evidence : [.. trouble.Evidence, .. finding.Evidence],
    };

    private void Leave(DateTimeOffset time, (string Owner, string Cause) key, Watch watch, PodLife life)
    {
        watch.Affected.Remove(life.Uid);
        watch.ReadyAt.Remove(life.Uid, out var ready);
        if (watch.Affected.Count > 0)
        {
            return;
        }

        _watches.Remove(key);
        var hasGotOver = life.StopAt is not null && ready != default && time - ready >= GotOver && watch.Restarts.Values.All(r => r <= 1);
        time = hasGotOver ? ready : time;
        var isStopped = life.StopAt is not null && !hasGotOver;
        pages.Update<Happening.Trouble>(watch.Id, t => t with { UnblockedBy = isStopped ? Ender(t.Begin, time) : Remedy(t, time, life) });
        pages.Close(watch.Id, time, StoryOutcome.Complete);
    }

    private string Remedy(Happening.Trouble trouble, DateTimeOffset time, PodLife life) =>
        remedies.Of(trouble.Cause, trouble.Summary, trouble.Begin, time) is { Length: > 0 } remedy ? remedy
            : life.State.IsReady || life.ReadyAt is not null ? "its Pods became Ready" : "its Pods were placed";

    /// <summary>What took Pods away that failed.</summary>
    private string Ender(DateTimeOffset since, DateTimeOffset time) =>
        rollouts.Last is { } id && pages.IsOpen(id) && pages[id] is Happening.Rollout last && last.Begin > since && last.Begin <= time
            ? last.Reason == RolloutReason.Rollback ? Invariant($"a rollback to revision {last.Earlier}") : "another template"
            : "its Pods were deleted";

    private sealed class Watch(long id)
    {
        public long Id => id;

        public HashSet<string> Affected { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, DateTimeOffset> ReadyAt { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, long> Restarts { get; } = new(StringComparer.Ordinal);

        public int Diagnoses { get; set; }
    }
}
