using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>What a kept cluster proves itself with, and what admits to it: the same at each start, so that kubeconfigs stay good.</summary>
internal static class Credentials
{
    private const string FileName = "credentials.json";

    /// <summary>Shorter than this before its end, a certificate is made anew.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(30);

    public static (ServerCertificate Certificate, string Token) New(DateTimeOffset now) =>
        (ServerCertificate.Create(now), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Those of the folder; made anew and kept there where it has none, or none that is good for long.</summary>
    public static (ServerCertificate Certificate, string Token) Of(IDurableFolder folder, DateTimeOffset now)
    {
        if (folder.Files.Contains(FileName) && Read(folder.Read(FileName)) is { } kept && kept.Certificate.Certificate.NotAfter.ToUniversalTime() - Renewal > now)
        {
            return kept;
        }

        var made = New(now);
        using var key = made.Certificate.Certificate.GetECDsaPrivateKey();
        var json = ValueWriter.Write(MapValue.Of(
            ("certificate", made.Certificate.Certificate.ExportCertificatePem()),
            ("key", key!.ExportPkcs8PrivateKeyPem()),
            ("certificateAuthority", made.Certificate.CaPem),
            ("token", made.Token)));
        using (var file = folder.Open(FileName + FileNames.Unfinished, 0))
        {
            file.Append(json);
            file.Sync();
        }

        folder.Rename(FileName + FileNames.Unfinished, FileName);
        folder.Sync();
        return made;
    }

    private static (ServerCertificate Certificate, string Token)? Read(byte[] json)
    {
        try
        {
            var kept = ValueReader.Read(json);
            return kept.StringAt("token") is { Length: > 0 } token
                ? (ServerCertificate.Of(kept.StringAt("certificate") ?? "", kept.StringAt("key") ?? "", kept.StringAt("certificateAuthority") ?? ""), token)
                : null;
        }
        catch (Exception e) when (e is JsonException or CryptographicException)
        {
            return null;
        }
    }
}
