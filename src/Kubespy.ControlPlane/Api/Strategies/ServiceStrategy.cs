using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>
/// Services: what belongs to the former type alone goes with it, unless the write changes it (dropTypeDependentFields in
/// pkg/registry/core/service/strategy.go).
/// </summary>
public sealed class ServiceStrategy : ResourceStrategy
{
    public ServiceStrategy()
    {
        // Addresses and ports are drawn.
        IsIndependentOfIdentity = false;
        IsIndependentOfOthers = false;
    }

    public override KubeObject PrepareForUpdate(KubeObject obj, KubeObject old)
    {
        var prepared = base.PrepareForUpdate(obj, old);
        var (spec, before) = (prepared.Spec ?? MapValue.Empty, old.Spec ?? MapValue.Empty);
        var (type, former) = (spec.StringAt("type"), before.StringAt("type"));
        if (type == former)
        {
            return prepared;
        }

        if (former != "ExternalName" && type == "ExternalName")
        {
            spec = WithoutSame(spec, before, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");
        }

        if (IsExternal(former) && !IsExternal(type))
        {
            spec = WithoutNodePorts(WithoutSame(spec, before, "externalTrafficPolicy"), before);
        }

        if (former == "LoadBalancer")
        {
            spec = WithoutSame(spec, before, "allocateLoadBalancerNodePorts", "loadBalancerClass", "healthCheckNodePort");
        }

        return prepared.With("spec", spec);
    }

    private static bool IsExternal(string? type) => type is "NodePort" or "LoadBalancer";

    private static MapValue WithoutSame(MapValue spec, MapValue old, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            spec = spec[field] is { } value && value.Equals(old[field]) ? spec.Without(field) : spec;
        }

        return spec;
    }

    private static MapValue WithoutNodePorts(MapValue spec, MapValue old)
    {
        var ports = spec.ListAt("ports");
        return ports.Select(p => p.Int64At("nodePort")).SequenceEqual(old.ListAt("ports").Select(p => p.Int64At("nodePort"))) && ports.Count > 0
            ? spec.With("ports", ListValue.Of(ports.Select(p => (Value)((MapValue)p).Without("nodePort"))))
            : spec;
    }
}
