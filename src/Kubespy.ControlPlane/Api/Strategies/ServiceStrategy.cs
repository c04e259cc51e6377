using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>
/// Services: what another type does not have goes with the old type, unless the client gave it a value of its own
/// (dropTypeDependentFields in pkg/registry/core/service/strategy.go).
/// </summary>
public sealed class ServiceStrategy : ResourceStrategy
{
    /// <summary>Addresses and ports are drawn.</summary>
    public ServiceStrategy() => (IsIndependentOfIdentity, IsIndependentOfOthers) = (false, false);

    public override KubeObject PrepareForUpdate(KubeObject obj, KubeObject old)
    {
        var prepared = base.PrepareForUpdate(obj, old);
        return prepared.Spec is { } spec && old.Spec is { } before && spec["type"] != before["type"] ? prepared.With("spec", WithoutFormer(spec, before)) : prepared;
    }

    private static MapValue WithoutFormer(MapValue spec, MapValue before)
    {
        if (spec.StringAt("type") == "ExternalName" && before["clusterIP"] == spec["clusterIP"])
        {
            spec = spec.Without("clusterIP").Without("clusterIPs");
            spec = WithoutSame(WithoutSame(spec, before, "ipFamilies"), before, "ipFamilyPolicy");
        }

        if (HasNodePorts(before) && !HasNodePorts(spec) && NodePorts(spec).IsSubsetOf(NodePorts(before)))
        {
            spec = spec.With("ports", ListValue.Of(spec.ListAt("ports").Select(p => (Value)((MapValue)p).Without("nodePort"))));
        }

        if (before.StringAt("type") == "LoadBalancer")
        {
            spec = WithoutSame(WithoutSame(WithoutSame(spec, before, "allocateLoadBalancerNodePorts"), before, "loadBalancerClass"), before, "healthCheckNodePort");
        }

        return HasNodePorts(spec) || spec.ListAt("externalIPs").Count > 0 ? spec : WithoutSame(spec, before, "externalTrafficPolicy");
    }

    private static bool HasNodePorts(MapValue spec) => spec.StringAt("type") is "NodePort" or "LoadBalancer";

    private static HashSet<long> NodePorts(MapValue spec) => spec.ListAt("ports").Select(p => p.Int64At("nodePort") ?? 0).Where(p => p != 0).ToHashSet();

    private static MapValue WithoutSame(MapValue spec, MapValue before, string field) => spec[field] == before[field] ? spec.Without(field) : spec;
}
