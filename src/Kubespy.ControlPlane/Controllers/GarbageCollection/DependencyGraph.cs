using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.GarbageCollection;

/// <summary>Who depends on whom, by the UIDs of <c>metadata.ownerReferences</c>, as the caches know it (graph_builder.go).</summary>
internal sealed class DependencyGraph(InformerFactory informers)
{
    private readonly Dictionary<string, HashSet<(Resource Resource, ObjectKey Key)>> _dependents = new(StringComparer.Ordinal);

    /// <summary>Where the owner of an object in that namespace is to be found; null where the server knows no such kind.</summary>
    public (Resource Resource, ObjectKey Key)? Locate(OwnerReference owner, string ns) =>
        ResourceOf(owner) is { } resource
            ? (resource, new ObjectKey(resource.IsNamespaced ? ns : "", owner.Name))
            : null;

    public void Link(Resource resource, KubeObject obj)
    {
        foreach (var owner in obj.OwnerReferences)
        {
            if (!_dependents.TryGetValue(owner.Uid, out var dependents))
            {
                _dependents[owner.Uid] = dependents = [];
            }

            dependents.Add((resource, obj.Key));
        }
    }

    public void Unlink(Resource resource, KubeObject obj)
    {
        foreach (var owner in obj.OwnerReferences)
        {
            if (_dependents.TryGetValue(owner.Uid, out var dependents) && dependents.Remove((resource, obj.Key)) && dependents.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }
    }

    public IEnumerable<(Resource Resource, KubeObject Object)> DependentsOf(KubeObject owner)
    {
        foreach (var (resource, key) in _dependents.GetValueOrDefault(owner.Uid) ?? [])
        {
            if (informers.For(resource).Get(key) is { } dependent)
            {
                yield return (resource, dependent);
            }
        }
    }

    /// <summary>The owner, where the cache has it at the reference's coordinates.</summary>
    public (Resource Resource, KubeObject Object)? FindOwner(OwnerReference owner, string ns) =>
        Locate(owner, ns) is var (resource, key) && informers.For(resource).Get(key) is { } found && found.Uid == owner.Uid ? (resource, found) : null;

    /// <summary>Whether the owner is an object of another namespace: then the reference is wrong.</summary>
    public bool IsElsewhere(OwnerReference owner, string ns) =>
        ResourceOf(owner) is { IsNamespaced: true } resource && informers.For(resource).All.Any(o => o.Uid == owner.Uid && o.Namespace != ns);

    private Resource? ResourceOf(OwnerReference owner) =>
        informers.Registry.Current.FindKind(GroupVersionKind.Of(owner.ApiVersion, owner.Kind).Group, owner.Kind);
}
