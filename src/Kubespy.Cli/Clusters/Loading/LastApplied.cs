using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Clusters.Loading;

/// <summary>
/// What kubectl apply does on the client's side (kubectl/pkg/util/apply.go, strategicpatch.CreateThreeWayMergePatch): the configuration
/// stands in an annotation, and what stood there and stands there no more is taken out of the object.
/// </summary>
internal static class LastApplied
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The configuration as the annotation has it: keys in order, the annotation itself left out.</summary>
    public static string TextOf(KubeObject config)
    {
        var annotations = config.Annotations.Without(Annotation);
        return Sorted(config.WithMetadata("annotations", annotations).Root).ToString() + "\n";
    }

    /// <summary>The patch that makes the configuration's fields of the object, and takes out those that only the former one had.</summary>
    /// <param name="former">The configuration of then.</param>
    /// <param name="next">The configuration of now.</param>
    /// <param name="type">Whose lists may be merged by key; null where lists are replaced.</param>
    public static MapValue Patch(MapValue former, MapValue next, TypeSchema? type)
    {
        var patch = next;
        foreach (var (name, old) in former)
        {
            patch = (old, next[name]) switch
            {
                (_, null) => patch.With(name, Value.Null),
                (MapValue was, MapValue isNow) => patch.With(name, Patch(was, isNow, type?.Find(name)?.Type.Object)),
                (ListValue was, ListValue isNow) when type?.Find(name) is { MergeKey: { } key } field => patch.With(name, Patch(was, isNow, key, field.Type.Element?.Object)),
                _ => patch,
            };
        }

        return patch;
    }

    private static ListValue Patch(ListValue former, ListValue next, string key, TypeSchema? item)
    {
        var merged = next.Select(n => n is MapValue isNow && former.FirstOrDefault(f => f[key] == n[key]) is MapValue was ? Patch(was, isNow, item) : n);
        var gone = former.OfType<MapValue>().Where(f => f[key] is not null && !next.Any(n => n[key] == f[key]))
            .Select(f => (Value)MapValue.Of(("$patch", "delete"), (key, f[key]!)));
        return ListValue.Of([.. merged, .. gone]);
    }

    private static Value Sorted(Value value) => value switch
    {
        MapValue map => MapValue.Of([.. map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, Sorted(p.Value)))]),
        ListValue list => ListValue.Of(list.Select(Sorted)),
        _ => value,
    };
}
