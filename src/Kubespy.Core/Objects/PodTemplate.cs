using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>Pod templates as a Deployment writes them into its ReplicaSets.</summary>
public static class PodTemplate
{
    /// <summary>The label by which the Pods of one ReplicaSet of a Deployment are told from those of another.</summary>
    public const string HashLabel = "pod-template-hash";

    /// <summary>The template as its Deployment has it: revisions are compared without the label.</summary>
    public static MapValue WithoutHash(MapValue template) => template.MapAt("metadata", "labels") is { } labels
        ? template.WithAt(["metadata", "labels"], labels.Without(HashLabel))
        : template;
}
