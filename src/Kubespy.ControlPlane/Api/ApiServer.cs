using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// The verbs on resources, as requests and controllers call them, on the loop's thread.
/// Every refusal is an <see cref="ApiException"/> with the Status that the real server gives.
/// </summary>
public sealed class ApiServer(EventLoop loop, Store store, Randomness random)
{
    public Store Store { get; } = store;

    public KubeObject Get(Resource resource, ObjectKey key) =>
        Store.Find(resource, key) ?? throw new ApiException(ApiStatus.NotFound(resource, key.Name));

    public KubeObject Create(Resource resource, KubeObject obj, WriteContext context)
    {
        var name = obj.Name;
        if (name.Length == 0)
        {
            var prefix = obj.Metadata.StringAt("generateName")
                ?? throw new ApiException(new ApiStatus(422, "Invalid", $"{resource.Kind} \"\" is invalid: metadata.name: Required value: name or generateName is required"));
            name = prefix + random.NextNameSuffix();
        }

        var named = obj.WithMetadata("name", name)
            .WithMetadata("uid", random.NextUid())
            .WithMetadata("creationTimestamp", Timestamp.Format(loop.Now));
        var prepared = resource.Strategy.PrepareForCreate(named);
        if (Store.Find(resource, prepared.Key) is not null)
        {
            throw new ApiException(ApiStatus.AlreadyExists(resource, name));
        }

        return context.IsDryRun ? prepared : Store.Create(resource, prepared);
    }

    /// <summary>Replaces the object or, with a subresource, that part of it. An object without a resourceVersion overwrites whatever is there.</summary>
    public KubeObject Update(Resource resource, KubeObject obj, WriteContext context, string subresource = "")
    {
        var old = Get(resource, obj.Key);
        if (obj.ResourceVersion.Length > 0 && obj.ResourceVersion != old.ResourceVersion)
        {
            throw new ApiException(ApiStatus.Conflict(
                resource, obj.Name, "the object has been modified; please apply your changes to the latest version and try again"));
        }

        var prepared = subresource == "status"
            ? resource.Strategy.PrepareForStatusUpdate(obj, old)
            : resource.Strategy.PrepareForUpdate(obj, old);
        prepared = prepared.WithMetadata("uid", old.Uid)
            .WithMetadata("creationTimestamp", old.Metadata["creationTimestamp"])
            .WithMetadata("deletionTimestamp", old.Metadata["deletionTimestamp"])
            .WithMetadata("deletionGracePeriodSeconds", old.Metadata["deletionGracePeriodSeconds"]);
        if (context.IsDryRun)
        {
            return prepared;
        }

        var stored = Store.Update(resource, prepared);
        return stored.IsBeingDeleted && IsFinished(stored) ? Store.Delete(resource, stored) : stored;
    }

    /// <summary>Deletes gracefully where the kind has a grace period or finalizers remain; otherwise at once.</summary>
    public KubeObject Delete(Resource resource, ObjectKey key, DeleteOptions options, WriteContext context)
    {
        var old = Get(resource, key);
        if (options.PreconditionUid is { } uid && uid != old.Uid)
        {
            throw new ApiException(ApiStatus.Conflict(
                resource, key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid}"));
        }

        var grace = resource.Strategy.GracePeriodSeconds(old, options.GracePeriodSeconds);
        var finalizers = old.Finalizers.ToList();
        Apply(finalizers, options.PropagationPolicy);
        var marked = Mark(old, finalizers, grace ?? 0);
        if (context.IsDryRun)
        {
            return marked;
        }

        if (finalizers.Count == 0 && grace is null or 0)
        {
            return Store.Delete(resource, grace is null ? old : marked);
        }

        return Store.Update(resource, marked);
    }

    private static bool IsFinished(KubeObject obj) =>
        !obj.Finalizers.Any() && (obj.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0) == 0;

    private static void Apply(List<string> finalizers, PropagationPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        finalizers.RemoveAll(f => f is "foregroundDeletion" or "orphan");
        if (policy == PropagationPolicy.Foreground)
        {
            finalizers.Add("foregroundDeletion");
        }
        else if (policy == PropagationPolicy.Orphan)
        {
            finalizers.Add("orphan");
        }
    }

    private KubeObject Mark(KubeObject old, List<string> finalizers, long grace)
    {
        var marked = old.WithMetadata(
            "finalizers", finalizers.Count == 0 ? null : ListValue.Of(finalizers.Select(f => (Value)f)));
        var already = old.IsBeingDeleted ? old.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0 : long.MaxValue;
        if (grace >= already)
        {
            return marked;
        }

        return marked.WithMetadata("deletionTimestamp", Timestamp.Format(loop.Now + TimeSpan.FromSeconds(grace)))
            .WithMetadata("deletionGracePeriodSeconds", grace)
            .WithMetadata("generation", old.IsBeingDeleted || old.Generation == 0 ? old.Metadata["generation"] : NumberValue.Of(old.Generation + 1));
    }
}
