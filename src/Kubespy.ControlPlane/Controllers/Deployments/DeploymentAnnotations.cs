using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>The annotations by which a Deployment keeps its history on its ReplicaSets (pkg/controller/deployment/util). Pure.</summary>
public static class DeploymentAnnotations
{
    public const string Revision = DeploymentRevision.Annotation;
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";

    private const int MaxHistoryLength = 2000;

    private static readonly string[] NotCopied =
    [
        "kubectl.kubernetes.io/last-applied-configuration", Revision, RevisionHistory, DesiredReplicas, MaxReplicas,
        "deprecated.deployment.rollback.to",
    ];

    /// <summary>The new ReplicaSet with the Deployment's annotations copied and its revision raised; a revision it had before goes to its history.</summary>
    public static KubeObject ForNewReplicaSet(KubeObject deployment, KubeObject replicaSet, long revision, bool exists)
    {
        var annotations = replicaSet.Annotations;
        foreach (var (name, value) in deployment.Annotations)
        {
            if (!NotCopied.Contains(name))
            {
                annotations = annotations.With(name, value);
            }
        }

        var old = annotations[Revision]?.AsString();
        if (!long.TryParse(old, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var oldRevision) && !string.IsNullOrEmpty(old))
        {
            // Someone wrote what is no number: it is left alone, and so is the rest.
            return replicaSet;
        }

        if (oldRevision < revision)
        {
            annotations = annotations.With(Revision, Text(revision));
            if (old is not null)
            {
                annotations = annotations.With(RevisionHistory, Append(annotations[RevisionHistory]?.AsString(), old));
            }
        }

        if (!exists)
        {
            annotations = WithReplicas(annotations, DeploymentView.Of(deployment));
        }

        return annotations.Equals(replicaSet.Annotations) ? replicaSet : replicaSet.WithMetadata("annotations", annotations);
    }

    public static MapValue WithReplicas(MapValue annotations, DeploymentView deployment) => annotations
        .With(DesiredReplicas, Text(deployment.Replicas))
        .With(MaxReplicas, Text(deployment.MaxReplicas));

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Append(string? history, string revision)
    {
        if (string.IsNullOrEmpty(history))
        {
            return revision;
        }

        var all = $"{history},{revision}";
        while (all.Length > MaxHistoryLength && all.IndexOf(',', StringComparison.Ordinal) is var comma and >= 0)
        {
            all = all[(comma + 1)..];
        }

        return all;
    }
}
