using Kubespy.Core.Values;
using Kubespy.Yaml;

namespace Kubespy.Client.Configuration;

/// <summary>
/// Finds and reads the configuration as kubectl does (client-go, tools/clientcmd): --kubeconfig, else the files of KUBECONFIG merged (the first to name
/// a thing wins), else ~/.kube/config, else the service account of the Pod it runs in.
/// </summary>
public static class KubeconfigLoader
{
    /// <exception cref="ClusterException">There is no configuration, or it cannot be used; the remedy says what to change.</exception>
    public static KubeContext Load(string? path, string? context) => Load(path, context, KubeEnvironment.OfProcess);

    /// <exception cref="ClusterException">There is no configuration, or it cannot be used; the remedy says what to change.</exception>
    public static KubeContext Load(string? path, string? context, KubeEnvironment environment)
    {
        var (files, missing) = Files(path, environment);
        var documents = files.Select(KubeconfigFile.Read).Where(d => !d.IsEmpty).ToList();
        return documents.Count > 0
            ? Choose(documents, context, environment) with { Reload = () => Load(path, context, environment) }
            : InClusterContext.Find(environment) ?? throw new ClusterException(
                ClusterProblem.NoConfiguration,
                missing.Count > 0
                    ? $"no kubeconfig: KUBECONFIG names {string.Join(", ", missing)}, which {(missing.Count > 1 ? "do" : "does")} not exist"
                    : "no kubeconfig: neither --kubeconfig, KUBECONFIG nor ~/.kube/config names a cluster",
                "set KUBECONFIG, or try it without a cluster: kubespy demo");
    }

    /// <summary>Reads a kubeconfig that is in no file.</summary>
    /// <exception cref="ClusterException">It cannot be used.</exception>
    public static KubeContext Parse(string text) =>
        Choose([new KubeconfigFile("kubeconfig", YamlReader.ReadAll(text) is [MapValue root, ..] ? root : MapValue.Empty)], null, KubeEnvironment.OfProcess);

    /// <summary>The names of all contexts, in their order; for completion and messages.</summary>
    /// <exception cref="ClusterException">A file cannot be read.</exception>
    public static IReadOnlyList<string> ContextNames(string? path, KubeEnvironment environment) =>
        NamesOf([.. Files(path, environment).Found.Select(KubeconfigFile.Read)], "contexts");

    /// <summary>The files that are read, in their order.</summary>
    /// <exception cref="ClusterException">The one that was asked for does not exist.</exception>
    public static IReadOnlyList<string> FilesRead(string? path, KubeEnvironment environment) => Files(path, environment).Found;

    private static KubeContext Choose(List<KubeconfigFile> documents, string? context, KubeEnvironment environment)
    {
        var name = context is { Length: > 0 } ? context
            : documents.Select(d => d.Root.StringAt("current-context")).FirstOrDefault(c => c is { Length: > 0 })
            ?? throw KubeconfigFile.Bad("no context is current", $"kubectl config use-context NAME, or give --context; there are: {Listed(documents, "contexts")}");
        var found = Find(documents, "contexts", name)
            ?? throw KubeconfigFile.Bad($"the kubeconfig has no context \"{name}\"", "choose one of: " + Listed(documents, "contexts"));
        var cluster = Referred(documents, found.Entry, name, "cluster")
            ?? throw KubeconfigFile.Bad($"context \"{name}\" of {found.Path} names no cluster", $"set contexts[].context.cluster; there are: {Listed(documents, "clusters")}");
        return new ContextBuilder(name, found.Entry.MapAt("context"), cluster, Referred(documents, found.Entry, name, "user"), environment).Build();
    }

    /// <summary>The cluster or user that a context names; null where it names none.</summary>
    private static (string Path, MapValue Entry)? Referred(List<KubeconfigFile> documents, MapValue context, string name, string what)
    {
        if (context.StringAt("context", what) is not { Length: > 0 } referred)
        {
            return null;
        }

        return Find(documents, what + "s", referred) ?? throw KubeconfigFile.Bad(
            $"context \"{name}\" refers to {what} \"{referred}\", which the kubeconfig does not define",
            $"define it, or choose another context; there are the {what}s: {Listed(documents, what + "s")}");
    }

    private static (IReadOnlyList<string> Found, IReadOnlyList<string> Missing) Files(string? path, KubeEnvironment environment)
    {
        if (path is { Length: > 0 })
        {
            return Exists(path) ? ([path], []) : throw KubeconfigFile.Bad($"the kubeconfig {path} does not exist", "give the path of one that does");
        }

        if (environment["KUBECONFIG"] is { Length: > 0 } variable)
        {
            var files = variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
            return ([.. files.Where(Exists)], [.. files.Where(f => !Exists(f))]);
        }

        var home = Path.Combine(environment.Home, ".kube", "config");
        return Exists(home) ? ([home], []) : ([], []);
    }

    /// <summary>A folder exists, too: reading it tells what is wrong.</summary>
    private static bool Exists(string path) => Path.Exists(path);

    private static (string Path, MapValue Entry)? Find(List<KubeconfigFile> documents, string section, string name)
    {
        foreach (var (path, root) in documents)
        {
            if (root.ListAt(section).FirstOrDefault(e => e.StringAt("name") == name) is MapValue entry)
            {
                return (path, entry);
            }
        }

        return null;
    }

    private static string Listed(List<KubeconfigFile> documents, string section) =>
        NamesOf(documents, section) is { Count: > 0 } names ? string.Join(", ", names) : "none";

    private static IReadOnlyList<string> NamesOf(List<KubeconfigFile> documents, string section) =>
        [.. documents.SelectMany(d => d.Root.ListAt(section)).Select(e => e.StringAt("name")).OfType<string>().Distinct()];
}
