namespace Kubespy.ControlPlane;

/// <summary>By what an embedded cluster is told from any other (docs/adr/0016): what no other cluster has unless somebody wants it to.</summary>
public static class EmbeddedMark
{
    /// <summary>What the version that it tells (/version, gitVersion) ends with.</summary>
    public const string VersionSuffix = "+kubespy";

    /// <summary>
    /// The subject of its certificate authority. That is made when the cluster starts and signs one certificate; its key is never stored, so that
    /// whoever shows a certificate of it is that cluster.
    /// </summary>
    public const string AuthoritySubject = "CN=kubespy-ca";
}
