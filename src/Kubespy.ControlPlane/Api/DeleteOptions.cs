using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>How to delete (metav1.DeleteOptions).</summary>
public sealed record DeleteOptions
{
    public static readonly DeleteOptions Default = new();

    public long? GracePeriodSeconds { get; init; }

    public PropagationPolicy? PropagationPolicy { get; init; }

    public string? PreconditionUid { get; init; }

    public string? PreconditionResourceVersion { get; init; }

    /// <exception cref="ApiException">409: the object is not the one that is meant.</exception>
    public void CheckPreconditions(Resource resource, KubeObject old)
    {
        var kind = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
        var details = new MapBuilder().Set("name", old.Name).Set("group", resource.Group.Length == 0 ? null : StringValue.Of(resource.Group)).Set("kind", resource.Kind).ToMap();
        if (PreconditionUid is { } uid && uid != old.Uid)
        {
            throw new ApiException(ApiStatus.Conflict(
                kind, old.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({old.Uid}). The object might have been deleted and then recreated",
                details));
        }

        if (PreconditionResourceVersion is { } revision && revision != old.ResourceVersion)
        {
            throw new ApiException(ApiStatus.Conflict(
                kind, old.Name,
                $"the ResourceVersion in the precondition ({revision}) does not match the ResourceVersion in record ({old.ResourceVersion}). The object might have been modified",
                details));
        }
    }
}
