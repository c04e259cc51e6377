using System.Globalization;
using Kubespy.Core.Values;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>The metrics of an autoscaler: what is measured beside what is wanted (autoscaling/v2 MetricSpec and MetricStatus).</summary>
internal static class AutoscalerMetrics
{
    public static IEnumerable<TraceRow> Rows(KubeObject root)
    {
        var measured = root.Status.ListAt("currentMetrics");
        var index = 0;
        foreach (var metric in root.Spec.ListAt("metrics"))
        {
            var type = metric.StringAt("type") ?? "";
            var field = type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..];
            var name = NameOf(metric.MapAt(field), type);
            var current = measured.FirstOrDefault(m => m.StringAt("type") == type && NameOf(m.MapAt(field), type) == name).MapAt(field, "current");
            var target = metric.MapAt(field, "target");
            yield return Row(name, string.Create(CultureInfo.InvariantCulture, $"{type} {name} {index++}"), current, target);
        }
    }

    private static TraceRow Row(string name, string key, MapValue? current, MapValue? target)
    {
        var (percent, wanted) = (current.Int64At("averageUtilization"), target.Int64At("averageUtilization"));
        var amount = Text(current, "averageValue") ?? Text(current, "value");
        var word = wanted is { } goal
            ? string.Create(CultureInfo.InvariantCulture, $"{(percent is { } p ? $"{p}%" : "unknown")} of the requested, target {goal}%")
            : $"{amount ?? "unknown"}, target {Text(target, "averageValue") ?? Text(target, "value") ?? "unknown"}{(target?["averageValue"] is not null ? " a Pod" : "")}";
        var isKnown = wanted is not null ? percent is not null : amount is not null;
        return TraceRow.Of(name, !isKnown ? Health.Failing : percent > wanted ? Health.Coming : Health.Ready, word) with { Key = key };
    }

    private static string NameOf(MapValue? metric, string type) =>
        metric.StringAt("name") is { } resource ? resource + (metric.StringAt("container") is { } container ? $" of {container}" : "")
        : metric.StringAt("metric", "name") is { } custom ? custom + (metric.StringAt("describedObject", "name") is { } of ? $" of {of}" : "")
        : type;

    private static string? Text(MapValue? value, string field) => value?[field] switch
    {
        StringValue text => text.Text,
        NumberValue number => number.ToString(),
        _ => null,
    };
}
