namespace Kubespy.Core.Tracing;

/// <summary>A Deployment at one moment, as every view draws it.</summary>
public sealed record DeploymentTrace
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Why, or what is under way: <c>revision 2 → 3</c> and what changed in the template.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when the present doings go on; null where nothing does.</summary>
    public required DateTimeOffset? Since { get; init; }

    public required long Replicas { get; init; }

    public required long Updated { get; init; }

    public required long Available { get; init; }

    public required long Terminating { get; init; }

    public required long Total { get; init; }

    /// <summary>Never fewer than so many are to be available during a rollout.</summary>
    public required long Floor { get; init; }

    /// <summary>Never more than so many Pods are asked for during a rollout.</summary>
    public required long Ceiling { get; init; }

    public required bool IsRollingOut { get; init; }

    /// <summary>The controller has not yet seen the newest spec.</summary>
    public required bool IsLagging { get; init; }

    /// <summary>When Kubernetes will call the rollout failed; null where it will not.</summary>
    public required DateTimeOffset? Deadline { get; init; }

    public required IReadOnlyList<RevisionTrace> Revisions { get; init; }

    public required IReadOnlyList<ReleasedPod> Released { get; init; }

    /// <summary>The newest last.</summary>
    public required IReadOnlyList<TraceLine> Log { get; init; }

    /// <summary>What would undo or bring back; empty where there is nothing to.</summary>
    public required string Remedy { get; init; }

    /// <summary>Why the connection is down; empty while it is up.</summary>
    public required string ConnectionLost { get; init; }

    /// <summary>The cause where the rollout is doomed: waiting longer helps nothing.</summary>
    public required string Doom { get; init; }
}
