using Kubespy.Core.Objects;

namespace Kubespy.Core.Watching;

/// <summary>
/// What is known of one watched collection, and what news a list or an event brings: the pure half of the watch loop.
/// Nothing is told twice: what a list repeats is no news, what it lacks was deleted. Identity is the UID.
/// </summary>
public sealed class ObjectCache
{
    private readonly Dictionary<string, KubeObject> _byUid = new(StringComparer.Ordinal);
    private bool _hasList;

    /// <summary>The revision from which the watch goes on; opaque.</summary>
    public string Revision { get; private set; } = "";

    public int Count => _byUid.Count;

    public IReadOnlyCollection<KubeObject> Objects => _byUid.Values;

    /// <summary>A whole list replaces what is known.</summary>
    public IReadOnlyList<(ChangeType Type, KubeObject Object, bool IsInitial)> Replace(IEnumerable<KubeObject> objects, string revision)
    {
        var news = new List<(ChangeType, KubeObject, bool)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var obj in objects)
        {
            seen.Add(obj.Uid);
            if (!_byUid.TryGetValue(obj.Uid, out var known))
            {
                news.Add((ChangeType.Added, obj, !_hasList));
            }
            else if (known.ResourceVersion != obj.ResourceVersion)
            {
                news.Add((ChangeType.Modified, obj, false));
            }

            _byUid[obj.Uid] = obj;
        }

        foreach (var gone in _byUid.Values.Where(o => !seen.Contains(o.Uid)).ToArray())
        {
            _byUid.Remove(gone.Uid);
            news.Insert(0, (ChangeType.Deleted, gone, false));
        }

        Revision = revision;
        _hasList = true;
        return news;
    }

    /// <summary>One event of the watch; null where it is no news.</summary>
    public (ChangeType Type, KubeObject Object)? Apply(string type, KubeObject obj)
    {
        Revision = obj.ResourceVersion;
        var known = _byUid.GetValueOrDefault(obj.Uid);
        switch (type)
        {
            case "DELETED":
                return _byUid.Remove(obj.Uid) ? (ChangeType.Deleted, obj) : null;
            case "ADDED" or "MODIFIED":
                if (known?.ResourceVersion == obj.ResourceVersion)
                {
                    return null;
                }

                _byUid[obj.Uid] = obj;
                return (known is null ? ChangeType.Added : ChangeType.Modified, obj);
            default:
                return null;
        }
    }

    /// <summary>A bookmark: nothing changed up to there.</summary>
    public void Bookmark(string revision) => Revision = revision;

    /// <summary>The history has expired: the next step is a list.</summary>
    public void Expire() => Revision = "";
}
