using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The defaults of HorizontalPodAutoscalers (pkg/apis/autoscaling/v2/defaults.go).</summary>
internal static class AutoscalerDefaults
{
    private static readonly Value CpuAtEighty = ValueReader.Read(
        """[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]""");

    private static readonly Value UpPolicies = ValueReader.Read(
        """[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]""");

    private static readonly Value DownPolicies = ValueReader.Read("""[{"type":"Percent","value":100,"periodSeconds":15}]""");

    public static MapValue Spec(MapValue spec)
    {
        var result = Default(spec, "minReplicas", 1);
        result = result.ListAt("metrics").Count == 0 ? result.With("metrics", CpuAtEighty) : result;
        return UpdateIfSet(result, "behavior", behavior => Update(
            Update(behavior, "scaleUp", up => Default(Rules(up, UpPolicies), "stabilizationWindowSeconds", 0)),
            "scaleDown",
            down => Rules(down, DownPolicies)));
    }

    private static MapValue Rules(MapValue rules, Value policies) => Default(Default(rules, "selectPolicy", "Max"), "policies", policies);
}
