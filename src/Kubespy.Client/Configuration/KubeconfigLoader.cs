using System.Text;
using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;

namespace Kubespy.Client.Configuration;

/// <summary>
/// Finds and reads the configuration as kubectl does: --kubeconfig, else the files of KUBECONFIG merged (the first to name a thing wins),
/// else ~/.kube/config, else the service account of the Pod it runs in.
/// </summary>
public static class KubeconfigLoader
{
    private const string InCluster = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <exception cref="ClusterException">There is no configuration, or it cannot be used; the remedy says what to change.</exception>
    public static KubeContext Load(string? path, string? context)
    {
        var files = Files(path);
        if (files.Count == 0)
        {
            return LoadInCluster() ?? throw new ClusterException(
                ClusterProblem.NoConfiguration,
                "no kubeconfig: neither --kubeconfig, KUBECONFIG nor ~/.kube/config names a cluster",
                "set KUBECONFIG, or try it without a cluster: kubespy demo");
        }

        return Choose([.. files.Select(f => (Path: f, Root: Read(f)))], context);
    }

    /// <summary>Reads a kubeconfig that is in no file.</summary>
    /// <exception cref="ClusterException">It cannot be used.</exception>
    public static KubeContext Parse(string text) =>
        Choose([("kubeconfig", YamlReader.ReadAll(text) is [MapValue root, ..] ? root : MapValue.Empty)], null);

    private static KubeContext Choose(List<(string Path, MapValue Root)> documents, string? context)
    {
        var name = context is { Length: > 0 } ? context
            : documents.Select(d => d.Root.StringAt("current-context")).FirstOrDefault(c => c is { Length: > 0 })
            ?? throw Bad("no context is current", "kubectl config use-context NAME, or give --context NAME");
        var found = Find(documents, "contexts", name) ?? throw Bad(
            $"the kubeconfig has no context \"{name}\"",
            "choose one of: " + string.Join(", ", documents.SelectMany(d => d.Root.ListAt("contexts")).Select(c => c.StringAt("name"))));
        var clusterName = found.Entry.StringAt("context", "cluster") ?? "";
        var userName = found.Entry.StringAt("context", "user") ?? "";
        var cluster = Find(documents, "clusters", clusterName)
            ?? throw Bad($"context \"{name}\" refers to cluster \"{clusterName}\", which the kubeconfig does not define", "define it, or choose another context");
        var user = Find(documents, "users", userName);
        if (user is null && userName.Length > 0)
        {
            throw Bad($"context \"{name}\" refers to user \"{userName}\", which the kubeconfig does not define", "define it, or choose another context");
        }

        return Build(name, found.Entry.MapAt("context"), cluster, user);
    }

    private static List<string> Files(string? path)
    {
        if (path is { Length: > 0 })
        {
            return File.Exists(path) ? [path] : throw Bad($"the kubeconfig {path} does not exist", "give the path of one that does");
        }

        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } variable)
        {
            return [.. variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(File.Exists)];
        }

        var home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        return File.Exists(home) ? [home] : [];
    }

    private static MapValue Read(string path)
    {
        try
        {
            return YamlReader.ReadAll(File.ReadAllText(path)) is [MapValue root, ..] ? root : MapValue.Empty;
        }
        catch (YamlException e)
        {
            throw Bad($"the kubeconfig {path} is not YAML: line {e.Start.Line}: {e.Message}", "correct that line");
        }
        catch (UnauthorizedAccessException)
        {
            throw Bad($"the kubeconfig {path} may not be read", "check its permissions");
        }
    }

    private static (string Path, MapValue Entry)? Find(List<(string Path, MapValue Root)> documents, string section, string name)
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

    private static KubeContext Build(string name, MapValue? context, (string Path, MapValue Entry) cluster, (string Path, MapValue Entry)? user)
    {
        var c = cluster.Entry.MapAt("cluster") ?? MapValue.Empty;
        var u = user?.Entry.MapAt("user") ?? MapValue.Empty;
        var userPath = user?.Path ?? cluster.Path;
        if (!Uri.TryCreate(c.StringAt("server"), UriKind.Absolute, out var server))
        {
            throw Bad($"the server of context \"{name}\" is no URL: {c.StringAt("server")}", "correct clusters[].cluster.server");
        }

        var certificate = Content(u, "client-certificate", userPath);
        var key = Content(u, "client-key", userPath);
        return new KubeContext
        {
            Name = name,
            Server = server,
            Namespace = context.StringAt("namespace") is { Length: > 0 } ns ? ns : "default",
            CertificateAuthority = Content(c, "certificate-authority", cluster.Path),
            SkipsVerification = c.BoolAt("insecure-skip-tls-verify") ?? false,
            TlsServerName = c.StringAt("tls-server-name"),
            Proxy = c.StringAt("proxy-url") is { Length: > 0 } proxy ? new Uri(proxy) : null,
            ClientCertificate = certificate is not null && key is not null ? (certificate, key) : null,
            Token = u.StringAt("token"),
            TokenFile = u.StringAt("tokenFile") is { Length: > 0 } file ? Resolve(file, userPath) : null,
            Basic = u.StringAt("username") is { Length: > 0 } login ? (login, u.StringAt("password") ?? "") : null,
            Exec = ReadExec(u, userPath),
            Impersonation = [.. ReadImpersonation(u)],
        };
    }

    private static ExecCredential? ReadExec(MapValue user, string path)
    {
        if (user.MapAt("exec") is not { } exec || exec.StringAt("command") is not { Length: > 0 } command)
        {
            return null;
        }

        return new ExecCredential(
            command.Contains('/', StringComparison.Ordinal) ? Resolve(command, path) : command,
            [.. exec.ListAt("args").Select(a => a.AsString() ?? "")],
            [.. exec.ListAt("env").Select(e => (e.StringAt("name") ?? "", e.StringAt("value") ?? ""))],
            exec.StringAt("apiVersion") ?? "client.authentication.k8s.io/v1",
            exec.StringAt("installHint") ?? "",
            exec.BoolAt("provideClusterInfo") ?? false);
    }

    private static IEnumerable<(string, string)> ReadImpersonation(MapValue user)
    {
        if (user.StringAt("as") is { Length: > 0 } name)
        {
            yield return ("Impersonate-User", name);
        }

        if (user.StringAt("as-uid") is { Length: > 0 } uid)
        {
            yield return ("Impersonate-Uid", uid);
        }

        foreach (var group in user.ListAt("as-groups"))
        {
            yield return ("Impersonate-Group", group.AsString() ?? "");
        }

        foreach (var (extra, values) in user.MapAt("as-user-extra") ?? MapValue.Empty)
        {
            foreach (var value in values.AsList() ?? ListValue.Empty)
            {
                yield return ($"Impersonate-Extra-{Uri.EscapeDataString(extra)}", value.AsString() ?? "");
            }
        }
    }

    /// <summary>The content of <c>NAME-data</c> (base64), else of the file that <c>NAME</c> points to.</summary>
    private static string? Content(MapValue section, string name, string path)
    {
        if (section.StringAt(name + "-data") is { Length: > 0 } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException)
            {
                throw Bad($"{name}-data in {path} is not base64", "correct it");
            }
        }

        if (section.StringAt(name) is not { Length: > 0 } file)
        {
            return null;
        }

        var resolved = Resolve(file, path);
        return File.Exists(resolved) ? File.ReadAllText(resolved) : throw Bad($"{name} points to {resolved}, which does not exist", "correct the path");
    }

    /// <summary>Paths are relative to the file they stand in.</summary>
    private static string Resolve(string file, string kubeconfig) =>
        Path.GetFullPath(file, Path.GetDirectoryName(Path.GetFullPath(kubeconfig))!);

    private static KubeContext? LoadInCluster()
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        if (host is not { Length: > 0 } || port is not { Length: > 0 } || !File.Exists($"{InCluster}/token"))
        {
            return null;
        }

        return new KubeContext
        {
            Server = new UriBuilder("https", host, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)).Uri,
            Namespace = File.Exists($"{InCluster}/namespace") ? File.ReadAllText($"{InCluster}/namespace").Trim() : "default",
            CertificateAuthority = File.ReadAllText($"{InCluster}/ca.crt"),
            TokenFile = $"{InCluster}/token",
        };
    }

    private static ClusterException Bad(string message, string remedy) => new(ClusterProblem.BadConfiguration, message, remedy);
}
