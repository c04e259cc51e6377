using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kubespy.Client.Tests.Transport;

/// <summary>A certificate authority of a test, and what it signs.</summary>
internal sealed class TestCertificates
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset Until = DateTimeOffset.UtcNow.AddDays(1);

    public TestCertificates()
    {
        Root = Sign("CN=root", null, isAuthority: true);
        Intermediate = Sign("CN=intermediate", Root, isAuthority: true);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate { get; }

    public static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem();

    public static string KeyPem(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    /// <summary>A server's certificate for that DNS name and 127.0.0.1 where it is localhost.</summary>
    public X509Certificate2 Server(string name = "localhost", X509Certificate2? issuer = null) => Sign($"CN={name}", issuer ?? Root, dns: name);

    public X509Certificate2 Client(string name, X509Certificate2? issuer = null) => Sign($"CN={name}", issuer ?? Root);

    /// <summary>One of a server, or of a client, that was valid until a minute ago.</summary>
    public X509Certificate2 Expired(string name = "localhost") => Sign($"CN={name}", Root, dns: name, until: DateTimeOffset.UtcNow.AddMinutes(-1));

    private static X509Certificate2 Sign(string subject, X509Certificate2? issuer, bool isAuthority = false, string? dns = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (dns is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(dns);
            if (dns == "localhost")
            {
                names.AddIpAddress(IPAddress.Loopback);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        if (issuer is null)
        {
            return request.CreateSelfSigned(From, Until);
        }

        using var made = request.Create(issuer, From, until ?? Until, RandomNumberGenerator.GetBytes(8));
        using var whole = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
