using System.Globalization;

namespace Kubespy.Core.Tracing;

/// <summary>A Deployment at one moment, as every view draws it.</summary>
public sealed record DeploymentTrace : Trace
{
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

    public override string Counts => string.Create(
        CultureInfo.InvariantCulture, $"updated {Updated}/{Replicas}, available {Available}/{Replicas}{(Terminating > 0 ? $", {Terminating} terminating" : "")}");

    private bool IsComplete => Verdict == Verdict.Complete || (Verdict == Verdict.Replacing && Available >= Replicas);

    /// <summary>Complete is the controller's word; settled also waits for terminating Pods; ready asks for available Pods alone.</summary>
    public override bool Has(WaitFor wanted) => wanted switch
    {
        WaitFor.Deleted => Verdict == Verdict.Deleted,
        WaitFor.Settled => IsComplete && Terminating == 0,
        WaitFor.Complete => IsComplete,
        _ => Verdict is not (Verdict.Waiting or Verdict.Deleted) && !IsLagging && Available >= Replicas,
    };
}
