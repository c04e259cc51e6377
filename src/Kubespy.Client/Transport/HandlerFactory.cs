using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kubespy.Client.Configuration;

namespace Kubespy.Client.Transport;

/// <summary>The connections of one context with one client certificate, or none.</summary>
internal static class HandlerFactory
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="ClusterException">A certificate cannot be read.</exception>
    public static SocketsHttpHandler Create(KubeContext context, ClientCertificate? certificate, Impersonation impersonation)
    {
        MachineRoots.LeaveUnread();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            Proxy = context.Proxy is { } proxy ? ProxyAt(proxy) : null,
            UseProxy = context.Proxy is not null,
            RequestHeaderEncodingSelector = (name, _) => impersonation.EncodingOf(name),
        };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            // A context is sent whatever issuers the server names, and with the certificates that lead to its root.
            ClientCertificateContext = certificate is null ? null : Load(certificate),
        };
        if (context.SkipsVerification)
        {
#pragma warning disable CA5359 // The user's kubeconfig says so: insecure-skip-tls-verify.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (context.CertificateAuthority is { } authority)
        {
            new ServerTrust(authority).ApplyTo(handler.SslOptions);
        }
        else
        {
            ServerTrust.ApplySystemTrustTo(handler.SslOptions);
        }

        return handler;
    }

    private static WebProxy ProxyAt(Uri proxy)
    {
        var web = new WebProxy(proxy.Scheme == "socks5h" ? new UriBuilder(proxy) { Scheme = "socks5" }.Uri : proxy);
        if (proxy.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
        {
            web.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), rest.Length == 0 ? "" : Uri.UnescapeDataString(rest[0]));
        }

        return web;
    }

    private static SslStreamCertificateContext Load(ClientCertificate certificate)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPem(certificate.Certificate, certificate.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate.Certificate);
            var own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(own, [.. chain.Skip(1)], offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ClusterException(
                ClusterProblem.BadConfiguration, $"the client certificate of the kubeconfig cannot be used: {e.Message}",
                "it must be PEM, with its unencrypted RSA or EC key; renew it or log in again", e);
        }
    }
}
