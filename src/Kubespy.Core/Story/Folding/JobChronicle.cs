using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells how Jobs ran: the root itself, or those that a CronJob made.</summary>
internal sealed class JobChronicle(Cast cast, Pages pages)
{
    private readonly Dictionary<string, long> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _over = new(StringComparer.Ordinal);

    public void Changed(DateTimeOffset time, KubeObject job, bool isFromBefore)
    {
        if (_over.Contains(job.Uid))
        {
            return;
        }

        var facts = new JobFacts(job);
        if (!_runs.TryGetValue(job.Uid, out var id))
        {
            if (isFromBefore && facts.IsOver)
            {
                _over.Add(job.Uid);
                return;
            }

            _runs[job.Uid] = id = pages.Open(new Happening.JobRun($"job/{job.Name}", isFromBefore ? facts.StartedAt ?? time : time, facts.Completions ?? 1, 0, 0, "")
            {
                IsFromBefore = isFromBefore,
                Author = cast.Kind == "CronJob" ? new Author("cronjob-controller", "Job ownerReferences") : Author.None,
            });
        }

        pages.Update<Happening.JobRun>(id, r => r with { Succeeded = facts.Succeeded, Failed = facts.Failed });
        if (facts.IsOver)
        {
            _over.Add(job.Uid);
            pages.Update<Happening.JobRun>(id, r => r with
            {
                Reason = facts.FailureText,
                Evidence = [.. r.Evidence, new Evidence(facts.CompletedAt ?? time, facts.IsComplete ? "Complete" : facts.FailureText, "Job condition")],
            });
            pages.Close(id, time, facts.IsComplete ? StoryOutcome.Complete : StoryOutcome.Failed);
        }
    }

    public void Deleted(DateTimeOffset time, KubeObject job)
    {
        if (_runs.TryGetValue(job.Uid, out var id))
        {
            pages.Close(id, time, StoryOutcome.Deleted);
        }
    }
}
