using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Telemetry;

/// <summary>
/// Values as OTLP writes them in JSON (opentelemetry-proto, docs/specification.md, "JSON Protobuf Encoding"): names in lowerCamelCase, 64-bit numbers as text,
/// enums as numbers, ids in hexadecimal.
/// </summary>
internal static class OtlpValue
{
    public static Value Text(string name, string value) => MapValue.Of(("key", name), ("value", MapValue.Of(("stringValue", value))));

    public static Value Number(string name, long value) => MapValue.Of(("key", name), ("value", MapValue.Of(("intValue", value.ToString(CultureInfo.InvariantCulture)))));

    public static Value Flag(string name, bool value) => MapValue.Of(("key", name), ("value", MapValue.Of(("boolValue", value))));

    /// <summary>Nanoseconds since 1970.</summary>
    public static Value Time(DateTimeOffset time) => ((time - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    public static NumberValue Seconds(TimeSpan time) => NumberValue.OfLiteral(time.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture));
}
