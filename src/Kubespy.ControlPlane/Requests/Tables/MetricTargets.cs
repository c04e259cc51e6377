using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The metrics of a HorizontalPodAutoscaler, each as current over target: <c>cpu: 20%/80%</c> (formatHPAMetrics in pkg/printers).</summary>
internal static class MetricTargets
{
    private const int MaxShown = 2;
    private const string Unknown = "<unknown>";

    public static string Of(KubeObject autoscaler)
    {
        var specs = autoscaler.Root.ListAt("spec", "metrics");
        var statuses = autoscaler.Root.ListAt("status", "currentMetrics");
        if (specs.Count == 0)
        {
            return TableColumns.None;
        }

        var shown = specs.Take(MaxShown).Select((spec, i) => One(spec, i < statuses.Count ? statuses[i] : null));
        return string.Join(", ", shown) + (specs.Count > MaxShown ? string.Create(CultureInfo.InvariantCulture, $" + {specs.Count - MaxShown} more...") : "");
    }

    private static string One(Value spec, Value? status) => spec.StringAt("type") switch
    {
        "Resource" => Resource("resource", spec, status),
        "ContainerResource" => Resource("containerResource", spec, status),
        "Pods" => Amount("pods", "averageValue", spec, status),
        "Object" => AverageOrTotal("object", spec, status),
        "External" => AverageOrTotal("external", spec, status),
        _ => "<unknown type>",
    };

    private static string Resource(string source, Value spec, Value? status)
    {
        var name = spec.StringAt(source, "name");
        if (spec.At(source, "target", "averageValue") is not null)
        {
            return $"{name}: {Amount(source, "averageValue", spec, status)}";
        }

        var current = status.Int64At(source, "current", "averageUtilization") is { } now ? string.Create(CultureInfo.InvariantCulture, $"{now}%") : Unknown;
        var target = spec.Int64At(source, "target", "averageUtilization") is { } goal ? string.Create(CultureInfo.InvariantCulture, $"{goal}%") : "<auto>";
        return $"{name}: {current}/{target}";
    }

    private static string AverageOrTotal(string source, Value spec, Value? status) =>
        spec.At(source, "target", "averageValue") is not null
            ? $"{Amount(source, "averageValue", spec, status)} (avg)"
            : Amount(source, "value", spec, status);

    private static string Amount(string source, string field, Value spec, Value? status) =>
        $"{status.StringAt(source, "current", field) ?? Unknown}/{spec.StringAt(source, "target", field)}";
}
