using System.Globalization;
using System.Text.RegularExpressions;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Telemetry;

/// <summary>
/// The messages of OTLP 1.x that are used here, by their fields and types (opentelemetry-proto: collector/trace/v1, collector/metrics/v1, trace/v1, metrics/v1,
/// resource/v1, common/v1), and their encoding in JSON: what is no field, or is written as another type, a collector refuses.
/// </summary>
internal static partial class OtlpSchema
{
    private static readonly Dictionary<string, Dictionary<string, string>> Messages = new(StringComparer.Ordinal)
    {
        ["ExportTraceServiceRequest"] = new() { ["resourceSpans"] = "[ResourceSpans" },
        ["ResourceSpans"] = new() { ["resource"] = "Resource", ["scopeSpans"] = "[ScopeSpans", ["schemaUrl"] = "string" },
        ["ScopeSpans"] = new() { ["scope"] = "Scope", ["spans"] = "[Span", ["schemaUrl"] = "string" },
        ["Resource"] = new() { ["attributes"] = "[KeyValue" },
        ["Scope"] = new() { ["name"] = "string", ["version"] = "string", ["attributes"] = "[KeyValue" },
        ["Span"] = new()
        {
            ["traceId"] = "id16", ["spanId"] = "id8", ["parentSpanId"] = "id8", ["traceState"] = "string", ["name"] = "string", ["kind"] = "enum5", ["startTimeUnixNano"] = "uint64", ["endTimeUnixNano"] = "uint64",
            ["attributes"] = "[KeyValue", ["events"] = "[SpanEvent", ["status"] = "Status",
        },
        ["SpanEvent"] = new() { ["timeUnixNano"] = "uint64", ["name"] = "string", ["attributes"] = "[KeyValue" },
        ["Status"] = new() { ["message"] = "string", ["code"] = "enum2" },
        ["KeyValue"] = new() { ["key"] = "string", ["value"] = "AnyValue" },
        ["AnyValue"] = new() { ["stringValue"] = "string", ["boolValue"] = "bool", ["intValue"] = "int64", ["doubleValue"] = "double" },
        ["ExportMetricsServiceRequest"] = new() { ["resourceMetrics"] = "[ResourceMetrics" },
        ["ResourceMetrics"] = new() { ["resource"] = "Resource", ["scopeMetrics"] = "[ScopeMetrics", ["schemaUrl"] = "string" },
        ["ScopeMetrics"] = new() { ["scope"] = "Scope", ["metrics"] = "[Metric", ["schemaUrl"] = "string" },
        ["Metric"] = new() { ["name"] = "string", ["description"] = "string", ["unit"] = "string", ["gauge"] = "Gauge", ["histogram"] = "Histogram" },
        ["Gauge"] = new() { ["dataPoints"] = "[NumberDataPoint" },
        ["NumberDataPoint"] = new() { ["attributes"] = "[KeyValue", ["startTimeUnixNano"] = "uint64", ["timeUnixNano"] = "uint64", ["asInt"] = "int64", ["asDouble"] = "double" },
        ["Histogram"] = new() { ["dataPoints"] = "[HistogramDataPoint", ["aggregationTemporality"] = "enum2" },
        ["HistogramDataPoint"] = new()
        {
            ["attributes"] = "[KeyValue", ["startTimeUnixNano"] = "uint64", ["timeUnixNano"] = "uint64", ["count"] = "uint64", ["sum"] = "double", ["bucketCounts"] = "[uint64", ["explicitBounds"] = "[double",
            ["min"] = "double", ["max"] = "double",
        },
    };

    /// <summary>Everything in it that a collector would not read.</summary>
    public static IEnumerable<string> Complaints(Value value, string type, string path = "")
    {
        if (type[0] == '[')
        {
            return value is ListValue list ? list.SelectMany((item, i) => Complaints(item, type[1..], $"{path}[{i}]")) : [$"{path} is no list"];
        }

        if (Messages.TryGetValue(type, out var fields))
        {
            return value is MapValue map
                ? map.SelectMany(e => fields.TryGetValue(e.Key, out var of) ? Complaints(e.Value, of, $"{path}.{e.Key}") : [$"{path}.{e.Key} is no field of {type}"])
                : [$"{path} is no {type}"];
        }

        var isRight = type switch
        {
            "string" => value is StringValue,
            "bool" => value is BoolValue,
            "double" => value is NumberValue,
            "uint64" => ulong.TryParse(value.AsString(), NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "int64" => long.TryParse(value.AsString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "id16" => value.AsString() is { } id && Hex().IsMatch(id) && id.Length == 32 && id.Trim('0').Length > 0,
            "id8" => value.AsString() is { } id && Hex().IsMatch(id) && id.Length == 16 && id.Trim('0').Length > 0,
            "enum5" => value.AsInt64() is >= 0 and <= 5,
            "enum2" => value.AsInt64() is >= 0 and <= 2,
            _ => throw new InvalidOperationException(type),
        };
        return isRight ? [] : [$"{path} is no {type}: {value}"];
    }

    [GeneratedRegex("^[0-9a-f]+$")]
    private static partial Regex Hex();
}
