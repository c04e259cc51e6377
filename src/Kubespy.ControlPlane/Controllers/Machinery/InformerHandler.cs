using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>What is told of an informer's changes. Updates carry the old state first.</summary>
public sealed record InformerHandler
{
    public Action<KubeObject>? Added { get; init; }

    public Action<KubeObject, KubeObject>? Updated { get; init; }

    public Action<KubeObject>? Deleted { get; init; }

    /// <summary>Told of what is there, and of each change of it, but not of what has gone.</summary>
    public static InformerHandler WhenSet(Action<KubeObject> action) => new() { Added = action, Updated = (_, obj) => action(obj) };

    /// <summary>Told of what is there, of each change of it, and of what has gone.</summary>
    public static InformerHandler WhenChanged(Action<KubeObject> action) => WhenSet(action) with { Deleted = action };
}
