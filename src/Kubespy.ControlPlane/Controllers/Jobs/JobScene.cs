using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>A Job and its Pods as one sync sees them (syncJobCtx in pkg/controller/job). Pure but for what the sync itself counts on.</summary>
internal sealed class JobScene
{
    public JobScene(KubeObject job, JobStatus status, IReadOnlyList<KubeObject> pods, IReadOnlySet<string> untracked, JobBackoff backoff)
    {
        (Job, View, Status, Pods, Untracked) = (job, JobView.Of(job), status, pods, untracked);
        ActivePods = [.. pods.Where(p => PodView.Of(p).IsActive)];
        Active = ActivePods.Count;
        Ready = ActivePods.Count(p => PodView.Of(p).IsReady);
        Terminating = pods.Count(p => PodView.Of(p).IsTerminating);
        KubeObject[] succeeded = [.. Uncounted(status.UncountedSucceeded).Where(p => PodView.Of(p).Phase == "Succeeded")];
        KubeObject[] failed = [.. Uncounted(status.UncountedFailed).Where(p => JobPod.IsFailed(p, View))];
        Succeeded = status.Succeeded + succeeded.Length + status.UncountedSucceeded.Count;
        Failed = status.Failed + failed.Count(p => FailurePolicy.Match(View, p).IsCounted) + status.UncountedFailed.Count;
        Backoff = backoff.With(succeeded, failed);
        if (View.IsIndexed)
        {
            ReadIndexes();
        }
    }

    public KubeObject Job { get; }

    public JobView View { get; }

    public JobStatus Status { get; }

    public IReadOnlyList<KubeObject> Pods { get; }

    /// <summary>The UIDs of Pods whose finalizer was removed by a former sync.</summary>
    public IReadOnlySet<string> Untracked { get; }

    public IReadOnlyList<KubeObject> ActivePods { get; }

    public int Active { get; set; }

    public int Ready { get; set; }

    public int Terminating { get; set; }

    public int Succeeded { get; private set; }

    public int Failed { get; }

    public JobBackoff Backoff { get; }

    public IndexSet FormerIndexes { get; private set; } = IndexSet.Empty;

    public IndexSet SucceededIndexes { get; set; } = IndexSet.Empty;

    /// <summary>Null where indexes do not fail by themselves.</summary>
    public IndexSet? FailedIndexes { get; private set; }

    /// <summary>Failed Pods that keep their finalizer until a Pod takes their place that knows how often its index failed.</summary>
    public IReadOnlyDictionary<int, KubeObject> Kept { get; private set; } = new Dictionary<int, KubeObject>();

    /// <summary>How the Job ends; null where it does not yet.</summary>
    public JobCondition? End { get; set; }

    /// <summary>The Pod is to be looked at: it has not been counted.</summary>
    public bool IsTracked(KubeObject pod) => JobPod.IsTracked(pod) && !Untracked.Contains(pod.Uid);

    private IEnumerable<KubeObject> Uncounted(List<string> known) =>
        Pods.Where(p => IsTracked(p) && !known.Contains(p.Uid) && (!View.IsIndexed || JobPod.HasValidIndex(p, View)));

    private void ReadIndexes()
    {
        var completions = View.Completions ?? 0;
        FormerIndexes = IndexSet.Parse(Status.CompletedIndexes, completions);
        var tracked = Pods.Where(p => JobPod.IsTracked(p) && JobPod.HasValidIndex(p, View)).ToArray();
        SucceededIndexes = FormerIndexes.Union(IndexSet.Of(tracked.Where(p => PodView.Of(p).Phase == "Succeeded").Select(JobPod.IndexOf)));
        Succeeded = SucceededIndexes.Count;
        if (View.BackoffLimitPerIndex is { } limit)
        {
            FailedIndexes = IndexSet.Parse(Status.FailedIndexes ?? "", completions).Union(IndexSet.Of(tracked.Where(p => HasIndexFailed(p, limit)).Select(JobPod.IndexOf)));
            Kept = KeptPods();
        }
    }

    private bool HasIndexFailed(KubeObject pod, long limit)
    {
        if (!JobPod.IsFailed(pod, View))
        {
            return false;
        }

        var matched = FailurePolicy.Match(View, pod);
        return matched.FailsIndex || (matched.IsCounted && JobPod.FailuresOf(pod) >= limit);
    }

    private Dictionary<int, KubeObject> KeptPods()
    {
        var settled = SucceededIndexes.Union(FailedIndexes!).Union(IndexSet.Of(ActivePods.Select(JobPod.IndexOf).Where(i => i != JobPod.NoIndex)));
        var kept = new Dictionary<int, KubeObject>();
        foreach (var pod in Pods.Where(p => IsTracked(p) && JobPod.HasValidIndex(p, View) && JobPod.IsFailed(p, View) && !settled.Contains(JobPod.IndexOf(p))))
        {
            var index = JobPod.IndexOf(pod);
            if (!kept.TryGetValue(index, out var last)
                || (JobPod.AllFailuresOf(last) <= JobPod.AllFailuresOf(pod) && JobPod.FinishedAt(pod) >= JobPod.FinishedAt(last)))
            {
                kept[index] = pod;
            }
        }

        return kept;
    }
}
