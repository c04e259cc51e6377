using System.Security.Cryptography;
using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Telemetry;

/// <summary>A span of a trace. Ids follow from what it is of, so that the same recording gives the same trace, however often it is exported.</summary>
internal sealed class OtlpSpan
{
    private const int Internal = 1;
    private const int Ok = 1;
    private const int Error = 2;

    private readonly List<Value> _attributes = [];
    private readonly List<Value> _events = [];
    private readonly byte[] _traceId;
    private readonly byte[] _id;
    private readonly byte[]? _parentId;

    private OtlpSpan(byte[] traceId, byte[]? parentId, string path, string name, DateTimeOffset from, DateTimeOffset to)
    {
        (_traceId, _parentId, Path, Name, From, To) = (traceId, parentId, path, name, from, to);
        _id = SHA256.HashData([.. traceId, .. Encoding.UTF8.GetBytes(path)])[..8];
    }

    public string Name { get; }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    /// <summary>Why it failed; empty where it did not.</summary>
    public string Failure { get; set; } = "";

    public bool IsOk { get; set; }

    private string Path { get; }

    /// <param name="of">What the trace is of: identifies it.</param>
    /// <param name="name">The span's name.</param>
    /// <param name="from">Its begin.</param>
    /// <param name="to">Its end.</param>
    public static OtlpSpan Root(string of, string name, DateTimeOffset from, DateTimeOffset to) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(of))[..16], null, "", name, from, to);

    /// <param name="key">What tells it from its siblings.</param>
    /// <param name="name">The span's name.</param>
    /// <param name="from">Its begin.</param>
    /// <param name="to">Its end.</param>
    public OtlpSpan Child(string key, string name, DateTimeOffset from, DateTimeOffset to) => new(_traceId, _id, $"{Path}/{key}", name, from, to);

    public void Set(Value attribute) => _attributes.Add(attribute);

    public void Tell(DateTimeOffset time, string name, params ReadOnlySpan<Value> attributes) =>
        _events.Add(MapValue.Of(("timeUnixNano", OtlpValue.Time(time)), ("name", name), ("attributes", ListValue.Create(attributes))));

    public MapValue ToValue() => new MapBuilder()
        .Set("traceId", Convert.ToHexStringLower(_traceId))
        .Set("spanId", Convert.ToHexStringLower(_id))
        .Set("parentSpanId", _parentId is null ? null : StringValue.Of(Convert.ToHexStringLower(_parentId)))
        .Set("name", Name)
        .Set("kind", Internal)
        .Set("startTimeUnixNano", OtlpValue.Time(From))
        .Set("endTimeUnixNano", OtlpValue.Time(To < From ? From : To))
        .Set("attributes", ListValue.Of(_attributes))
        .Set("events", ListValue.Of(_events))
        .Set("status", Failure.Length > 0 ? MapValue.Of(("code", Error), ("message", Failure)) : IsOk ? MapValue.Of(("code", Ok)) : MapValue.Empty)
        .ToMap();
}
