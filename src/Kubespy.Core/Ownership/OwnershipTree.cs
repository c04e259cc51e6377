using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Ownership;

/// <summary>
/// Which of the objects that come by belong to one root: it, what it owns by owner references, and what these own. Identity is the UID;
/// owners that own each other in a ring are no trouble. What belongs to it later, when its owner has come, is told then.
/// </summary>
public sealed class OwnershipTree
{
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly ObjectStore _loose = new();

    public string RootUid { get; private set; } = "";

    /// <summary>Another root: nothing of the old one's belongs to it. What it owns and is known already is told.</summary>
    public IReadOnlyList<KubeObject> Plant(string uid)
    {
        RootUid = uid;
        _members.Clear();
        return uid.Length == 0 ? [] : Attach(uid);
    }

    public bool Contains(string uid) => _members.Contains(uid);

    /// <summary>
    /// An object has come, changed or gone: whether that is news of the tree, and what else belongs to it by that.
    /// What leaves the tree is news once more.
    /// </summary>
    public (bool IsNews, IReadOnlyList<KubeObject> Attached) Apply(ChangeType type, KubeObject obj)
    {
        var was = _members.Contains(obj.Uid);
        if (type == ChangeType.Deleted)
        {
            _loose.Apply(type, obj);
            _members.Remove(obj.Uid);
            return (was, []);
        }

        if (obj.Uid == RootUid || obj.OwnerReferences.Any(o => _members.Contains(o.Uid)))
        {
            _loose.Apply(ChangeType.Deleted, obj);
            return (true, was ? [] : Attach(obj.Uid));
        }

        _members.Remove(obj.Uid);
        _loose.Apply(type, obj);
        return (was, []);
    }

    /// <summary>Of objects of which the metadata is known, those that belong to the root.</summary>
    public static IReadOnlyList<KubeObject> Below(string rootUid, IEnumerable<KubeObject> objects)
    {
        var store = new ObjectStore();
        foreach (var obj in objects)
        {
            store.Apply(ChangeType.Added, obj);
        }

        var found = new List<KubeObject>();
        var (seen, left) = (new HashSet<string>(StringComparer.Ordinal) { rootUid }, new Queue<string>([rootUid]));
        while (left.TryDequeue(out var owner))
        {
            foreach (var child in store.OwnedBy(owner).Where(c => seen.Add(c.Uid)))
            {
                found.Add(child);
                left.Enqueue(child.Uid);
            }
        }

        return found;
    }

    private List<KubeObject> Attach(string uid)
    {
        var attached = new List<KubeObject>();
        var left = new Queue<string>([uid]);
        _members.Add(uid);
        while (left.TryDequeue(out var owner))
        {
            foreach (var child in _loose.OwnedBy(owner).ToArray())
            {
                _loose.Apply(ChangeType.Deleted, child);
                if (_members.Add(child.Uid))
                {
                    attached.Add(child);
                    left.Enqueue(child.Uid);
                }
            }
        }

        return attached;
    }
}
