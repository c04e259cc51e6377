using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>
/// Tells of new Pod templates: rollouts, rollbacks, restarts; what of them waited for what, and what ended them. What a rollout did is read
/// off the lives of the Pods and the steps of the ReplicaSets when it is over, and whenever it is asked for before.
/// </summary>
internal sealed class RolloutChronicle(Cast cast, Pages pages)
{
    private const int MostSteps = 10_000;

    /// <summary>So long an old Pod is waited for that does not go.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly string[] RestartAlone = ["restart asked for"];

    private readonly List<ScaleStep> _steps = [];
    private readonly List<(long Id, string Key)> _held = [];
    private readonly List<Wait> _paused = [];
    private long? _rollout;

    /// <summary>By what the new Pods of the last rollout are known; empty before they can be.</summary>
    private string _key = "";

    public bool IsRolling => pages.IsGoingOn(_rollout);

    /// <summary>The last one, open or not; null where there was none.</summary>
    public long? Last => _rollout;

    /// <summary>A ReplicaSet was scaled, or made with so many.</summary>
    public void Stepped(ScaleStep step)
    {
        _steps.Add(step);
        if (_steps.Count > MostSteps)
        {
            _steps.RemoveAt(0);
        }
    }

    /// <summary>Another template is asked for, and not paused. <paramref name="from"/> is the template that was served before.</summary>
    /// <param name="time">When.</param>
    /// <param name="old">The workload before.</param>
    /// <param name="next">The workload now.</param>
    /// <param name="from">The template before.</param>
    /// <param name="author">Who wrote it.</param>
    /// <param name="waited">What had been waiting for it.</param>
    /// <param name="failure">What was wrong with the one before, as it was diagnosed before this change.</param>
    public void Begin(DateTimeOffset time, KubeObject old, KubeObject next, MapValue from, Author author, IReadOnlyList<Wait> waited, Finding? failure)
    {
        var template = WorkloadFacts.Template(next);
        var changes = TemplateChanges.Between(from, template);
        var current = NumberBefore(old);
        var earlier = Earlier(template, current);
        var reason = earlier > 0 ? RolloutReason.Rollback : changes.SequenceEqual(RestartAlone) ? RolloutReason.Restart : RolloutReason.Change;
        Supersede(time, reason == RolloutReason.Rollback ? "rollback" : reason == RolloutReason.Restart ? "restart" : "rollout", failure);
        _key = "";
        _paused.Clear();
        _paused.AddRange(waited);
        _rollout = pages.Open(new Happening.Rollout(cast.Subject, time)
        {
            Reason = reason,
            From = current,
            Earlier = earlier,
            Changes = changes,
            Plan = RolloutPlan.Of(next, WorkloadFacts.Wanted(next)),
            Floor = RolloutPlan.Of(next, WorkloadFacts.Wanted(next)).Floor,
            AtBegin = WorkloadFacts.Available(old),
            Lowest = WorkloadFacts.Available(old),
            Author = author,
            Evidence = [new Evidence(time, $"spec.template changed: {string.Join(", ", changes)}", $"{next.Kind} {next.Name}, generation {next.Generation}")],
        });
    }

    /// <summary>One that was under way when the observation began.</summary>
    public void Found(DateTimeOffset time, KubeObject root, KubeObject newest, KubeObject? before)
    {
        _rollout = pages.Open(new Happening.Rollout(cast.Subject, newest.CreationTimestamp is { } made && made < time ? made : time)
        {
            IsFromBefore = true,
            From = before is null ? 0 : WorkloadFacts.NumberOf(before),
            To = WorkloadFacts.NumberOf(newest),
            Changes = before is null ? [] : TemplateChanges.Between(WorkloadFacts.TemplateOf(before), WorkloadFacts.TemplateOf(newest)),
            Plan = RolloutPlan.Of(root, WorkloadFacts.Wanted(root)),
            Floor = RolloutPlan.Of(root, WorkloadFacts.Wanted(root)).Floor,
            AtBegin = WorkloadFacts.Available(root),
            Lowest = WorkloadFacts.Available(root),
            Author = Writers.OfTemplate(root, newest),
            Evidence = [new Evidence(newest.CreationTimestamp, $"{newest.Kind} {newest.Name} made", newest.Kind)],
        });
    }

    /// <summary>Its workload's status or spec has changed otherwise.</summary>
    public void Follow(DateTimeOffset time, KubeObject root)
    {
        if (!IsRolling)
        {
            return;
        }

        _key = cast.NewestKey is { Length: > 0 } key ? key : _key;
        var (available, revision) = (WorkloadFacts.Available(root), cast.Revision);
        pages.Update<Happening.Rollout>(_rollout, r => r with
        {
            Lowest = Math.Min(r.Lowest, available),
            To = r.To == 0 && revision > r.From ? revision : r.To,
            Floor = Math.Min(r.Floor, RolloutPlan.Of(root, WorkloadFacts.Wanted(root)).Floor),
        });
        if (WorkloadFacts.IsComplete(root) && Reached(root))
        {
            _held.Add((_rollout!.Value, _key));
            pages.Close(_rollout, time, StoryOutcome.Complete, isHeld: true);
            pages.Update<Happening.Rollout>(_rollout, r => r with { Failure = null, Evidence = [.. r.Evidence, new Evidence(time, $"all {WorkloadFacts.Wanted(root)} updated and available", $"{root.Kind} status")] });
            Refresh(_rollout, _key);
        }
    }

    public void PastDeadline(bool isPast) => pages.Update<Happening.Rollout>(_rollout, r => r.End is null ? r with { IsPastDeadline = isPast } : r);

    /// <summary>The workload is gone, or the observation of it.</summary>
    public void Stop(DateTimeOffset time)
    {
        if (IsRolling)
        {
            Refresh(_rollout, _key);
            pages.Close(_rollout, time, StoryOutcome.Deleted);
        }
    }

    /// <summary>One that is complete is finished when the last Pod that it replaced is gone, or nobody waits for that any more.</summary>
    public void Settle(DateTimeOffset now)
    {
        foreach (var (id, key) in _held.Where(h => now - pages[h.Id].End >= Pages.Grace).ToArray())
        {
            if (now - pages[id].End > Patience || !RolloutReading.IsLeaving((Happening.Rollout)pages[id], key, cast))
            {
                Refresh(id, key);
                pages.LetGo(id);
                _held.Remove((id, key));
            }
        }
    }

    /// <summary>One that goes on, with what holds it up by now.</summary>
    public Happening.Rollout AsOf(long id, Happening.Rollout rollout, DateTimeOffset now)
    {
        if (rollout.End is not null)
        {
            return _held.FirstOrDefault(h => h.Id == id) is { Id: > 0, Key: var held } ? RolloutReading.Read(rollout, held, cast, _steps, id == _rollout ? _paused : []) : rollout;
        }

        if (id != _rollout)
        {
            return rollout;
        }

        var stuck = rollout with { Failure = cast.Worst(now) };
        return _key.Length == 0 ? stuck : RolloutReading.Read(stuck, _key, cast, _steps, _paused);
    }

    private void Supersede(DateTimeOffset time, string by, Finding? failure)
    {
        foreach (var (id, key) in _held)
        {
            Refresh(id, key);
            pages.LetGo(id);
        }

        _held.Clear();
        if (!IsRolling)
        {
            return;
        }

        var open = (Happening.Rollout)pages[_rollout!.Value];
        var hasFailed = failure is not null || open.IsPastDeadline;
        pages.Update<Happening.Rollout>(_rollout, r => r with { Failure = failure, UnblockedBy = by });
        Refresh(_rollout, _key);
        if (hasFailed)
        {
            pages.Update<Happening.Rollout>(_rollout, r => r with
            {
                Waits = [.. r.Waits, new Wait("the rollout", failure?.Summary ?? "its new Pods, past its deadline", r.Begin, time, by)],
            });
        }

        pages.Close(_rollout, time, hasFailed ? StoryOutcome.Failed : StoryOutcome.Overtaken);
    }

    /// <summary>The number that the workload had before this change: its newest template may be numbered already by a watch that is ahead.</summary>
    private long NumberBefore(KubeObject old) => cast.Kind == "Deployment" ? DeploymentRevision.Of(old)
        : old.Kind == "StatefulSet" && cast.Store.Find("ControllerRevision", old.Namespace, old.Status.StringAt("updateRevision") ?? "") is { } revision ? WorkloadFacts.NumberOf(revision)
        : cast.Makers.FirstOrDefault(m => WorkloadFacts.TemplateOf(m).Equals(WorkloadFacts.Template(old))) is { } maker ? WorkloadFacts.NumberOf(maker)
        : 0;

    /// <summary>The revision that had that template before; 0 where none did that is still known.</summary>
    private long Earlier(MapValue template, long current)
    {
        foreach (var maker in cast.Makers.Where(m => WorkloadFacts.TemplateOf(m).Equals(template)))
        {
            var number = WorkloadFacts.NumberOf(maker);
            if (number > 0 && number < current)
            {
                return number;
            }

            // A watch that is ahead: it bears its new number already.
            var former = (maker.Annotation("deployment.kubernetes.io/revision-history") ?? "").Split(',').Select(n => long.TryParse(n, out var was) ? was : 0).LastOrDefault(n => n > 0 && n < current);
            if (number > current && former > 0)
            {
                return former;
            }
        }

        return 0;
    }

    /// <summary>The status is of the template that is asked for, not of the one before.</summary>
    private bool Reached(KubeObject root) => cast.Kind == "Deployment" ? cast.NewestMaker is not null || root.Status.Int64At("observedGeneration") >= root.Generation : cast.NewestKey.Length > 0;

    private void Refresh(long? id, string key)
    {
        if (!pages.IsOpen(id) || key.Length == 0)
        {
            return;
        }

        pages.Update<Happening.Rollout>(id, r => RolloutReading.Read(r, key, cast, _steps, id == _rollout ? _paused : []));
    }
}
