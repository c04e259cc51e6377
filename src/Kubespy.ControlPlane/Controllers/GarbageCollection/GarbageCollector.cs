using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.GarbageCollection;

/// <summary>
/// Deletes what has lost its owners, in the background or before them, or cuts it loose
/// (pkg/controller/garbagecollector).
/// </summary>
public sealed class GarbageCollector : Controller
{
    private const int Workers = 20;
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    private readonly ApiClient _client;
    private readonly InformerFactory _informers;
    private readonly Dictionary<string, HashSet<(Resource Resource, string Key)>> _dependents = new(StringComparer.Ordinal);

    public GarbageCollector(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, Workers)
    {
        _client = client;
        _informers = informers;
        foreach (var resource in Resources.All.Where(r => r != Resources.Events && r != Resources.Leases))
        {
            informers.For(resource).AddHandler(new InformerHandler
            {
                Added = obj => OnChanged(resource, null, obj),
                Updated = (old, obj) => OnChanged(resource, old, obj),
                Deleted = obj => OnDeleted(resource, obj),
            });
        }
    }

    protected override async Task SyncAsync(string key)
    {
        if (Find(key) is not var (resource, item))
        {
            return;
        }

        if (item.IsBeingDeleted && item.Finalizers.Contains(Orphan))
        {
            await OrphanDependentsAsync(resource, item);
        }
        else if (IsDeletingDependents(item))
        {
            await DeleteDependentsAsync(resource, item);
        }
        else if (!item.IsBeingDeleted)
        {
            await CollectAsync(resource, item);
        }
    }

    private static string KeyOf(Resource resource, string key) => $"{resource.GroupResource}|{key}";

    private static bool IsDeletingDependents(KubeObject item) => item.IsBeingDeleted && item.Finalizers.Contains(Foreground);

    /// <summary>Deletes an item all of whose owners are gone or wait for it to go.</summary>
    private async Task CollectAsync(Resource resource, KubeObject item)
    {
        var owners = item.OwnerReferences.ToArray();
        if (owners.Length == 0)
        {
            return;
        }

        var (solid, waiting) = (0, 0);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var owner in owners)
        {
            var live = await FindOwnerAsync(owner, item.Namespace);
            if (live is null)
            {
                gone.Add(owner.Uid);
            }
            else if (IsDeletingDependents(live))
            {
                waiting++;
                gone.Add(owner.Uid);
            }
            else
            {
                solid++;
            }
        }

        if (solid > 0)
        {
            await ReleaseAsync(resource, item, gone);
            return;
        }

        var policy = waiting > 0 && DependentsOf(item).Any() ? PropagationPolicy.Foreground : PolicyOf(item);
        await DeleteAsync(resource, item, policy);
    }

    private static PropagationPolicy PolicyOf(KubeObject item) =>
        item.Finalizers.Contains(Orphan) ? PropagationPolicy.Orphan
        : item.Finalizers.Contains(Foreground) ? PropagationPolicy.Foreground
        : PropagationPolicy.Background;

    /// <summary>Foreground: the dependents that block go first, then the item's finalizer.</summary>
    private async Task DeleteDependentsAsync(Resource resource, KubeObject item)
    {
        var blocking = DependentsOf(item)
            .Where(d => d.Object.OwnerReferences.Any(o => o.Uid == item.Uid && o.BlockOwnerDeletion))
            .ToArray();
        if (blocking.Length == 0)
        {
            await RemoveFinalizerAsync(resource, item, Foreground);
            return;
        }

        foreach (var (dependentResource, dependent) in blocking.Where(d => !IsDeletingDependents(d.Object)))
        {
            Queue.Add(KeyOf(dependentResource, dependent.Key.ToString()));
        }
    }

    private async Task OrphanDependentsAsync(Resource resource, KubeObject item)
    {
        foreach (var (dependentResource, dependent) in DependentsOf(item).ToArray())
        {
            await ReleaseAsync(dependentResource, dependent, [item.Uid]);
        }

        await RemoveFinalizerAsync(resource, item, Orphan);
    }

    private async Task ReleaseAsync(Resource resource, KubeObject item, HashSet<string> owners)
    {
        if (owners.Count > 0)
        {
            await IgnoreMissingAsync(_client.PatchAsync(
                resource, item.Key, current => current.WithOwnerReferences(current.OwnerReferences.Where(o => !owners.Contains(o.Uid)))));
        }
    }

    private Task RemoveFinalizerAsync(Resource resource, KubeObject item, string finalizer) =>
        IgnoreMissingAsync(_client.PatchAsync(resource, item.Key, current => current.WithFinalizers(current.Finalizers.Where(f => f != finalizer))));

    private Task DeleteAsync(Resource resource, KubeObject item, PropagationPolicy policy) =>
        IgnoreMissingAsync(_client.DeleteAsync(
            resource, item.Key, new DeleteOptions { PreconditionUid = item.Uid, PropagationPolicy = policy }));

    private static async Task IgnoreMissingAsync(Task<KubeObject> call)
    {
        try
        {
            await call;
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone, or replaced by another of its name: what was to be collected is not there any more.
        }
    }

    /// <summary>The cache may be old: whether an owner is gone is asked of the server itself.</summary>
    private async Task<KubeObject?> FindOwnerAsync(OwnerReference owner, string ns)
    {
        if (Locate(owner, ns) is not var (resource, key))
        {
            return null;
        }

        try
        {
            var live = await _client.GetAsync(resource, key);
            return live.Uid == owner.Uid ? live : null;
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private (Resource Resource, KubeObject Item)? Find(string key)
    {
        var bar = key.IndexOf('|', StringComparison.Ordinal);
        var resource = Resources.All.First(r => r.GroupResource == key[..bar]);
        return _informers.For(resource).Get(key[(bar + 1)..]) is { } item ? (resource, item) : null;
    }

    private IEnumerable<(Resource Resource, KubeObject Object)> DependentsOf(KubeObject owner)
    {
        foreach (var (resource, key) in _dependents.GetValueOrDefault(owner.Uid) ?? [])
        {
            if (_informers.For(resource).Get(key) is { } dependent)
            {
                yield return (resource, dependent);
            }
        }
    }

    private void OnChanged(Resource resource, KubeObject? old, KubeObject obj)
    {
        var key = obj.Key.ToString();
        if (old is not null && old.Metadata["ownerReferences"] != obj.Metadata["ownerReferences"])
        {
            Unlink(resource, old);
        }

        foreach (var owner in obj.OwnerReferences)
        {
            if (!_dependents.TryGetValue(owner.Uid, out var dependents))
            {
                _dependents[owner.Uid] = dependents = [];
            }

            dependents.Add((resource, key));
            if (old is null && _informers.For(resource).Get(key) is not null && !IsOwnerKnown(owner, obj.Namespace))
            {
                Queue.Add(KeyOf(resource, key));
            }
        }

        if (obj.IsBeingDeleted && obj.Finalizers.Any())
        {
            Queue.Add(KeyOf(resource, key));
        }
    }

    private bool IsOwnerKnown(OwnerReference owner, string ns) =>
        Locate(owner, ns) is var (resource, key) && _informers.For(resource).Get(key)?.Uid == owner.Uid;

    /// <summary>Where the owner of an object in that namespace is to be found; null where the server knows no such kind.</summary>
    private static (Resource Resource, ObjectKey Key)? Locate(OwnerReference owner, string ns) =>
        Resources.Find(GroupVersionKind.Of(owner.ApiVersion, owner.Kind).Group, owner.Kind) is { } resource
            ? (resource, new ObjectKey(resource.IsNamespaced ? ns : "", owner.Name))
            : null;

    private void OnDeleted(Resource resource, KubeObject obj)
    {
        Unlink(resource, obj);
        foreach (var (dependentResource, dependent) in _dependents.GetValueOrDefault(obj.Uid) ?? [])
        {
            Queue.Add(KeyOf(dependentResource, dependent));
        }

        foreach (var owner in obj.OwnerReferences)
        {
            if (Locate(owner, obj.Namespace) is var (ownerResource, key)
                && _informers.For(ownerResource).Get(key) is { } live
                && IsDeletingDependents(live))
            {
                Queue.Add(KeyOf(ownerResource, live.Key.ToString()));
            }
        }
    }

    private void Unlink(Resource resource, KubeObject obj)
    {
        foreach (var owner in obj.OwnerReferences)
        {
            if (_dependents.TryGetValue(owner.Uid, out var dependents) && dependents.Remove((resource, obj.Key.ToString())) && dependents.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }
    }
}
