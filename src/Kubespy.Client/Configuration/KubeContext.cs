namespace Kubespy.Client.Configuration;

/// <summary>Everything that is needed to speak to one cluster as one user.</summary>
public sealed record KubeContext
{
    /// <summary>The context's name; empty inside a cluster.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where the API is; its path, if any, goes before every path of the API.</summary>
    public required Uri Server { get; init; }

    public string Namespace { get; init; } = "default";

    /// <summary>The CA certificates in PEM; null trusts what the system trusts.</summary>
    public string? CertificateAuthority { get; init; }

    public bool SkipsVerification { get; init; }

    /// <summary>The name to expect in the server's certificate instead of the host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Null connects directly.</summary>
    public Uri? Proxy { get; init; }

    public ClientCertificate? ClientCertificate { get; init; }

    /// <summary>The files that it came from, which are read again when they change: such certificates are renewed on disk. Null where it stands in the kubeconfig.</summary>
    public (string Certificate, string Key)? ClientCertificateFiles { get; init; }

    public string? Token { get; init; }

    /// <summary>Read again for each request: such tokens are renewed on disk.</summary>
    public string? TokenFile { get; init; }

    public (string User, string Password)? Basic { get; init; }

    public ExecCredential? Exec { get; init; }

    /// <summary>Headers that ask the server to act as someone else; a name may come several times.</summary>
    public IReadOnlyList<(string Name, string Value)> Impersonation { get; init; } = [];

    /// <summary>Reads it again from where it came; null where that cannot change.</summary>
    public Func<KubeContext>? Reload { get; init; }

    /// <summary>Whether the other one reaches the same server in the same trust as the same user: to read it again was of no use.</summary>
    internal bool IsAs(KubeContext other) =>
        (Server, CertificateAuthority, SkipsVerification, TlsServerName, Proxy, ClientCertificate, Token, TokenFile, Basic)
        == (other.Server, other.CertificateAuthority, other.SkipsVerification, other.TlsServerName, other.Proxy, other.ClientCertificate, other.Token, other.TokenFile, other.Basic);
}
