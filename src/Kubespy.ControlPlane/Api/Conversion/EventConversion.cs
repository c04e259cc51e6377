using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Conversion;

/// <summary>Events between their two forms: as v1 they are stored, as events.k8s.io/v1 they are also served (KEP-383).</summary>
internal static class EventConversion
{
    private const string NewApiVersion = "events.k8s.io/v1";

    private static readonly (string Old, string New)[] Renamed =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    public static KubeObject ToNew(KubeObject stored) => new(Rename(stored.Root, r => r.Old, r => r.New).With("apiVersion", NewApiVersion));

    public static MapValue ToStored(MapValue given) => Rename(given, r => r.New, r => r.Old).With("apiVersion", "v1");

    private static MapValue Rename(MapValue root, Func<(string Old, string New), string> from, Func<(string Old, string New), string> to) =>
        MapValue.Of(root.Select(e => KeyValuePair.Create(Renamed.FirstOrDefault(r => from(r) == e.Key) is { Old: not null } rename ? to(rename) : e.Key, e.Value)));
}
