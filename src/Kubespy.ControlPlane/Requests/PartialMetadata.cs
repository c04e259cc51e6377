using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>An object's metadata alone (PartialObjectMetadata of meta.k8s.io/v1).</summary>
internal static class PartialMetadata
{
    public static MapValue Of(KubeObject obj) => MapValue.Of(
        ("kind", "PartialObjectMetadata"), ("apiVersion", "meta.k8s.io/v1"), ("metadata", obj.Metadata));
}
