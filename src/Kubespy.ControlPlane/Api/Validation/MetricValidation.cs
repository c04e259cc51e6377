using Kubespy.ControlPlane.Api.Schema;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>What autoscalers measure (validateMetrics in pkg/apis/autoscaling/validation).</summary>
internal static class MetricValidation
{
    private static readonly string[] Types = ["ContainerResource", "External", "Object", "Pods", "Resource"];

    /// <summary>Where each type lies, in the order in which the real server looks.</summary>
    private static readonly (string Type, string Field)[] Sources =
    [
        ("Object", "object"), ("External", "external"), ("Pods", "pods"), ("Resource", "resource"), ("ContainerResource", "containerResource"),
    ];

    public static void Check(CheckedField metrics, bool scalesToZero)
    {
        foreach (var metric in metrics.Items)
        {
            CheckOne(metric);
        }

        if (scalesToZero && !metrics.Items.Any(m => m["type"].Text is "Object" or "External"))
        {
            metrics.Forbidden("must specify at least one Object or External metric to support scaling to zero replicas");
        }
    }

    private static void CheckOne(CheckedField metric)
    {
        var type = metric["type"];
        type.IsGiven("must specify a metric source type");
        var isKnown = type.IsOneOf(Types);
        var given = Sources.Select(s => s.Field).Where(f => metric[f].IsSet).ToList();
        if (given.Count > 0)
        {
            CheckSource(given[0], metric[given[0]]);
        }

        var wanted = Array.Find(Sources, s => s.Type == type.Text).Field ?? "";
        if (!isKnown)
        {
            type.Unsupported(Types);
        }
        else if (!given.Contains(wanted))
        {
            metric[wanted].Required("must populate information for the given metric source");
        }

        foreach (var other in given.Count == 1 ? [] : given.Where(f => f != wanted))
        {
            metric[other].Forbidden("must populate the given metric source only");
        }
    }

    private static void CheckSource(string kind, CheckedField source)
    {
        var target = source["target"];
        switch (kind)
        {
            case "object":
                AutoscalerValidation.CheckReference(source["describedObject"], mayBeCore: true);
                CheckMetric(source);
                if (!target["value"].IsSet && !target["averageValue"].IsSet)
                {
                    target["averageValue"].Required("must set either a target value or averageValue");
                }

                break;
            case "external":
                CheckMetric(source);
                CheckExternal(target);
                break;
            case "pods":
                CheckMetric(source);
                if (!target["averageValue"].IsSet)
                {
                    target["averageValue"].Required("must specify a positive target averageValue");
                }

                break;
            default:
                CheckResource(source, kind == "containerResource");
                break;
        }
    }

    private static void CheckMetric(CheckedField source)
    {
        if (source["metric", "name"].IsGiven("must specify a metric name"))
        {
            source["metric", "name"].Keeps(NameRules.PathSegment);
        }

        CheckTarget(source["target"]);
    }

    private static void CheckExternal(CheckedField target)
    {
        var (value, average) = (target["value"].IsSet, target["averageValue"].IsSet);
        if (!value && !average)
        {
            target["averageValue"].Required("must set either a target value for metric or a per-pod target");
        }
        else if (value && average)
        {
            target["value"].Forbidden("may not set both a target value for metric and a per-pod target");
        }
    }

    private static void CheckResource(CheckedField source, bool isOfContainer)
    {
        if (source["name"].IsGiven("must specify a resource name") && isOfContainer)
        {
            ResourcesValidation.ContainerName(source["name"], source["name"].Text);
        }

        if (isOfContainer && source["container"].IsGiven("must specify a container"))
        {
            source["container"].Keeps(NameRules.Label);
        }

        var target = source["target"];
        CheckTarget(target);
        var (utilization, value) = (target["averageUtilization"].IsSet, target["averageValue"].IsSet);
        if (!utilization && !value)
        {
            target["averageUtilization"].Required("must set either a target raw value or a target utilization");
        }
        else if (utilization && value)
        {
            target["averageValue"].Forbidden("may not set both a target raw value and a target utilization");
        }
    }

    private static void CheckTarget(CheckedField target)
    {
        var type = target["type"];
        type.IsGiven("must specify a metric target type");
        if (type.Text is not ("Utilization" or "Value" or "AverageValue"))
        {
            type.Invalid(type.Text, "must be either Utilization, Value, or AverageValue");
        }

        foreach (var field in (string[])["value", "averageValue"])
        {
            if (Quantity.TryParse(target[field].Text) is { } amount && amount <= default(Quantity))
            {
                target[field].Invalid("must be positive");
            }
        }

        if (target["averageUtilization"] is { IsSet: true, Number: < 1 } utilization)
        {
            utilization.Invalid("must be greater than 0");
        }
    }
}
