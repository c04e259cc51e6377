namespace Kubespy.Simulator;

/// <summary>Faults that are not operations of their own: they happen to whatever goes on.</summary>
[Flags]
internal enum FaultKinds
{
    None = 0,

    /// <summary>A change takes longer to a cache.</summary>
    Delays = 1,

    /// <summary>An update meets a conflict that nobody caused.</summary>
    Conflicts = 2,

    All = Delays | Conflicts,
}
