using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;

namespace Kubespy.ControlPlane.Server;

/// <summary>The kubeconfig of an embedded cluster: its address, its CA, the token that admits.</summary>
internal static class KubeconfigFile
{
    /// <summary>In bytes; what kubespy writes is a twentieth of it.</summary>
    private const int MaxOwn = 64 * 1024;

    public static string Text(Uri address, string caPem, string token) =>
        $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: kubespy
          cluster:
            server: {address.AbsoluteUri.TrimEnd('/')}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(caPem))}
        contexts:
        - name: kubespy
          context:
            cluster: kubespy
            namespace: default
            user: kubespy
        current-context: kubespy
        users:
        - name: kubespy
          user:
            token: {token}

        """;

    /// <summary>Says in time that a file is somebody else's: nothing is written.</summary>
    /// <exception cref="IOException">There is a file that kubespy did not make; or it cannot be read.</exception>
    public static void CheckMayWrite(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full) && !MayReplace(full))
        {
            throw new IOException($"{full} was not made by kubespy, so it is left as it is: name another file, such as --kubeconfig ./kubespy.kubeconfig");
        }
    }

    /// <summary>Writes it for its owner's eyes only, whole or not at all.</summary>
    /// <exception cref="IOException">There is a file that kubespy did not make; or it cannot be written.</exception>
    public static void Write(string path, string text)
    {
        CheckMayWrite(path);
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Path.GetRandomFileName()}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new StreamWriter(temporary, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options))
            {
                file.Write(text);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static bool MayReplace(string path)
    {
        if (new FileInfo(path).Length > MaxOwn)
        {
            return false;
        }

        var text = File.ReadAllText(path);
        return string.IsNullOrWhiteSpace(text) || IsOwn(text);
    }

    /// <summary>
    /// It admits to one embedded cluster and to nothing else: kubectl may have set a namespace in it, but whoever added a cluster, or a user,
    /// would miss them.
    /// </summary>
    private static bool IsOwn(string text)
    {
        try
        {
            return YamlReader.ReadAll(text) is [MapValue root]
                && root.ListAt("users").Count == 1
                && root.ListAt("clusters") is [var cluster]
                && IsOfOwnAuthority(cluster.StringAt("cluster", "certificate-authority-data") ?? "");
        }
        catch (YamlException)
        {
            return false;
        }
    }

    private static bool IsOfOwnAuthority(string data)
    {
        try
        {
            using var authority = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(data)));
            return authority.Subject == EmbeddedMark.AuthoritySubject;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
