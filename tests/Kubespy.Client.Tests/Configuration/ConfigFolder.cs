using Kubespy.Client.Configuration;

namespace Kubespy.Client.Tests.Configuration;

/// <summary>A folder of kubeconfigs and what they refer to, with surroundings of its own; gone when the test is over.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public string Path { get; } = Directory.CreateTempSubdirectory("kubespy-config-").FullName;

    public KubeEnvironment Environment => new() { Variable = _variables.GetValueOrDefault, Home = Path, ServiceAccount = System.IO.Path.Combine(Path, "serviceaccount") };

    public string this[string variable]
    {
        set => _variables[variable] = value;
    }

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A kubeconfig of one context that is current.</summary>
    public string WriteConfig(string cluster, string user, string name = "config") => Write(
        name,
        $$$"""
        apiVersion: v1
        kind: Config
        current-context: it
        clusters: [{name: c, cluster: {{{cluster}}}}]
        contexts: [{name: it, context: {cluster: c, user: u}}]
        users: [{name: u, user: {{{user}}}}]
        """);

    public KubeContext Load(string? path = null, string? context = null) => KubeconfigLoader.Load(path, context, Environment);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
