using Kubespy.Testing.Requests;

namespace Kubespy.Testing.Faults;

/// <summary>Tells of each call of a component inside the cluster, so that it can crash between two of them.</summary>
internal sealed class CrashFaults(ProcessTable processes) : ControlPlane.Simulation.Faults
{
    public override void Answered(string component)
    {
        if (processes.Count(component))
        {
            processes.Crash(component);
        }
    }
}
