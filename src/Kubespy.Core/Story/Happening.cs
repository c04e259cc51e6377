using Kubespy.Core.Findings;

namespace Kubespy.Core.Story;

/// <summary>
/// One thing that happened, from its beginning to its end, with its evidence and its author as far as both are known. The kinds are the
/// nested records and no others.
/// </summary>
/// <param name="Subject">Whom it is about, in the manner of <c>deploy/nginx</c>.</param>
/// <param name="Begin">When it was seen to begin, by the observer's clock.</param>
public abstract record Happening(string Subject, DateTimeOffset Begin)
{
    /// <summary>When it was over; null while it goes on.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Nothing that is seen later can change what is told of it.</summary>
    public bool IsFinished { get; init; }

    /// <summary>It had begun before the observation did: <see cref="Begin"/> is when it was seen first, or inferred.</summary>
    public bool IsFromBefore { get; init; }

    public StoryOutcome Outcome { get; init; } = StoryOutcome.GoingOn;

    public Author Author { get; init; } = Author.None;

    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    public IReadOnlyList<Wait> Waits { get; init; } = [];

    /// <summary>Null while it goes on.</summary>
    public TimeSpan? Took => End - Begin;

    /// <summary>An object was made. <paramref name="Replicas"/> is null where it has none; <paramref name="Revision"/> 0 where it has none, or none yet.</summary>
    public sealed record Creation(string Subject, DateTimeOffset Begin, long? Replicas, long Revision) : Happening(Subject, Begin);

    /// <summary>A new Pod template, whatever it came of, and the Pods that were replaced for it.</summary>
    public sealed record Rollout(string Subject, DateTimeOffset Begin) : Happening(Subject, Begin)
    {
        public RolloutReason Reason { get; init; }

        /// <summary>0 where it is not known.</summary>
        public long From { get; init; }

        /// <summary>0 where no revision was made of it (yet).</summary>
        public long To { get; init; }

        /// <summary>Of a rollback: the revision whose template it is, as it was numbered then.</summary>
        public long Earlier { get; init; }

        /// <summary>Of the template, in the words of <see cref="Tracing.TemplateChanges"/>.</summary>
        public IReadOnlyList<string> Changes { get; init; } = [];

        /// <summary>As it was when it began.</summary>
        public required RolloutPlan Plan { get; init; }

        /// <summary>So many had to be available: the fewest that its strategy promised meanwhile, for it may have been scaled.</summary>
        public long Floor { get; init; }

        /// <summary>How many were available when it began.</summary>
        public long AtBegin { get; init; }

        /// <summary>The fewest available meanwhile.</summary>
        public long Lowest { get; init; }

        /// <summary>How long each new Pod took until it counted as available, in the order in which they did.</summary>
        public IReadOnlyList<TimeSpan> ReadyAfter { get; init; } = [];

        /// <summary>What its ReplicaSets and Pods did on the way, in order.</summary>
        public IReadOnlyList<Evidence> Steps { get; init; } = [];

        public int NewPods { get; init; }

        public int OldPods { get; init; }

        /// <summary>When the last Pod that it replaced was gone; null while one is left, or where there was none.</summary>
        public DateTimeOffset? LastOldPodGone { get; init; }

        /// <summary>What holds it up, or did when it was ended; null where nothing is known to.</summary>
        public Finding? Failure { get; init; }

        /// <summary>Kubernetes gave it up: ProgressDeadlineExceeded.</summary>
        public bool IsPastDeadline { get; init; }

        /// <summary>What ended it before it was complete, such as <c>rollback</c>; empty where nothing did.</summary>
        public string UnblockedBy { get; init; } = "";
    }

    /// <summary>Another number of replicas was asked for. <paramref name="Reason"/>: what an autoscaler gave as its reason; empty otherwise.</summary>
    public sealed record Scaling(string Subject, DateTimeOffset Begin, long From, long To, bool IsByAutoscaler, string Reason) : Happening(Subject, Begin);

    /// <summary>Pods were lost that nobody had planned to lose, and their controller made others.</summary>
    /// <param name="Subject">The workload.</param>
    /// <param name="Begin">When the first was lost.</param>
    /// <param name="Cause">How they were lost: <c>deleted</c>, <c>preempted</c>.</param>
    /// <param name="Lost">Names of Pods.</param>
    /// <param name="Made">Names of Pods.</param>
    /// <param name="Lowest">The fewest available meanwhile.</param>
    /// <param name="Wanted">How many were to be available.</param>
    public sealed record SelfHeal(
        string Subject, DateTimeOffset Begin, string Cause, IReadOnlyList<string> Lost, IReadOnlyList<string> Made, long Lowest, long Wanted) : Happening(Subject, Begin);

    /// <summary>An object lost the labels that its controller selects by, and thereby its owner.</summary>
    public sealed record Release(string Subject, DateTimeOffset Begin, string Owner, string Label, IReadOnlyList<string> Made) : Happening(Subject, Begin);

    /// <summary>A controller took an object without one for its own. <paramref name="Surplus"/>: Pods that were then too many.</summary>
    public sealed record Adoption(string Subject, DateTimeOffset Begin, string Owner, string Label, IReadOnlyList<string> Surplus) : Happening(Subject, Begin);

    /// <summary>An object outlived its owner, which was deleted with cascade=orphan.</summary>
    public sealed record Orphaning(string Subject, DateTimeOffset Begin, string Owner, int Pods) : Happening(Subject, Begin);

    /// <summary>An object was deleted. <paramref name="Policy"/>: background, foreground or orphan; empty where it owns nothing.</summary>
    public sealed record Deletion(string Subject, DateTimeOffset Begin, string Policy) : Happening(Subject, Begin);

    /// <summary>What a deleted object had owned was deleted after it, or before it in the foreground.</summary>
    public sealed record GarbageCollection(string Subject, DateTimeOffset Begin, int ReplicaSets, int Pods, int Others) : Happening(Subject, Begin);

    /// <summary>Rollouts were paused; <paramref name="Changes"/> of the template waited meanwhile.</summary>
    public sealed record Pause(string Subject, DateTimeOffset Begin, IReadOnlyList<string> Changes, Author ResumedBy) : Happening(Subject, Begin);

    /// <summary>ReplicaSets beyond revisionHistoryLimit were removed.</summary>
    public sealed record HistoryCleanUp(string Subject, DateTimeOffset Begin, IReadOnlyList<long> Revisions, long Limit) : Happening(Subject, Begin);

    /// <summary>Something was wrong. <paramref name="Cause"/> as pages in docs/causes are named, or <c>deadline</c>.</summary>
    public sealed record Trouble(string Subject, DateTimeOffset Begin, string Cause, string Summary, IReadOnlyList<string> Pods, long Restarts, string UnblockedBy) : Happening(Subject, Begin)
    {
        /// <summary>Since when all that it befell have been Ready again, too short a while to call it over; null where they are not.</summary>
        public DateTimeOffset? ReadyAgainSince { get; init; }
    }

    /// <summary>Pods that ran were not Ready for a while. <paramref name="Why"/>: what is known of the reason; empty where nothing is.</summary>
    public sealed record Unready(string Subject, DateTimeOffset Begin, IReadOnlyList<string> Pods, string Why, long Lowest, long Wanted) : Happening(Subject, Begin);

    /// <summary>A node on which Pods of it ran was not Ready.</summary>
    public sealed record NodeLost(string Subject, DateTimeOffset Begin, string Node, IReadOnlyList<string> Pods) : Happening(Subject, Begin);

    /// <summary>A Service that selects its Pods was changed.</summary>
    public sealed record ServiceChange(string Subject, DateTimeOffset Begin, IReadOnlyList<string> Changes) : Happening(Subject, Begin);

    /// <summary>A Service that had had ready endpoints had none; several times where it was so again soon.</summary>
    public sealed record NoEndpoints(string Subject, DateTimeOffset Begin, int Times, TimeSpan Total, string Why, string UnblockedBy) : Happening(Subject, Begin);

    /// <summary>A Job ran.</summary>
    public sealed record JobRun(string Subject, DateTimeOffset Begin, long Completions, long Succeeded, long Failed, string Reason) : Happening(Subject, Begin);

    /// <summary>A field of its spec was changed that is no template and no number of replicas.</summary>
    public sealed record Setting(string Subject, DateTimeOffset Begin, IReadOnlyList<string> Changes) : Happening(Subject, Begin);

    /// <summary>An object came to stand otherwise, by its status: <c>phase Pending → Bound</c>, <c>Ready False → True (Issued)</c>.</summary>
    public sealed record StateChange(string Subject, DateTimeOffset Begin, IReadOnlyList<string> Changes) : Happening(Subject, Begin);

    /// <summary>What happened then was not seen, or not all of it.</summary>
    public sealed record Unseen(string Subject, DateTimeOffset Begin, string Why) : Happening(Subject, Begin);
}
