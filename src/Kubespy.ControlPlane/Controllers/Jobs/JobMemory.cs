using Kubespy.ControlPlane.Controllers.Machinery;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>
/// What the Job controller remembers of its Jobs between syncs: what it asked for and has not seen yet, how often Pods failed. All of a Job is
/// forgotten with it.
/// </summary>
internal sealed class JobMemory(TimeProvider clock)
{
    private readonly Dictionary<string, JobBackoff> _backoffs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _finalizers = new(StringComparer.Ordinal);

    /// <summary>The UIDs of Jobs that were written finished, which the cache has not seen yet.</summary>
    public HashSet<string> Finished { get; } = new(StringComparer.Ordinal);

    public Expectations Pods { get; } = new(clock);

    public WrittenRevisions Written { get; } = new();

    public JobBackoff BackoffOf(string key) => _backoffs.GetValueOrDefault(key, JobBackoff.None);

    public void Keep(string key, JobBackoff backoff) => _backoffs[key] = backoff;

    public void ForgetBackoff(string key) => _backoffs.Remove(key);

    /// <summary>The UIDs of Pods whose finalizer was removed, which the cache has not seen yet.</summary>
    public IReadOnlySet<string> FinalizersExpected(string key) => _finalizers.TryGetValue(key, out var uids) ? uids.ToHashSet(StringComparer.Ordinal) : new HashSet<string>();

    public void ExpectFinalizersGone(string key, IEnumerable<string> uids)
    {
        if (!_finalizers.TryGetValue(key, out var expected))
        {
            _finalizers[key] = expected = new HashSet<string>(StringComparer.Ordinal);
        }

        expected.UnionWith(uids);
    }

    public void FinalizerGone(string key, string uid) => _finalizers.GetValueOrDefault(key)?.Remove(uid);

    public void Forget(string key)
    {
        Pods.Forget(key);
        Written.Forget(key);
        _finalizers.Remove(key);
        _backoffs.Remove(key);
    }
}
