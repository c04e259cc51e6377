using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>What the Deployment controller asks of a ReplicaSet.</summary>
public sealed class ReplicaSetView
{
    private ReplicaSetView(KubeObject replicaSet)
    {
        Name = replicaSet.Name;
        CreatedAt = replicaSet.CreationTimestamp ?? default;
        Replicas = (int)(replicaSet.Root.Int64At("spec", "replicas") ?? 0);
        var status = replicaSet.Status;
        ActualReplicas = (int)(status.Int64At("replicas") ?? 0);
        Ready = (int)(status.Int64At("readyReplicas") ?? 0);
        Available = (int)(status.Int64At("availableReplicas") ?? 0);
        Terminating = (int?)status.Int64At("terminatingReplicas");
        ObservedGeneration = status.Int64At("observedGeneration") ?? 0;
        Revision = DeploymentRevision.Of(replicaSet);
        Desired = (int?)Number(replicaSet, DeploymentAnnotations.DesiredReplicas);
        Max = (int?)Number(replicaSet, DeploymentAnnotations.MaxReplicas);
        Template = replicaSet.Root.MapAt("spec", "template") ?? MapValue.Empty;
    }

    public string Name { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>How many Pods it is to keep.</summary>
    public int Replicas { get; }

    /// <summary>How many it has.</summary>
    public int ActualReplicas { get; }

    public int Ready { get; }

    public int Available { get; }

    public int? Terminating { get; }

    public long ObservedGeneration { get; }

    public long Revision { get; }

    /// <summary>The Deployment's replicas when it was last scaled.</summary>
    public int? Desired { get; }

    /// <summary>The Deployment's ceiling when it was last scaled.</summary>
    public int? Max { get; }

    public MapValue Template { get; }

    public static ReplicaSetView Of(KubeObject replicaSet) => replicaSet.View(static rs => new ReplicaSetView(rs));

    private static long? Number(KubeObject replicaSet, string annotation) =>
        long.TryParse(replicaSet.Annotation(annotation), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
