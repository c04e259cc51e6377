using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kubespy.Client.Transport;

/// <summary>
/// The certificate authorities that this machine trusts, read when they are asked for. On Linux .NET reads all of them (about 150) before it builds any
/// chain, also where the kubeconfig brings its own authority and they are not looked at: 50 ms and half of the memory of a first start (docs/adr/0018).
/// </summary>
public static partial class MachineRoots
{
    private static readonly Lock Once = new();
    private static bool s_left;

    // Go, src/crypto/x509/root_linux.go: the first of these files that is there, and what lies in these folders.
    private static readonly string[] Files =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cacert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ];

    private static readonly string[] Folders = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

    /// <summary>Has .NET not read them for this process. Does nothing except on Linux, and when called again. To be called before any TLS connection.</summary>
    public static void LeaveUnread()
    {
        lock (Once)
        {
            if (s_left || !OperatingSystem.IsLinux())
            {
                return;
            }

            s_left = true;
            // OpenSSL's own variables; they are asked once, with the first chain, and then are as they were: programs that are started later see nothing of it.
            using var file = new NativeVariable("SSL_CERT_FILE", "/dev/null");
            using var folder = new NativeVariable("SSL_CERT_DIR", "/dev/null");
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var any = new CertificateRequest("CN=any", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
            using var chain = new X509Chain();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.Build(any);
        }
    }

    /// <summary>
    /// Those of Linux, where kubectl looks for them: what SSL_CERT_FILE and SSL_CERT_DIR name, else the usual places. What cannot be read is passed over,
    /// as Go does.
    /// </summary>
    internal static X509Certificate2Collection Read(Func<string, string?> variable)
    {
        var roots = new X509Certificate2Collection();
        if ((variable("SSL_CERT_FILE") is { Length: > 0 } named ? [named] : Files).FirstOrDefault(File.Exists) is { } file)
        {
            Add(roots, file);
        }

        // The usual folders hold, link by link, what the file holds.
        var folders = variable("SSL_CERT_DIR") is { Length: > 0 } list ? list.Split(':', StringSplitOptions.RemoveEmptyEntries) : roots.Count > 0 ? [] : Folders;
        foreach (var path in folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            Add(roots, path);
        }

        return roots;
    }

    private static void Add(X509Certificate2Collection roots, string path)
    {
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // One of many, or a file of another kind.
        }
    }

    /// <summary>A variable of the process as C libraries see it, which .NET's own copy does not show, until it is disposed.</summary>
    private sealed partial class NativeVariable : IDisposable
    {
        private readonly string _name;
        private readonly string? _before;

        public NativeVariable(string name, string value)
        {
            _name = name;
            _before = Environment.GetEnvironmentVariable(name);
            _ = Set(name, value, 1);
        }

        public void Dispose() => _ = _before is null ? Unset(_name) : Set(_name, _before, 1);

        [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int Set(string name, string value, int overwrite);

        [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int Unset(string name);
    }
}
