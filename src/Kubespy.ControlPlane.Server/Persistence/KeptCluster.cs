using System.Net;
using System.Net.Sockets;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>A cluster's folder at a start: what was kept in it, and the settings with which it goes on.</summary>
internal sealed class KeptCluster : IDisposable
{
    private readonly DiskFolder _folder;
    private readonly Recovery _recovery;

    private KeptCluster(DiskFolder folder, Recovery recovery) => (_folder, _recovery) = (folder, recovery);

    public StoredState? State => _recovery.State;

    public IReadOnlyList<string> Notices => _recovery.Notices;

    public Journal? Journal { get; private set; }

    /// <exception cref="FolderException">It is in use, damaged, or holds something else.</exception>
    public static KeptCluster Open(string path)
    {
        var folder = DiskFolder.Open(path);
        try
        {
            return new KeptCluster(folder, Recovery.Of(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder.Dispose();
            throw e as FolderException ?? new FolderException($"the folder {folder.Name} cannot be read: {e.Message}; see to its permissions", e);
        }
    }

    public (ServerCertificate Certificate, string Token) Credentials(DateTimeOffset now) => Persistence.Credentials.Of(_folder, now);

    /// <summary>The options with what was kept in place of what was not said.</summary>
    public ClusterHostOptions Complete(ClusterHostOptions options)
    {
        var settings = State?.Settings ?? MapValue.Empty;
        return options with
        {
            Seed = (int)(settings.Int64At("seed") ?? options.Seed),
            Nodes = options.Nodes ?? (int?)settings.Int64At("nodes"),
            Port = options.Port > 0 ? options.Port : FreePort((int)(settings.Int64At("port") ?? 0)),
        };
    }

    /// <summary>Keeps the store's writes from now on. Once it returns this run is known to the next, whatever happens.</summary>
    public Journal Begin(EmbeddedCluster cluster, int port)
    {
        var settings = MapValue.Of(("run", (State?.Run ?? 0) + 1L), ("seed", cluster.Options.Seed), ("nodes", cluster.Options.Nodes), ("port", port));
        Journal = new Journal(_folder, _recovery, cluster.Store, cluster.Loop.Clock, settings);
        cluster.Store.Journal = Journal;
        return Journal;
    }

    public void Dispose()
    {
        Journal?.Dispose();
        _folder.Dispose();
    }

    /// <summary>The port of the last run, so that clients find the cluster again; another where that is taken.</summary>
    private static int FreePort(int last)
    {
        try
        {
            return PortOf(last);
        }
        catch (SocketException)
        {
            return PortOf(0);
        }
    }

    private static int PortOf(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
