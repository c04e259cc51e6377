using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers;
using Kubespy.ControlPlane.Simulation;

namespace Kubespy.Simulator;

/// <summary>Faults drawn by chance, for as long as they are on: watches that lag, each for itself, and conflicts that nobody caused.</summary>
internal sealed class ChanceFaults(int seed) : Faults
{
    /// <summary>The longest that a change is on its way.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(seed);

    public bool AreOn { get; set; }

    public override TimeSpan WatchDelay(string component, Resource resource) =>
        AreOn && component is ControllerManager.Name or "kube-scheduler" && _random.Next(4) == 0 ? LongestDelay * _random.NextDouble() : TimeSpan.Zero;

    public override ApiException? RefuseUpdate(string component, Resource resource, string name) =>
        AreOn && component == ControllerManager.Name && _random.Next(8) == 0
            ? new ApiException(ApiStatus.Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again"))
            : null;
}
