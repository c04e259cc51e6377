using Kubespy.Core.Values;

namespace Kubespy.Client.Configuration;

/// <summary>A program that gives credentials (client.authentication.k8s.io, KEP-541).</summary>
/// <param name="Command">Its path, or a name to be found in PATH.</param>
/// <param name="Arguments">Each as it is; no shell comes between.</param>
/// <param name="Environment">Added to the environment of kubespy.</param>
/// <param name="ApiVersion">Of what it is told and must answer.</param>
/// <param name="InstallHint">What to do where it is missing; may be empty.</param>
/// <param name="ClusterInfo">What it is told of the cluster; null where it asked for nothing.</param>
/// <param name="Mode">Whether it may talk to the user.</param>
public sealed record ExecCredential(
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<(string Name, string Value)> Environment,
    string ApiVersion,
    string InstallHint,
    MapValue? ClusterInfo,
    InteractiveMode Mode);
