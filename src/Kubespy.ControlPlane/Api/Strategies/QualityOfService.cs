using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>The class of a Pod by its requests and limits (pkg/apis/core/v1/helper/qos).</summary>
public static class QualityOfService
{
    public static string Of(KubeObject pod)
    {
        var (hasAny, isGuaranteed) = (false, true);
        foreach (var container in pod.Root.ListAt("spec", "containers").Concat(pod.Root.ListAt("spec", "initContainers")))
        {
            var requests = container.MapAt("resources", "requests");
            var limits = container.MapAt("resources", "limits");
            foreach (var name in (ReadOnlySpan<string>)["cpu", "memory"])
            {
                var (request, limit) = (requests?[name]?.AsString(), limits?[name]?.AsString());
                hasAny |= request is not (null or "0") || limit is not (null or "0");
                isGuaranteed &= limit is not (null or "0") && (request is null || request == limit);
            }
        }

        return !hasAny ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable";
    }
}
