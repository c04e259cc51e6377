using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Changes;

/// <summary>
/// What of an object is looked at: all of it or some fields; and without what only makes noise unless it is wanted: bookkeeping of the API server,
/// heartbeats, renewals, and what repeats other fields.
/// </summary>
public sealed class FieldScope(IReadOnlyList<FieldPattern> fields, bool withNoise)
{
    public static readonly FieldScope Whole = new([], withNoise: false);

    private static readonly string[] HeartbeatsOfConditions = ["lastHeartbeatTime", "lastProbeTime", "lastUpdateTime", "observedGeneration"];

    private static readonly string[] NoisyAnnotations =
    [
        LastApplied, "endpoints.kubernetes.io/last-change-trigger-time", "control-plane.alpha.kubernetes.io/leader",
    ];

    /// <summary>What <c>kubectl apply</c> keeps of the manifest: it repeats the object, and in a Secret what is secret.</summary>
    public const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public bool WithNoise => withNoise;

    /// <summary>Whether the field is looked at: true; some of what is below it may be: null; none of it: false.</summary>
    public bool? Match(FieldPath path, string kind)
    {
        if (!withNoise && IsNoise(path.Names, kind))
        {
            return false;
        }

        if (fields.Count == 0)
        {
            return true;
        }

        var matches = fields.Select(f => f.Match(path)).ToArray();
        return matches.Contains(true) ? true : matches.Contains(null) ? null : false;
    }

    /// <summary>What is left of the object; its API version and kind stay, and come first.</summary>
    public MapValue Narrow(KubeObject obj)
    {
        var narrowed = new MapBuilder().Set("apiVersion", obj.Root["apiVersion"]).Set("kind", obj.Root["kind"]);
        foreach (var (name, value) in obj.Root)
        {
            if (name is not ("apiVersion" or "kind"))
            {
                narrowed.Set(name, Narrow(FieldPath.Root.To(name), name, value, obj.Kind));
            }
        }

        return narrowed.ToMap();
    }

    private Value? Narrow(FieldPath path, string field, Value value, string kind)
    {
        if (Match(path, kind) is false)
        {
            return null;
        }

        switch (value)
        {
            case MapValue { Count: > 0 } map:
                var entries = new MapBuilder();
                foreach (var (name, entry) in map)
                {
                    entries.Set(name, Narrow(path.To(name), name, entry, kind));
                }

                return entries.Count > 0 ? entries.ToMap() : null;
            case ListValue { Count: > 0 } list:
                var keys = ListKeys.Of(field, list, list);
                var items = list
                    .Select((item, i) => Narrow(path.To(keys is null ? new PathStep.Index(i) : new PathStep.Item(ListKeys.KeyOf(keys, item))), field, item, kind))
                    .OfType<Value>().ToArray();
                return items.Length > 0 ? ListValue.Adopt(items) : null;
            default:
                return Match(path, kind) is true ? value : null;
        }
    }

    private static bool IsNoise(IReadOnlyList<string> names, string kind) => names switch
    {
        ["metadata", "managedFields" or "resourceVersion" or "generation", ..] => true,
        ["metadata", "annotations", var annotation] => NoisyAnnotations.Contains(annotation),
        [.., "conditions", var field] => HeartbeatsOfConditions.Contains(field),
        ["spec", "renewTime"] => kind == "Lease",
        _ => false,
    };
}
