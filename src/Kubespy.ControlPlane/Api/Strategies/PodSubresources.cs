using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>
/// What a write to a part of a Pod takes over: of <c>ephemeralcontainers</c> those, of <c>resize</c> the containers' resources
/// (pkg/registry/core/pod/strategy.go). Pure.
/// </summary>
internal static class PodSubresources
{
    /// <summary>The Pod as it was, with what was written of that part.</summary>
    public static KubeObject Prepare(KubeObject obj, KubeObject old, string subresource)
    {
        var (next, before) = (obj.Spec ?? MapValue.Empty, old.Spec ?? MapValue.Empty);
        var spec = subresource == "resize" ? Resized(next, before)
            : next["ephemeralContainers"] is ListValue { Count: > 0 } given ? before.With("ephemeralContainers", given)
            : before.Without("ephemeralContainers");
        return old.With("spec", spec).WithMetadata("managedFields", obj.Metadata["managedFields"]);
    }

    /// <summary>Where containers were added, removed or renamed all is left to be refused.</summary>
    private static MapValue Resized(MapValue next, MapValue before)
    {
        string[] lists = ["containers", "initContainers"];
        if (lists.Any(l => !next.ListAt(l).Select(c => c.StringAt("name")).SequenceEqual(before.ListAt(l).Select(c => c.StringAt("name")))))
        {
            return next;
        }

        var spec = lists.Aggregate(before, (result, list) => before[list] is null
            ? result
            : result.With(list, ListValue.Of(before.ListAt(list).Zip(next.ListAt(list), (old, container) => (Value)ResizedContainer((MapValue)old, (MapValue)container)))));
        return With(spec, "resources", next["resources"]);
    }

    private static MapValue ResizedContainer(MapValue old, MapValue next) => With(With(old, "resources", next["resources"]), "resizePolicy", next["resizePolicy"]);

    private static MapValue With(MapValue map, string field, Value? value) => value is null ? map.Without(field) : map.With(field, value);
}
