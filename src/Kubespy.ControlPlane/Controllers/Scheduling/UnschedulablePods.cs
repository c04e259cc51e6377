using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// The Pods that fit nowhere. They are tried again when something changes that may help, and in any case once they have waited for five minutes, which is
/// looked at every half minute (pkg/scheduler/backend/queue, flushUnschedulablePodsLeftover).
/// </summary>
internal sealed class UnschedulablePods
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FlushPeriod = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (bool DependsOnOthers, DateTimeOffset Since, bool IsFlushed)> _pods = new(StringComparer.Ordinal);
    private readonly EventLoop _loop;
    private readonly Action<string> _retry;
    private readonly Rounds _flushes;

    /// <param name="loop">Tells the time.</param>
    /// <param name="retry">Tries the Pod of that key again.</param>
    public UnschedulablePods(EventLoop loop, Action<string> retry)
    {
        (_loop, _retry) = (loop, retry);
        _flushes = new Rounds(loop, FlushPeriod, _ => Flush());
    }

    public bool Contains(string key) => _pods.ContainsKey(key);

    /// <summary>The Pod was tried in vain.</summary>
    /// <param name="key">The Pod's.</param>
    /// <param name="dependsOnOthers">Whether that may change when another Pod comes.</param>
    /// <returns>Whether it was tried because it had waited long, with nothing changed.</returns>
    public bool Set(string key, bool dependsOnOthers)
    {
        var wasFlushed = _pods.TryGetValue(key, out var known) && known.IsFlushed;
        _pods[key] = (dependsOnOthers, _loop.Now, false);
        _flushes.Await();
        return wasFlushed;
    }

    public void Remove(string key) => _pods.Remove(key);

    /// <summary>Something has changed that may help any of them.</summary>
    public void Retry()
    {
        foreach (var key in _pods.Keys)
        {
            _retry(key);
        }
    }

    /// <summary>Another Pod may want to be near the one that came, or no longer has to keep away.</summary>
    public void RetryDependent()
    {
        foreach (var (key, _) in _pods.Where(p => p.Value.DependsOnOthers))
        {
            _retry(key);
        }
    }

    private bool Flush()
    {
        foreach (var (key, pod) in _pods.Where(p => _loop.Now - p.Value.Since > LongestWait).ToArray())
        {
            _pods[key] = pod with { IsFlushed = true };
            _retry(key);
        }

        return _pods.Count > 0;
    }
}
