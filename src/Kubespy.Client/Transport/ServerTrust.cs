using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kubespy.Client.Transport;

/// <summary>
/// Trust in the certificates that a kubeconfig names. As in Go, each of them is an anchor: an intermediate or a server's own certificate, too, and of
/// several authorities of one name (while a cluster's is being renewed) each is tried.
/// </summary>
internal sealed class ServerTrust
{
    private readonly X509Certificate2Collection _anchors = [];
    private readonly string _foreign = "the kubeconfig's certificate authority did not sign it";

    /// <exception cref="ClusterException">The text holds no certificate.</exception>
    public ServerTrust(string pem)
    {
        try
        {
            _anchors.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw Unreadable(e);
        }

        if (_anchors.Count == 0)
        {
            throw Unreadable(null);
        }
    }

    private ServerTrust(X509Certificate2Collection anchors, string foreign)
    {
        _anchors = anchors;
        _foreign = foreign;
    }

    /// <summary>Where the kubeconfig names no authority, those of this machine decide.</summary>
    public static void ApplySystemTrustTo(SslClientAuthenticationOptions options)
    {
        const string foreign = "none of the certificate authorities that this machine trusts signed it";
        if (OperatingSystem.IsLinux())
        {
            new ServerTrust(MachineRoots.Read(Environment.GetEnvironmentVariable), foreign).ApplyTo(options);
            return;
        }

        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            errors == SslPolicyErrors.None ? true : throw Distrust(certificate as X509Certificate2, chain, errors, foreign);
    }

    public void ApplyTo(SslClientAuthenticationOptions options)
    {
        options.CertificateChainPolicy = PolicyOf(_anchors);
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => errors switch
        {
            SslPolicyErrors.None => true,
            SslPolicyErrors.RemoteCertificateChainErrors when certificate is X509Certificate2 leaf && chain is not null && _anchors.Any(a => LeadsTo(a, leaf, chain)) => true,
            _ => throw Distrust(certificate as X509Certificate2, chain, errors, _foreign),
        };
    }

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection anchors)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(anchors);
        return policy;
    }

    /// <summary>.NET takes only self-signed certificates for anchors; whatever else is amiss with the chain stays an error.</summary>
    private static bool LeadsTo(X509Certificate2 anchor, X509Certificate2 leaf, X509Chain sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = PolicyOf([anchor]);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "serverAuth"));
        chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.ExtraStore.Add(anchor);
        return chain.Build(leaf)
            || (chain.ChainStatus.All(s => s.Status == X509ChainStatusFlags.PartialChain)
                && chain.ChainElements.Any(e => e.Certificate.RawDataMemory.Span.SequenceEqual(anchor.RawDataMemory.Span)));
    }

    private static UntrustedServerException Distrust(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string foreign)
    {
        var flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
        return new UntrustedServerException(Reason(certificate, flags, errors, foreign), flags.HasFlag(X509ChainStatusFlags.NotTimeValid));
    }

    private static string Reason(X509Certificate2? certificate, X509ChainStatusFlags flags, SslPolicyErrors errors, string foreign)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"it is for another name ({certificate?.GetNameInfo(X509NameType.DnsName, forIssuer: false)})";
        }

        return flags.HasFlag(X509ChainStatusFlags.NotTimeValid) ? $"it is valid from {certificate?.NotBefore:u} to {certificate?.NotAfter:u}, or one that it leads to is not valid now"
            : (flags & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid)) != 0 ? $"{foreign} (\"{certificate?.Issuer}\" did)"
            : $"{(flags == X509ChainStatusFlags.NoError ? errors.ToString() : flags.ToString())}";
    }

    private static ClusterException Unreadable(Exception? inner) => new(
        ClusterProblem.BadConfiguration, "the cluster's certificate authority holds no PEM certificate", "correct certificate-authority or certificate-authority-data in the kubeconfig", inner);
}
