namespace Kubespy.Client.Configuration;

/// <summary>A program that gives credentials (client.authentication.k8s.io, KEP-541).</summary>
public sealed record ExecCredential(
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<(string Name, string Value)> Environment,
    string ApiVersion,
    string InstallHint,
    bool ProvidesClusterInfo);
