using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.GarbageCollection;

/// <summary>
/// Deletes what has lost its owners, in the background or before them, or cuts it loose
/// (pkg/controller/garbagecollector).
/// </summary>
public sealed class GarbageCollector : Controller
{
    private const int Workers = 20;

    private readonly ApiClient _client;
    private readonly InformerFactory _informers;
    private readonly DependencyGraph _graph;

    public GarbageCollector(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, Workers)
    {
        _client = client;
        _informers = informers;
        _graph = new DependencyGraph(informers);
        new GraphBuilder(_graph, recorder, Enqueue).Watch(informers);
    }

    protected override async Task SyncAsync(string key)
    {
        if (Find(key) is not var (resource, item))
        {
            return;
        }

        if (Finalizers.IsOrphaningDependents(item))
        {
            await OrphanDependentsAsync(resource, item);
        }
        else if (Finalizers.IsDeletingDependents(item))
        {
            await DeleteDependentsAsync(resource, item);
        }
        else if (!item.IsBeingDeleted)
        {
            await CollectAsync(resource, item);
        }
    }

    private static string KeyOf(Resource resource, KubeObject obj) => $"{resource.GroupResource}|{obj.Key}";

    private void Enqueue(Resource resource, KubeObject obj) => Queue.Add(KeyOf(resource, obj));

    /// <summary>
    /// Deletes an item all of whose owners are gone or wait for it to go. The cache may be old: the item and its owners are asked of the
    /// server itself.
    /// </summary>
    private async Task CollectAsync(Resource resource, KubeObject item)
    {
        var live = await GetAsync(resource, item.Key);
        if (live is null || live.Uid != item.Uid || !live.OwnerReferences.Any() || await ClassifyAsync(resource, live) is not { } owners)
        {
            return;
        }

        if (owners.Solid.Count > 0)
        {
            await ReleaseAsync(resource, live, uid => owners.Gone.Contains(uid) || owners.Waiting.Contains(uid));
            return;
        }

        var dependents = _graph.DependentsOf(live).ToArray();
        if (owners.Waiting.Count == 0 || dependents.Length == 0)
        {
            await DeleteAsync(resource, live, Finalizers.PolicyOf(live));
            return;
        }

        if (dependents.Any(d => Finalizers.IsDeletingDependents(d.Object)))
        {
            // Owners and dependents may form a ring, in which each would wait for the next.
            live = await UnblockAsync(resource, live);
        }

        await DeleteAsync(resource, live, PropagationPolicy.Foreground);
    }

    /// <summary>
    /// How the item's owners are; null where that cannot be said, and the item stays: an owner is of a kind that the server does not know,
    /// or is said to be in the namespace of an item that is in none.
    /// </summary>
    private async Task<OwnerStates?> ClassifyAsync(Resource resource, KubeObject item)
    {
        var states = new OwnerStates();
        foreach (var reference in item.OwnerReferences)
        {
            if (_graph.Locate(reference, item.Namespace) is not var (ownerResource, key) || (ownerResource.IsNamespaced && !resource.IsNamespaced))
            {
                return null;
            }

            var owner = await GetAsync(ownerResource, key);
            states.Add(reference, owner?.Uid == reference.Uid ? owner : null);
        }

        return states;
    }

    /// <summary>Foreground: the dependents that block go first, then the item's finalizer.</summary>
    private async Task DeleteDependentsAsync(Resource resource, KubeObject item)
    {
        var blocking = _graph.DependentsOf(item)
            .Where(d => d.Object.OwnerReferences.Any(o => o.Uid == item.Uid && o.BlockOwnerDeletion))
            .ToArray();
        if (blocking.Length == 0)
        {
            await RemoveFinalizerAsync(resource, item, Finalizers.Foreground);
            return;
        }

        foreach (var dependent in blocking.Where(d => !Finalizers.IsDeletingDependents(d.Object)))
        {
            Enqueue(dependent.Resource, dependent.Object);
        }
    }

    /// <summary>All dependents at once, then the item's finalizer: not before the last of them is free.</summary>
    private async Task OrphanDependentsAsync(Resource resource, KubeObject item)
    {
        ApiException? failure = null;
        foreach (var call in _graph.DependentsOf(item).Select(d => ReleaseAsync(d.Resource, d.Object, uid => uid == item.Uid)).ToArray())
        {
            try
            {
                await call;
            }
            catch (ApiException e)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }

        await RemoveFinalizerAsync(resource, item, Finalizers.Orphan);
    }

    private Task<KubeObject?> ReleaseAsync(Resource resource, KubeObject item, Func<string, bool> isGone) =>
        ChangeAsync(resource, item, current => current.OwnerReferences.Any(o => isGone(o.Uid)) ? current.WithoutOwners(isGone) : current);

    /// <summary>Two calls, a read and a patch: in between an owner's controller may tell of the dependents it has lost.</summary>
    private async Task RemoveFinalizerAsync(Resource resource, KubeObject item, string finalizer)
    {
        if (await GetAsync(resource, item.Key) is { } live && live.Finalizers.Contains(finalizer))
        {
            await ChangeAsync(resource, item, current => current.WithoutFinalizer(finalizer));
        }
    }

    private async Task<KubeObject> UnblockAsync(Resource resource, KubeObject item) => await ChangeAsync(resource, item, current => current.WithMetadata(
        "ownerReferences", ListValue.Of(current.Metadata.ListAt("ownerReferences").Select(o => o.BoolAt("blockOwnerDeletion") == true ? ((MapValue)o).With("blockOwnerDeletion", false) : o)))) ?? item;

    /// <summary>Changes the item where it is still that one: another of its name is left alone. Null where it is gone.</summary>
    private async Task<KubeObject?> ChangeAsync(Resource resource, KubeObject item, Func<KubeObject, KubeObject> change)
    {
        try
        {
            return await _client.PatchAsync(resource, item.Key, current => current.Uid == item.Uid ? change(current) : current);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Deletes that revision of the item, so that one adopted meanwhile stays. Where it changed in other ways only, whatever it is now goes.
    /// </summary>
    private async Task DeleteAsync(Resource resource, KubeObject item, PropagationPolicy policy)
    {
        var options = new DeleteOptions { PreconditionUid = item.Uid, PreconditionResourceVersion = item.ResourceVersion, PropagationPolicy = policy };
        try
        {
            await _client.DeleteAsync(resource, item.Key, options);
        }
        catch (ApiException e) when (e.IsConflict)
        {
            var live = await GetAsync(resource, item.Key);
            if (live?.Uid == item.Uid && Equals(live.Metadata["ownerReferences"], item.Metadata["ownerReferences"]))
            {
                await IgnoreMissingAsync(_client.DeleteAsync(resource, item.Key, options with { PreconditionResourceVersion = null }));
            }
            else if (live?.Uid == item.Uid)
            {
                throw;
            }
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Someone else was faster.
        }
    }

    private static async Task IgnoreMissingAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Someone else was faster.
        }
    }

    private async Task<KubeObject?> GetAsync(Resource resource, ObjectKey key)
    {
        try
        {
            return await _client.GetAsync(resource, key);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private (Resource Resource, KubeObject Item)? Find(string key)
    {
        var bar = key.IndexOf('|', StringComparison.Ordinal);
        return _informers.Registry.Current.FindResource(key[..bar]) is { } resource && _informers.For(resource).Get(key[(bar + 1)..]) is { } item ? (resource, item) : null;
    }
}
