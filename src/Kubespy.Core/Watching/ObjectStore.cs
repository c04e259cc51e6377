using Kubespy.Core.Objects;

namespace Kubespy.Core.Watching;

/// <summary>All objects that a source has told of and that still exist, by UID: found by name, by kind, by owner.</summary>
public sealed class ObjectStore
{
    private readonly Dictionary<string, KubeObject> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Namespace, string Name), string> _byName = [];
    private readonly Dictionary<string, Dictionary<string, KubeObject>> _byKind = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, KubeObject>> _byOwner = new(StringComparer.Ordinal);

    /// <summary>What was known of the object before; null where it is new.</summary>
    public KubeObject? Apply(ChangeType type, KubeObject obj)
    {
        var old = _byUid.GetValueOrDefault(obj.Uid);
        if (old is not null)
        {
            Forget(old);
        }

        if (type != ChangeType.Deleted)
        {
            _byUid[obj.Uid] = obj;
            _byName[(obj.Kind, obj.Namespace, obj.Name)] = obj.Uid;
            Below(_byKind, obj.Kind)[obj.Uid] = obj;
            foreach (var owner in obj.OwnerReferences)
            {
                Below(_byOwner, owner.Uid)[obj.Uid] = obj;
            }
        }

        return old;
    }

    public KubeObject? Get(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>The namespace is empty for what is cluster-scoped.</summary>
    public KubeObject? Find(string kind, string ns, string name) => _byName.TryGetValue((kind, ns, name), out var uid) ? Get(uid) : null;

    public IReadOnlyCollection<KubeObject> OfKind(string kind) => _byKind.TryGetValue(kind, out var found) ? found.Values : [];

    public IEnumerable<KubeObject> InNamespace(string ns) => _byUid.Values.Where(o => o.Namespace == ns);

    /// <summary>Whose ownerReferences name this UID.</summary>
    public IReadOnlyCollection<KubeObject> OwnedBy(string uid) => _byOwner.TryGetValue(uid, out var found) ? found.Values : [];

    private void Forget(KubeObject old)
    {
        _byUid.Remove(old.Uid);
        var name = (old.Kind, old.Namespace, old.Name);
        if (_byName.GetValueOrDefault(name) == old.Uid)
        {
            _byName.Remove(name);
        }

        Remove(_byKind, old.Kind, old.Uid);
        foreach (var owner in old.OwnerReferences)
        {
            Remove(_byOwner, owner.Uid, old.Uid);
        }
    }

    private static Dictionary<string, KubeObject> Below(Dictionary<string, Dictionary<string, KubeObject>> index, string key)
    {
        if (!index.TryGetValue(key, out var found))
        {
            index[key] = found = new(StringComparer.Ordinal);
        }

        return found;
    }

    private static void Remove(Dictionary<string, Dictionary<string, KubeObject>> index, string key, string uid)
    {
        if (index.TryGetValue(key, out var found) && found.Remove(uid) && found.Count == 0)
        {
            index.Remove(key);
        }
    }
}
