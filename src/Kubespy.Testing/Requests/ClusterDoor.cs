using Kubespy.ControlPlane.Requests;
using Kubespy.Testing.Faults;

namespace Kubespy.Testing.Requests;

/// <summary>What every exchange of a cluster needs.</summary>
internal sealed record ClusterDoor(IClusterGate Gate, RequestHandler Handler, Activity Activity, FaultPlan Faults, ProcessTable Processes, CancellationToken Stopping)
{
    public const string Gone = "The TestCluster has been disposed of: end its clients first.";

    public ClusterHandler NewHandler(string client) => new(this, new ClientProcess(client, Activity));

    /// <summary>What that process has under way.</summary>
    public IEnumerable<Exchange> ExchangesOf(ClientProcess process) => Activity.Exchanges.Where(e => ReferenceEquals(e.Process, process));
}
