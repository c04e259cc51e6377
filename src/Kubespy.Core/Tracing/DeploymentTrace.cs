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

    /// <summary>The newest of the older revisions that has Pods available; null where none has.</summary>
    public required long? ServingRevision { get; init; }

    /// <summary>A Pod is available when it has been Ready for so many seconds.</summary>
    public required long MinReadySeconds { get; init; }

    /// <summary>The cluster has said whether it exists.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>All its Pods have been told.</summary>
    public required bool IsCaughtUp { get; init; }

    /// <summary>When Kubernetes will call the rollout failed; null where it will not.</summary>
    public required DateTimeOffset? Deadline { get; init; }

    public required IReadOnlyList<RevisionTrace> Revisions { get; init; }

    public required IReadOnlyList<ReleasedPod> Released { get; init; }

    public override string Counts => Verdict is Verdict.Waiting or Verdict.Deleted ? "" : string.Create(
        CultureInfo.InvariantCulture, $"updated {Updated}/{Replicas}, available {Available}/{Replicas}{(Terminating > 0 ? $", {Terminating} terminating" : "")}");

    public override string Left => ServingRevision is { } serving && IsRollingOut
        ? string.Create(CultureInfo.InvariantCulture, $"revision {serving} serves {Available}/{Replicas}")
        : Counts;

    /// <summary>What was completed last, if nothing is under way since; null where that was not seen.</summary>
    internal RolloutDone? Done { get; init; }

    private bool IsComplete => Verdict == Verdict.Complete || (Verdict == Verdict.Replacing && Available >= Replicas);

    public override string Achieved(WaitFor wanted)
    {
        var word = wanted.ToString().ToLowerInvariant();
        return wanted switch
        {
            WaitFor.Complete when Done is { } done => done.Message(Terminating),
            WaitFor.Deleted => word,
            _ => string.Create(CultureInfo.InvariantCulture, $"{word}, available {Available}/{Replicas}{(Terminating > 0 ? $", {Terminating} still terminating" : "")}"),
        };
    }

    /// <summary>Complete is the controller's word; settled also waits for terminating Pods; ready asks for available Pods alone.</summary>
    public override bool Has(WaitFor wanted) => wanted switch
    {
        WaitFor.Deleted => Verdict == Verdict.Deleted || (Verdict == Verdict.Waiting && IsKnown),
        WaitFor.Settled => IsComplete && Terminating == 0 && IsCaughtUp,
        WaitFor.Complete => IsComplete,
        _ => Verdict is not (Verdict.Waiting or Verdict.Deleted) && !IsLagging && Available >= Replicas,
    };
}
