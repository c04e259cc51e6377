using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// Writes from outside: prepared on the door's threads from a snapshot, in parallel, and returned as the step that commits them on the
/// loop's thread (design.md, law 3). A step that finds the world changed does the whole write again there, so the outcome is that of
/// one after the other.
/// </summary>
public sealed class PreparedWrites
{
    private readonly ApiServer _api;
    private readonly WritePipeline _pipeline;

    internal PreparedWrites(ApiServer api, WritePipeline pipeline)
    {
        _api = api;
        _pipeline = pipeline;
    }

    private Store Store => _api.Store;

    /// <exception cref="ApiException">The object is refused.</exception>
    public Func<KubeObject> Create(Resource resource, KubeObject obj, WriteContext context, DateTimeOffset now)
    {
        if (!resource.Strategy.IsIndependentOfIdentity)
        {
            return () => _api.Create(resource, obj, context);
        }

        _api.CheckCreatable(resource, obj);
        KubeObject prepared;
        try
        {
            prepared = _pipeline.Create(resource, obj, NewIdentity.Draft(obj, now), context, isApplied: false);
        }
        catch (ApiException) when (obj.Name.Length == 0)
        {
            // The refusal names the object, whose name is yet to be drawn.
            return () => _api.Create(resource, obj, context);
        }

        return () => ReferenceEquals(_api.Registry.Resolve(resource), resource)
            ? _api.CommitNew(resource, obj, prepared, context)
            : _api.Create(resource, obj, context);
    }

    /// <exception cref="ApiException">The change is refused.</exception>
    public Func<KubeObject> Update(Resource resource, KubeObject obj, WriteContext context, string subresource, DateTimeOffset now)
    {
        if (!resource.Strategy.IsIndependentOfOthers || Store.Find(resource, obj.Key) is not { } old)
        {
            return () => _api.Update(resource, obj, context, subresource);
        }

        WritePipeline.CheckRevisionIsNamed(resource, obj);
        WritePipeline.CheckPreconditions(resource, obj, old);
        var prepared = _pipeline.Replace(resource, old, obj.Root, context, subresource, isApplied: false, now);
        return () => IsUnchanged(resource, old, now)
            ? _api.CommitReplaced(resource, old, prepared, context, subresource)
            : _api.Update(resource, obj, context, subresource);
    }

    /// <exception cref="ApiException">The patch does not fit, or what it makes is refused.</exception>
    public Func<(KubeObject Object, IReadOnlyList<string> Warnings)> Patch(
        Resource resource, ObjectKey key, Patch patch, WriteContext context, string subresource, FieldValidation validation, DateTimeOffset now)
    {
        if (!resource.Strategy.IsIndependentOfOthers || Store.Find(resource, key) is not { } old)
        {
            return () => _api.PatchAndWarn(resource, key, patch, context, subresource, validation);
        }

        var patched = WritePipeline.Patched(resource, old, patch, validation);
        var prepared = _pipeline.Replace(resource, old, patched.Root, context, subresource, isApplied: false, now);
        return () => IsUnchanged(resource, old, now)
            ? (_api.CommitReplaced(resource, old, prepared, context, subresource), patched.Warnings)
            : _api.PatchAndWarn(resource, key, patch, context, subresource, validation);
    }

    /// <summary>Whether what was prepared still holds: the object and its definition are the same, and so is the second that its owners are marked with.</summary>
    private bool IsUnchanged(Resource resource, KubeObject old, DateTimeOffset now) =>
        ReferenceEquals(Store.Find(resource, old.Key), old)
        && ReferenceEquals(_api.Registry.Resolve(resource), resource)
        && _api.Now.ToUnixTimeSeconds() == now.ToUnixTimeSeconds();
}
