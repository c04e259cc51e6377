using Kubespy.Client.Discovery;

namespace Kubespy.Cli.Commands;

/// <summary>What a trace is of, as the cluster serves it. The namespace is empty for what is cluster-scoped.</summary>
internal sealed record ResolvedTarget(ApiResource Resource, string Namespace, string Name)
{
    public bool IsDeployment => Resource is { Kind: "Deployment", Group: "apps" };

    /// <summary>It rolls out or runs to an end: what a pipeline that applies many objects waits for.</summary>
    public bool IsWorkload => Resource is { Group: "apps", Kind: "Deployment" or "StatefulSet" or "DaemonSet" } or { Group: "batch", Kind: "Job" };
}
