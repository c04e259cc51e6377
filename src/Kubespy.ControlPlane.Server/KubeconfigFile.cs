using System.Text;

namespace Kubespy.ControlPlane.Server;

/// <summary>The kubeconfig of an embedded cluster: its address, its CA, the token that admits.</summary>
internal static class KubeconfigFile
{
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

    /// <summary>Writes it for its owner's eyes only, whole or not at all.</summary>
    public static void Write(string path, string text)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = full + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(temporary, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options))
        {
            file.Write(text);
        }

        File.Move(temporary, full, overwrite: true);
    }
}
