using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>The status of an autoscaler while a sync fills it.</summary>
internal sealed class AutoscalerStatus(KubeObject autoscaler, DateTimeOffset now)
{
    private ListValue _conditions = autoscaler.Root.ListAt("status", "conditions");

    public void Set(string type, ScalingVerdict verdict) =>
        _conditions = ConditionList.Set(_conditions, type, verdict.IsTrue, verdict.Reason, verdict.Message, now);

    /// <summary>The autoscaler with its conditions alone renewed.</summary>
    public KubeObject WithConditions() => autoscaler.With("status", (autoscaler.Status ?? MapValue.Empty).With("conditions", _conditions));

    public KubeObject With(long current, long desired, ListValue metrics, bool isScaled) => autoscaler.With("status", new MapBuilder()
        .Set("lastScaleTime", isScaled ? StringValue.Of(Timestamp.Format(now)) : autoscaler.Status?["lastScaleTime"])
        .Set("currentReplicas", current == 0 ? null : NumberValue.Of(current))
        .Set("desiredReplicas", desired)
        .Set("currentMetrics", metrics.Count == 0 ? null : metrics)
        .Set("conditions", _conditions)
        .ToMap());

    /// <summary>With what is there now; what is wanted is not known anew.</summary>
    public KubeObject With(long current, ListValue metrics) => With(current, autoscaler.Root.Int64At("status", "desiredReplicas") ?? 0, metrics, isScaled: false);
}
