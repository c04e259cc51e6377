using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers;
using Kubespy.ControlPlane.Simulation;

namespace Kubespy.Simulator;

/// <summary>Faults drawn by chance, for as long as they are on: watches that lag, each for itself, and conflicts that nobody caused.</summary>
internal sealed class ChanceFaults(int seed, FaultKinds kinds) : Faults
{
    /// <summary>The longest that a change is on its way.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private readonly Random _delays = new(seed);
    private readonly Random _conflicts = new(~seed);

    public bool AreOn { get; set; }

    /// <summary>How much later than usual a change arrives.</summary>
    public TimeSpan Delay() => AreOn && kinds.HasFlag(FaultKinds.Delays) && _delays.Next(4) == 0 ? LongestDelay * _delays.NextDouble() : TimeSpan.Zero;

    public override TimeSpan WatchDelay(string component, Resource resource) =>
        component is ControllerManager.Name or "kube-scheduler" ? Delay() : TimeSpan.Zero;

    public override ApiException? RefuseUpdate(string component, Resource resource, string name) =>
        AreOn && kinds.HasFlag(FaultKinds.Conflicts) && component == ControllerManager.Name && _conflicts.Next(8) == 0
            ? new ApiException(ApiStatus.Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again"))
            : null;
}
