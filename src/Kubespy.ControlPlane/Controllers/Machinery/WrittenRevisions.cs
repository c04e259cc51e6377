using System.Globalization;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// The newest revisions that a controller wrote on behalf of each of its objects. A sync of the object waits until the caches have come
/// that far: it would otherwise judge by a past that it changed itself (KEP-5647, pkg/controller/util/consistency).
/// </summary>
internal sealed class WrittenRevisions
{
    private readonly Dictionary<string, (string Uid, Dictionary<Informer, long> Revisions)> _written = new(StringComparer.Ordinal);

    /// <summary>Notes a write for the object of that key and UID; the answer carries the revision.</summary>
    public void WroteAt(string key, string uid, Informer cache, KubeObject answer)
    {
        if (!_written.TryGetValue(key, out var record) || record.Uid != uid)
        {
            _written[key] = record = (uid, []);
        }

        if (long.TryParse(answer.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            record.Revisions[cache] = Math.Max(revision, record.Revisions.GetValueOrDefault(cache));
        }
    }

    /// <exception cref="StaleCacheException">One of the caches is older than what was written.</exception>
    public void EnsureSeen(string key)
    {
        if (!_written.TryGetValue(key, out var record))
        {
            return;
        }

        foreach (var (cache, revision) in record.Revisions)
        {
            if (cache.Revision < revision)
            {
                throw new StaleCacheException(string.Create(
                    CultureInfo.InvariantCulture, $"the cache of {cache.Resource.GroupResource} is at revision {cache.Revision}, {key} was written at {revision}"));
            }
        }

        _written.Remove(key);
    }

    public void Forget(string key) => _written.Remove(key);
}
