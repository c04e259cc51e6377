using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The defaults of Services (pkg/apis/core/v1/defaults.go, SetDefaults_Service).</summary>
internal static class ServiceDefaults
{
    public static MapValue ServiceSpec(MapValue spec)
    {
        var result = Default(spec, "sessionAffinity", "None");
        result = Default(result, "type", "ClusterIP");
        if (result["sessionAffinity"]?.AsString() == "ClientIP")
        {
            result = Update(result, "sessionAffinityConfig", c => Update(c, "clientIP", ip => DefaultNumber(ip, "timeoutSeconds", 10800)));
        }

        else if (result["sessionAffinity"]?.AsString() == "None")
        {
            result = result.Without("sessionAffinityConfig");
        }

        result = UpdateItems(result, "ports", Port);
        var type = result["type"]?.AsString();
        if (type is "NodePort" or "LoadBalancer")
        {
            result = Default(result, "externalTrafficPolicy", "Cluster");
        }

        if (type == "LoadBalancer")
        {
            result = Default(result, "allocateLoadBalancerNodePorts", true);
        }

        return type == "ExternalName" ? result : Default(result, "internalTrafficPolicy", "Cluster");
    }

    private static MapValue Port(MapValue port)
    {
        var result = Default(port, "protocol", "TCP");
        return result["targetPort"] is null or NullValue or StringValue { Text.Length: 0 } || result["targetPort"]?.AsInt64() == 0
            ? result.With("targetPort", result["port"] ?? NumberValue.Of(0))
            : result;
    }
}
