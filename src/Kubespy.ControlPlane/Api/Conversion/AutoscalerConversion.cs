using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Conversion;

/// <summary>
/// HorizontalPodAutoscalers between autoscaling/v2, as they are stored, and v1, which knows the CPU's target alone
/// (pkg/apis/autoscaling/v1/conversion.go, without the annotations that carry other metrics through v1).
/// </summary>
public static class AutoscalerConversion
{
    private const string TargetName = "targetCPUUtilizationPercentage";
    private const string CurrentName = "currentCPUUtilizationPercentage";

    public static KubeObject ToOld(KubeObject stored)
    {
        var spec = stored.Spec ?? MapValue.Empty;
        var target = Cpu(spec.ListAt("metrics")).At("resource", "target", "averageUtilization");
        var result = new MapBuilder();
        foreach (var name in (ReadOnlySpan<string>)["scaleTargetRef", "minReplicas", "maxReplicas"])
        {
            result.Set(name, spec[name]);
        }

        var status = stored.Status ?? MapValue.Empty;
        var current = Cpu(status.ListAt("currentMetrics")).At("resource", "current", "averageUtilization");
        return stored.With("apiVersion", "autoscaling/v1")
            .With("spec", result.Set(TargetName, target).ToMap())
            .With("status", new MapBuilder()
                .Set("observedGeneration", status["observedGeneration"])
                .Set("lastScaleTime", status["lastScaleTime"])
                .Set("currentReplicas", status["currentReplicas"] ?? NumberValue.Of(0))
                .Set("desiredReplicas", status["desiredReplicas"] ?? NumberValue.Of(0))
                .Set(CurrentName, current)
                .ToMap());
    }

    public static MapValue ToStored(MapValue given)
    {
        var spec = given.MapAt("spec") ?? MapValue.Empty;
        if (spec[TargetName] is { } target)
        {
            var resource = MapValue.Of(
                ("name", "cpu"), ("target", MapValue.Of(("type", "Utilization"), ("averageUtilization", target))));
            spec = spec.With("metrics", ListValue.Of([MapValue.Of(("type", "Resource"), ("resource", resource))]));
        }

        return given.With("apiVersion", "autoscaling/v2").With("spec", spec.Without(TargetName));
    }

    private static Value? Cpu(ListValue metrics) =>
        metrics.FirstOrDefault(m => m.StringAt("type") == "Resource" && m.StringAt("resource", "name") == "cpu");
}
