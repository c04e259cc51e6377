using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Watching;

/// <summary>
/// What is known of one watched collection, and what news a list or an event brings: the pure half of the watch loop.
/// Nothing is told twice: what a list repeats is no news, what it lacks was deleted. Identity is the UID. Of each object only its
/// names and revision are kept, some 250 bytes: who needs more keeps it (design.md, law 8).
/// </summary>
public sealed class ObjectCache
{
    private readonly Dictionary<string, Known> _byUid = new(StringComparer.Ordinal);
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private bool _hasList;

    /// <summary>The revision from which the watch goes on; opaque.</summary>
    public string Revision { get; private set; } = "";

    public int Count => _byUid.Count;

    /// <summary>Nothing was listed whole before: what a list holds can be told as it comes.</summary>
    public bool IsFirstList => !_hasList;

    /// <summary>A list begins; one that was broken off counts for nothing.</summary>
    public void BeginList() => _listed.Clear();

    /// <summary>A page of the list that has begun.</summary>
    public IReadOnlyList<(ChangeType Type, KubeObject Object, bool IsInitial)> Page(IEnumerable<KubeObject> objects)
    {
        var news = new List<(ChangeType, KubeObject, bool)>();
        foreach (var obj in objects)
        {
            _listed.Add(obj.Uid);
            if (Learn(obj) is { } one)
            {
                news.Add(one);
            }
        }

        return news;
    }

    /// <summary>The list is whole: what it lacked was deleted, and is told by its names alone.</summary>
    public IReadOnlyList<(ChangeType Type, KubeObject Object, bool IsInitial)> EndList(string revision)
    {
        var news = new List<(ChangeType, KubeObject, bool)>();
        foreach (var (uid, gone) in _byUid.Where(o => !_listed.Contains(o.Key)).ToArray())
        {
            _byUid.Remove(uid);
            news.Add((ChangeType.Deleted, gone.ToObject(uid), false));
        }

        _listed.Clear();
        _listed.TrimExcess();
        Revision = revision;
        _hasList = true;
        return news;
    }

    /// <summary>A whole list replaces what is known. What was deleted is told first: another may have come under its name.</summary>
    public IReadOnlyList<(ChangeType Type, KubeObject Object, bool IsInitial)> Replace(IEnumerable<KubeObject> objects, string revision)
    {
        BeginList();
        var news = Page(objects);
        return [.. EndList(revision), .. news];
    }

    /// <summary>One event of the watch; null where it is no news.</summary>
    public (ChangeType Type, KubeObject Object)? Apply(string type, KubeObject obj)
    {
        Revision = obj.ResourceVersion;
        switch (type)
        {
            case "DELETED":
                return _byUid.Remove(obj.Uid) ? (ChangeType.Deleted, obj) : null;
            case "ADDED" or "MODIFIED":
                return Learn(obj) is var (change, told, _) ? (change, told) : null;
            default:
                return null;
        }
    }

    /// <summary>A bookmark: nothing changed up to there.</summary>
    public void Bookmark(string revision) => Revision = revision;

    /// <summary>
    /// Whether a server that was away tells the same history as before, by a list of at most one object. One that was restored from a backup, or
    /// made anew at the same address, counts revisions from lower on, or has objects that ought to be known and are not. A watch from a
    /// revision that such a server has yet to reach is no error: it stays silent until then (kube-apiserver, storage/cacher/watch_cache.go).
    /// Revisions of one resource compare as numbers; where they are none, there is nothing to tell by.
    /// </summary>
    /// <param name="revision">That of the list.</param>
    /// <param name="first">What it has; null where it is empty.</param>
    public bool IsContinued(string revision, KubeObject? first) =>
        !ulong.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var there)
        || !ulong.TryParse(Revision, NumberStyles.None, CultureInfo.InvariantCulture, out var here)
        || (there >= here && (first is null
            ? Count == 0
            : !ulong.TryParse(first.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var changed)
                || changed > here || _byUid.GetValueOrDefault(first.Uid).ResourceVersion == first.ResourceVersion));

    /// <summary>The history has expired: the next step is a list.</summary>
    public void Expire() => Revision = "";

    private (ChangeType Type, KubeObject Object, bool IsInitial)? Learn(KubeObject obj)
    {
        if (!_byUid.TryGetValue(obj.Uid, out var known))
        {
            _byUid[obj.Uid] = Known.Of(obj);
            return (ChangeType.Added, obj, !_hasList);
        }

        if (known.ResourceVersion == obj.ResourceVersion)
        {
            return null;
        }

        _byUid[obj.Uid] = known with { ResourceVersion = obj.ResourceVersion };
        return (ChangeType.Modified, obj, false);
    }

    /// <summary>What is kept of an object, beside its UID.</summary>
    private readonly record struct Known(string ApiVersion, string Kind, string Namespace, string Name, string ResourceVersion)
    {
        public static Known Of(KubeObject obj) => new(obj.ApiVersion, obj.Kind, obj.Namespace, obj.Name, obj.ResourceVersion);

        public KubeObject ToObject(string uid) => new(MapValue.Of(
            ("kind", StringValue.Of(Kind)),
            ("apiVersion", StringValue.Of(ApiVersion)),
            ("metadata", new MapBuilder()
                .Set("name", StringValue.Of(Name))
                .SetAll(Namespace.Length > 0 ? MapValue.Of(("namespace", StringValue.Of(Namespace))) : MapValue.Empty)
                .Set("uid", StringValue.Of(uid))
                .Set("resourceVersion", StringValue.Of(ResourceVersion))
                .ToMap())));
    }
}
