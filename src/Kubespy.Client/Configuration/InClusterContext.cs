using System.Globalization;

namespace Kubespy.Client.Configuration;

/// <summary>The cluster that a Pod runs in, as its service account (client-go, rest.InClusterConfig).</summary>
internal static class InClusterContext
{
    /// <summary>Null where this is no Pod.</summary>
    public static KubeContext? Find(KubeEnvironment environment)
    {
        var token = Path.Combine(environment.ServiceAccount, "token");
        if (environment["KUBERNETES_SERVICE_HOST"] is not { Length: > 0 } host
            || !int.TryParse(environment["KUBERNETES_SERVICE_PORT"], CultureInfo.InvariantCulture, out var port)
            || !File.Exists(token))
        {
            return null;
        }

        var authority = Path.Combine(environment.ServiceAccount, "ca.crt");
        return new KubeContext
        {
            Server = new UriBuilder("https", host, port).Uri,
            Namespace = Namespace(environment),
            CertificateAuthority = File.Exists(authority) ? File.ReadAllText(authority) : null,
            TokenFile = token,
        };
    }

    private static string Namespace(KubeEnvironment environment)
    {
        var file = Path.Combine(environment.ServiceAccount, "namespace");
        var found = environment["POD_NAMESPACE"] is { Length: > 0 } named ? named : File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        return found.Length > 0 ? found : "default";
    }
}
