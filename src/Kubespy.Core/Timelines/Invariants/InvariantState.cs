namespace Kubespy.Core.Timelines.Invariants;

/// <summary>What became of an invariant.</summary>
public enum InvariantState
{
    Held,
    Violated,

    /// <summary>What was seen does not suffice to tell.</summary>
    NotJudged,
}
