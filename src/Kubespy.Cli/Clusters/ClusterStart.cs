using Kubespy.Client.Transport;
using Kubespy.ControlPlane.Server;
using Kubespy.ControlPlane.Server.Persistence;

namespace Kubespy.Cli.Clusters;

/// <summary>Starts a cluster, and says what to do where it cannot start.</summary>
internal static class ClusterStart
{
    /// <exception cref="IOException">It cannot start; the message says why and what to do.</exception>
    public static async Task<ClusterHost> StartAsync(ClusterHostOptions options)
    {
        try
        {
            MachineRoots.LeaveUnread();
            return await ClusterHost.StartAsync(options);
        }
        catch (FolderException)
        {
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the cluster could not start: {e.Message.TrimEnd('.')}; try another --port (0 takes any free one) or --kubeconfig", e);
        }
    }
}
