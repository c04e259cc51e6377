using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.Client.Configuration;

/// <summary>Makes a context of what the kubeconfig says of its cluster and user; refuses what kubectl refuses (tools/clientcmd/validation.go).</summary>
internal sealed class ContextBuilder(
    string name, MapValue? context, (string Path, MapValue Entry) clusterEntry, (string Path, MapValue Entry)? userEntry, KubeEnvironment environment)
{
    private const string ExecExtension = "client.authentication.k8s.io/exec";

    private readonly MapValue _cluster = clusterEntry.Entry.MapAt("cluster") ?? MapValue.Empty;
    private readonly MapValue _user = userEntry?.Entry.MapAt("user") ?? MapValue.Empty;
    private readonly string _userPath = userEntry?.Path ?? clusterEntry.Path;

    /// <exception cref="ClusterException">It cannot be used; the remedy says what to change.</exception>
    public KubeContext Build()
    {
        var authority = Content(_cluster, "certificate-authority", clusterEntry.Path);
        var skips = _cluster.BoolAt("insecure-skip-tls-verify") ?? false;
        if (skips && authority is not null)
        {
            throw Bad("a certificate authority and insecure-skip-tls-verify exclude each other", "remove one of the two from the cluster");
        }

        CheckTexts(_cluster, "server", "certificate-authority", "certificate-authority-data", "tls-server-name", "proxy-url");
        CheckTexts(_user, "token", "tokenFile", "username", "password", "client-certificate", "client-certificate-data", "client-key", "client-key-data", "as", "as-uid");
        CheckUser();
        var server = Server(isSecure: authority is not null || skips || _user.StringAt("client-certificate-data") is not null);
        var certificate = ReadCertificate();
        return new KubeContext
        {
            Name = name,
            Server = server,
            Namespace = context.StringAt("namespace") is { Length: > 0 } ns ? ns : "default",
            CertificateAuthority = authority,
            SkipsVerification = skips,
            TlsServerName = _cluster.StringAt("tls-server-name") is { Length: > 0 } tlsName ? tlsName : null,
            Proxy = Proxy(server),
            ClientCertificate = certificate,
            ClientCertificateFiles = certificate is not null && PathOf("client-certificate") is { } crt && PathOf("client-key") is { } key ? (crt, key) : null,
            Token = _user.StringAt("token"),
            TokenFile = _user.StringAt("tokenFile") is { Length: > 0 } file ? Resolve(file, _userPath) : null,
            Basic = _user.StringAt("username") is { Length: > 0 } login ? (login, _user.StringAt("password") ?? "") : null,
            Exec = ReadExec(server, authority, skips),
            Impersonation = [.. ReadImpersonation()],
        };
    }

    /// <summary>As kubectl does, https is assumed of a bare host where anything speaks of TLS.</summary>
    private Uri Server(bool isSecure)
    {
        var text = _cluster.StringAt("server") ?? "";
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{(isSecure ? "https" : "http")}://{text}";
        return Uri.TryCreate(whole, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" && server.Host.Length > 0
            ? server
            : throw Bad($"the server is no URL: \"{text}\"", "correct clusters[].cluster.server, for example https://host:6443");
    }

    private Uri? Proxy(Uri server)
    {
        if (_cluster.StringAt("proxy-url") is { Length: > 0 } text)
        {
            return ProxyChoice.Parse(text) ?? throw Bad($"proxy-url is no proxy's URL: {text}", "use http://, https:// or socks5:// with host and port");
        }

        try
        {
            return ProxyChoice.Of(server, environment);
        }
        catch (FormatException e)
        {
            throw new ClusterException(ClusterProblem.BadConfiguration, e.Message, "correct it, or unset the variable");
        }
    }

    /// <summary>YAML takes a password of digits for a number, and one that says "on" for true; kubectl refuses those, too.</summary>
    private void CheckTexts(MapValue section, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (section[field] is not (null or NullValue or StringValue))
            {
                throw Bad($"{field} is no text", "put its value in quotes");
            }
        }
    }

    private void CheckUser()
    {
        if (_user.StringAt("token") is { Length: > 0 } && _user.StringAt("username") is { Length: > 0 })
        {
            throw Bad("the user has both a token and a password", "keep one of the two");
        }

        if (_user.StringAt("as") is not { Length: > 0 }
            && (_user.StringAt("as-uid") is { Length: > 0 } || _user.ListAt("as-groups").Count > 0 || _user.MapAt("as-user-extra") is { Count: > 0 }))
        {
            throw Bad("as-uid, as-groups and as-user-extra say nothing of whom to act as", "add users[].user.as");
        }

        if (_user.MapAt("auth-provider") is { } provider)
        {
            throw Bad(
                $"auth-provider {provider.StringAt("name")} is no longer supported, by kubectl neither",
                "use its credential program instead (users[].user.exec), for example gke-gcloud-auth-plugin, kubelogin");
        }
    }

    private ClientCertificate? ReadCertificate()
    {
        var certificate = Content(_user, "client-certificate", _userPath);
        var key = Content(_user, "client-key", _userPath);
        return (certificate, key) switch
        {
            (null, null) => null,
            (not null, not null) => new ClientCertificate(certificate, key),
            (null, _) => throw Bad("the user has a client-key and no client-certificate", "add client-certificate or client-certificate-data"),
            _ => throw Bad("the user has a client-certificate and no client-key", "add client-key or client-key-data"),
        };
    }

    /// <summary>The file that holds it; null where its data stands in the kubeconfig, which goes before a file.</summary>
    private string? PathOf(string field) =>
        _user.StringAt(field + "-data") is not { Length: > 0 } && _user.StringAt(field) is { Length: > 0 } file ? Resolve(file, _userPath) : null;

    private ExecCredential? ReadExec(Uri server, string? authority, bool skips)
    {
        if (_user.MapAt("exec") is not { } exec)
        {
            return null;
        }

        if (exec.StringAt("command") is not { Length: > 0 } command)
        {
            throw Bad("exec has no command", "add users[].user.exec.command");
        }

        var version = exec.StringAt("apiVersion") ?? "";
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw Bad($"exec has the apiVersion \"{version}\"", "renew that part of the kubeconfig with the provider's tool: it is client.authentication.k8s.io/v1 or v1beta1");
        }

        var mode = exec.StringAt("interactiveMode") ?? "IfAvailable";
        return new ExecCredential(
            command.Contains('/', StringComparison.Ordinal) ? Resolve(command, _userPath) : command,
            [.. exec.ListAt("args").Select(a => a.AsString() ?? "")],
            [.. exec.ListAt("env").Select(e => (e.StringAt("name") ?? "", e.StringAt("value") ?? ""))],
            version,
            exec.StringAt("installHint") ?? "",
            exec.BoolAt("provideClusterInfo") == true ? ClusterInfo(server, authority, skips) : null,
            mode switch
            {
                "Never" => InteractiveMode.Never,
                "Always" => InteractiveMode.Always,
                "IfAvailable" => InteractiveMode.IfAvailable,
                _ => throw Bad($"exec has the interactiveMode \"{mode}\"", "it is Never, IfAvailable or Always"),
            });
    }

    private MapValue ClusterInfo(Uri server, string? authority, bool skips) => new MapBuilder()
        .Set("server", _cluster.StringAt("server") is { Length: > 0 } text ? text : server.AbsoluteUri)
        .Set("tls-server-name", _cluster["tls-server-name"])
        .Set("insecure-skip-tls-verify", skips ? true : null)
        .Set("certificate-authority-data", authority is null ? null : StringValue.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(authority))))
        .Set("proxy-url", _cluster["proxy-url"])
        .Set("config", _cluster.ListAt("extensions").FirstOrDefault(e => e.StringAt("name") == ExecExtension)?["extension"])
        .ToMap();

    private IEnumerable<(string, string)> ReadImpersonation()
    {
        if (_user.StringAt("as") is not { Length: > 0 } user)
        {
            yield break;
        }

        yield return ("Impersonate-User", user);
        if (_user.StringAt("as-uid") is { Length: > 0 } uid)
        {
            yield return ("Impersonate-Uid", uid);
        }

        foreach (var group in _user.ListAt("as-groups"))
        {
            yield return ("Impersonate-Group", group.AsString() ?? "");
        }

        foreach (var (extra, values) in _user.MapAt("as-user-extra") ?? MapValue.Empty)
        {
            foreach (var value in values.AsList() ?? ListValue.Empty)
            {
                yield return ($"Impersonate-Extra-{Uri.EscapeDataString(extra)}", value.AsString() ?? "");
            }
        }
    }

    /// <summary>The content of <c>NAME-data</c> (base64), else of the file that <c>NAME</c> points to.</summary>
    private string? Content(MapValue section, string field, string path)
    {
        if (section.StringAt(field + "-data") is { Length: > 0 } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException)
            {
                throw Bad($"{field}-data is not base64", "correct it");
            }
        }

        if (section.StringAt(field) is not { Length: > 0 } file)
        {
            return null;
        }

        var resolved = Resolve(file, path);
        try
        {
            return File.ReadAllText(resolved);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad($"{field} points to {resolved}, which {(File.Exists(resolved) ? "may not be read" : "does not exist")}", "correct the path or its permissions");
        }
    }

    /// <summary>Paths are relative to the file they stand in.</summary>
    private static string Resolve(string file, string kubeconfig) =>
        Path.GetFullPath(file, Path.GetDirectoryName(Path.GetFullPath(kubeconfig))!);

    private ClusterException Bad(string message, string remedy) =>
        KubeconfigFile.Bad($"context \"{name}\" of {clusterEntry.Path}: {message}", remedy);
}
