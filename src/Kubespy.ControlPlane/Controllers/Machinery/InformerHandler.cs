using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>What is told of an informer's changes. Updates carry the old state first.</summary>
public sealed record InformerHandler
{
    public Action<KubeObject>? Added { get; init; }

    public Action<KubeObject, KubeObject>? Updated { get; init; }

    public Action<KubeObject>? Deleted { get; init; }
}
