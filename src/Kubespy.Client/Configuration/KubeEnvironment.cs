namespace Kubespy.Client.Configuration;

/// <summary>Where a configuration is looked for: the surroundings of the process, or those of a test.</summary>
public sealed record KubeEnvironment
{
    public static readonly KubeEnvironment OfProcess = new();

    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Where a Pod finds its service account: token, ca.crt and namespace.</summary>
    public string ServiceAccount { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    public string this[string variable] => Variable(variable) ?? "";
}
