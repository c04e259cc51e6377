using System.Globalization;

namespace Kubespy.Core.Objects;

/// <summary>The revision that a Deployment gives each of its ReplicaSets, and bears itself.</summary>
public static class DeploymentRevision
{
    public const string Annotation = "deployment.kubernetes.io/revision";

    /// <summary>The revision; 0 where the object bears none.</summary>
    public static long Of(KubeObject obj) =>
        long.TryParse(obj.Annotation(Annotation), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
}
