using System.Globalization;
using System.Text;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;

namespace Kubespy.Simulator;

/// <summary>Every write of a cluster but its heartbeats, as a recording that <c>kubespy trace FILE</c> shows.</summary>
internal static class SimulationRecording
{
    public static void Write(EmbeddedCluster cluster, TextWriter to)
    {
        var start = cluster.Loop.Now;
        foreach (var resource in Resources.All.Where(r => r != Resources.Leases))
        {
            cluster.Store.Subscribe(resource, change => to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"t\":{(cluster.Loop.Now - start).TotalSeconds:0.0000},\"type\":\"{change.Type.ToString().ToUpperInvariant()}\",\"object\":{Encoding.UTF8.GetString(change.Object.Json.Span)}}}")));
        }
    }
}
