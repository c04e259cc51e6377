using System.Text.RegularExpressions;
using Kubespy.ControlPlane.Server.Persistence;

namespace Kubespy.Cli.Clusters;

/// <summary>
/// Where this machine's named clusters say that they run: a folder each, its owner's only, in <c>$XDG_STATE_HOME/kubespy/clusters</c>
/// (else <c>~/.local/state</c>). A cluster holds a lock in it while it lives, which goes with the process however that ends.
/// </summary>
internal sealed partial class ClusterNames(string root)
{
    public const string Default = "default";

    private const string StateFile = "cluster.json";

    public static ClusterNames Here => new(RootOf(Environment.GetEnvironmentVariable));

    public string FolderOf(string name) => Path.Combine(root, name);

    /// <summary>What its process says on standard error once it is on its own.</summary>
    public string LogOf(string name) => Path.Combine(FolderOf(name), "log");

    public string KubeconfigOf(string name) => Path.Combine(FolderOf(name), "kubeconfig");

    /// <summary>Takes the name for this process.</summary>
    /// <exception cref="FormatException">It is no name.</exception>
    /// <exception cref="IOException">It has been taken.</exception>
    public FileStream Take(string name)
    {
        Check(name);
        DiskFolder.CreatePrivate(FolderOf(name));
        return DiskFolder.Hold(LockOf(name)) ?? throw new IOException(
            $"a cluster named {name} runs already: stop it (kubespy cluster stop {name}), or give this one another --name");
    }

    /// <exception cref="FormatException">It is no name; the message says what is one.</exception>
    public static void Check(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new FormatException($"a cluster's name is made of lower-case letters, digits and dashes, 40 at most, not {name}");
        }
    }

    /// <summary>Says, under a name that was taken, what runs.</summary>
    public void Write(NamedCluster cluster)
    {
        var path = Path.Combine(FolderOf(cluster.Name), StateFile);
        File.WriteAllText(path + ".tmp", cluster.ToJson());
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>The cluster has ended in good order.</summary>
    public void Remove(string name)
    {
        foreach (var file in (string[])[StateFile, "kubeconfig", "log"])
        {
            File.Delete(Path.Combine(FolderOf(name), file));
        }
    }

    /// <summary>The clusters that run, and those that ended without saying so, by name.</summary>
    public IReadOnlyList<NamedCluster> All() => Directory.Exists(root)
        ? [.. Directory.EnumerateDirectories(root).Select(d => Find(Path.GetFileName(d))).OfType<NamedCluster>().OrderBy(c => c.Name, StringComparer.Ordinal)]
        : [];

    public NamedCluster? Find(string name)
    {
        try
        {
            return NamedCluster.Parse(File.ReadAllText(Path.Combine(FolderOf(name), StateFile)), IsRunning(name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a process holds the name: process ids are given again, locks are not.</summary>
    public bool IsRunning(string name)
    {
        if (!File.Exists(LockOf(name)))
        {
            return false;
        }

        using var held = DiskFolder.Hold(LockOf(name));
        return held is null;
    }

    internal static string RootOf(Func<string, string?> variable) => Path.Combine(
        variable("XDG_STATE_HOME") is { Length: > 0 } state ? state : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
        "kubespy", "clusters");

    private string LockOf(string name) => Path.Combine(FolderOf(name), "lock");

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")]
    private static partial Regex Name();
}
