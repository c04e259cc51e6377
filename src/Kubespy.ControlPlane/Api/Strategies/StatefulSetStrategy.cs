using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>
/// StatefulSets: how many Pods may be unavailable during an update is not kept, as 1.36 has the gate MaxUnavailableStatefulSet off by default
/// (pkg/registry/apps/statefulset/strategy.go).
/// </summary>
public sealed class StatefulSetStrategy : ResourceStrategy
{
    public StatefulSetStrategy() => CountsGeneration = true;

    public override KubeObject PrepareForCreate(KubeObject obj) => base.PrepareForCreate(WithoutGatedFields(obj));

    public override KubeObject PrepareForUpdate(KubeObject obj, KubeObject old) => base.PrepareForUpdate(WithoutGatedFields(obj), old);

    private static KubeObject WithoutGatedFields(KubeObject obj) => obj.Root.MapAt("spec", "updateStrategy", "rollingUpdate") is { } rolling && rolling.ContainsKey("maxUnavailable")
        ? new KubeObject(obj.Root.WithAt(["spec", "updateStrategy", "rollingUpdate"], rolling.Without("maxUnavailable")))
        : obj;
}
