using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Warnings;

/// <summary>What of a Service is ignored or on its way out (pkg/api/service/warnings.go).</summary>
internal static class ServiceWarnings
{
    private const string ExternalName = "ExternalName";

    public static IEnumerable<string> Of(KubeObject service)
    {
        var spec = service.Spec ?? MapValue.Empty;
        var type = spec.StringAt("type");
        var isHeadless = type == "ClusterIP" && spec.StringAt("clusterIP") == "None";
        var hasExternalIps = spec.ListAt("externalIPs").Count > 0;
        if (service.Annotations["service.kubernetes.io/topology-aware-hints"] is not null)
        {
            yield return "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead";
        }

        if (isHeadless && spec.StringAt("loadBalancerIP") is { Length: > 0 })
        {
            yield return "spec.loadBalancerIP is ignored for headless services";
        }

        if (isHeadless && hasExternalIps)
        {
            yield return "spec.externalIPs is ignored for headless services";
        }

        if (isHeadless && spec.StringAt("sessionAffinity") != "None")
        {
            yield return "spec.SessionAffinity is ignored for headless services";
        }

        if (hasExternalIps && !isHeadless && type != ExternalName)
        {
            yield return "spec.externalIPs is deprecated and may no longer be implemented in some clusters";
        }

        if (hasExternalIps && type == ExternalName)
        {
            yield return "spec.externalIPs is ignored when spec.type is \"ExternalName\"";
        }

        if (type != ExternalName && spec.StringAt("externalName") is { Length: > 0 })
        {
            yield return "spec.externalName is ignored when spec.type is not \"ExternalName\"";
        }

        if (spec.StringAt("trafficDistribution") == "PreferClose")
        {
            yield return "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"";
        }
    }
}
