using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>What one metric of an autoscaler says: as many replicas as it asks for and its status, or why it says nothing.</summary>
/// <param name="Proposal">Null where nothing could be calculated.</param>
/// <param name="Name">How Events call it.</param>
/// <param name="Status">An item of currentMetrics.</param>
/// <param name="Reason">Of the condition and the Event where there is no proposal.</param>
/// <param name="Message">The same, in a sentence.</param>
/// <param name="Prefix">Before that sentence where several metrics are summed up.</param>
internal sealed record MetricReading(ReplicaProposal? Proposal, string Name, MapValue Status, string Reason = "", string Message = "", string Prefix = "")
{
    /// <summary>Reads a metric (computeReplicasForMetric in pkg/controller/podautoscaler/horizontal.go).</summary>
    /// <param name="metric">Of the autoscaler's spec.</param>
    /// <param name="current">Replicas now.</param>
    /// <param name="scene">The Pods, and what is measured of them.</param>
    public static MetricReading Of(Value metric, long current, ScalingScene scene)
    {
        switch (metric.StringAt("type"))
        {
            case "Resource":
                var name = metric.StringAt("resource", "name") ?? "";
                return Resource("Resource", metric.MapAt("resource"), "", current, scene) with { Prefix = $"failed to get {name} resource metric value: " };
            case "ContainerResource":
                var container = metric.StringAt("containerResource", "container") ?? "";
                return Resource("ContainerResource", metric.MapAt("containerResource"), container, current, scene) with { Prefix = $"failed to get {container} container metric value: " };
            case "Pods":
                return Unserved(
                    "FailedGetPodsMetric", $"unable to get metric {metric.StringAt("pods", "metric", "name")}: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered",
                    "failed to get pods metric value: ");
            case "Object":
                return Unserved(
                    "FailedGetObjectMetric",
                    $"unable to get metric {metric.StringAt("object", "metric", "name")}: {metric.StringAt("object", "describedObject", "kind")} on {scene.Namespace} {metric.StringAt("object", "describedObject", "name")}/unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered",
                    "failed to get object metric value: ");
            default:
                var external = metric.StringAt("external", "metric", "name");
                return Unserved(
                    "FailedGetExternalMetric",
                    $"unable to get external metric {scene.Namespace}/{external}/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get {external}.external.metrics.k8s.io)",
                    $"failed to get {external} external metric value: ");
        }
    }

    private static MetricReading Unserved(string reason, string message, string prefix) => new(null, "", Unmeasured, reason, message, prefix);

    /// <summary>The place of a metric that says nothing, as the real controller leaves it.</summary>
    private static MapValue Unmeasured => MapValue.Of(("type", StringValue.Empty));

    private static MetricReading Resource(string type, MapValue? source, string container, long current, ScalingScene scene)
    {
        var resource = source.StringAt("name") ?? "";
        var isAverage = source.MapAt("target")?["averageValue"] is not null;
        try
        {
            var proposal = isAverage
                ? scene.Calculator(resource, container).ByAverage(current, Milli(source.MapAt("target")!["averageValue"]!), resource == "cpu")
                : scene.Calculator(resource, container).ByUtilization(
                    current, source.Int64At("target", "averageUtilization") ?? 0, () => PodRequests.Of(scene.Pods, resource, container), resource == "cpu");
            var what = type == "Resource" ? "resource" : "container resource";
            return new(proposal, isAverage ? $"{resource} resource" : $"{resource} {what} utilization (percentage of request)", StatusOf(type, resource, container, proposal));
        }
        catch (MetricException e)
        {
            var why = $"failed to get {resource} {(isAverage ? "usage" : "utilization")}: {e.Message}";
            return new(null, "", Unmeasured, type == "Resource" ? "FailedGetResourceMetric" : "FailedGetContainerResourceMetric", why);
        }
    }

    private static MapValue StatusOf(string type, string resource, string container, ReplicaProposal proposal)
    {
        var value = new MapBuilder()
            .Set("averageUtilization", proposal.Utilization is { } percent ? NumberValue.Of(percent) : null)
            .Set("averageValue", Quantity.OfMilli(proposal.Average, isBinary: resource == "memory").ToString());
        var status = new MapBuilder().Set("name", resource).Set("container", container.Length == 0 ? null : StringValue.Of(container)).Set("current", value.ToMap());
        return MapValue.Of(("type", type), (char.ToLowerInvariant(type[0]) + type[1..], status.ToMap()));
    }

    private static long Milli(Value amount) => Quantity.TryParse(amount.AsString() ?? amount.ToString())?.Milli ?? 0;
}
