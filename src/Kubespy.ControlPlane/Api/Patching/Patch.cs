using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Patching;

/// <summary>The body of a PATCH request, one case a media type. Applying it is pure: it can be tried again on a newer object.</summary>
public abstract record Patch
{
    public const string JsonMediaType = "application/json-patch+json";
    public const string MergeMediaType = "application/merge-patch+json";
    public const string StrategicMergeMediaType = "application/strategic-merge-patch+json";

    private Patch()
    {
    }

    /// <summary>The version that the patch is written for; null for the stored one.</summary>
    public ServedVersion? Served { get; init; }

    /// <summary>RFC 6902: operations in order, all or none.</summary>
    public sealed record Json(IReadOnlyList<JsonPatchOperation> Operations) : Patch
    {
        public override MapValue Apply(Resource resource, MapValue current) => JsonPatch.Apply(current, Operations);
    }

    /// <summary>RFC 7386: maps merge, null removes, everything else replaces.</summary>
    public sealed record Merge(MapValue Content) : Patch
    {
        public override MapValue Apply(Resource resource, MapValue current) => MergePatch.Apply(current, Content);
    }

    /// <summary>Kubernetes' own: lists merge by the keys that the type declares, with directives.</summary>
    public sealed record StrategicMerge(MapValue Content) : Patch
    {
        public override MapValue Apply(Resource resource, MapValue current) =>
            StrategicMergePatch.Apply(current, Content, Served?.Schema ?? resource.Schema);
    }

    /// <summary>The object that the patch makes of the current one; not yet normalised, defaulted or validated.</summary>
    /// <exception cref="ApiException">The patch does not fit the object (400 or 422, as the real server answers).</exception>
    public abstract MapValue Apply(Resource resource, MapValue current);
}
