using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// The Pods that fit nowhere. They are tried again when something changes that may help, and in any case once they have waited for five minutes, which is
/// looked at every half minute (pkg/scheduler/backend/queue, flushUnschedulablePodsLeftover).
/// </summary>
/// <param name="loop">Tells the time.</param>
/// <param name="retry">Tries the Pod of that key again.</param>
internal sealed class UnschedulablePods(EventLoop loop, Action<string> retry)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FlushPeriod = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (bool DependsOnOthers, DateTimeOffset Since, bool IsFlushed)> _pods = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _start = loop.Now;
    private bool _isWaiting;

    public bool Contains(string key) => _pods.ContainsKey(key);

    /// <summary>The Pod was tried in vain.</summary>
    /// <param name="key">The Pod's.</param>
    /// <param name="dependsOnOthers">Whether that may change when another Pod comes.</param>
    /// <returns>Whether it was tried because it had waited long, with nothing changed.</returns>
    public bool Set(string key, bool dependsOnOthers)
    {
        var wasFlushed = _pods.TryGetValue(key, out var known) && known.IsFlushed;
        _pods[key] = (dependsOnOthers, loop.Now, false);
        Wait();
        return wasFlushed;
    }

    public void Remove(string key) => _pods.Remove(key);

    /// <summary>Something has changed that may help any of them.</summary>
    public void Retry()
    {
        foreach (var key in _pods.Keys)
        {
            retry(key);
        }
    }

    /// <summary>Another Pod may want to be near the one that came, or no longer has to keep away.</summary>
    public void RetryDependent()
    {
        foreach (var (key, _) in _pods.Where(p => p.Value.DependsOnOthers))
        {
            retry(key);
        }
    }

    private void Wait()
    {
        if (!_isWaiting && _pods.Count > 0)
        {
            _isWaiting = true;
            var round = ((loop.Now - _start).Ticks / FlushPeriod.Ticks) + 1;
            loop.At(_start + (round * FlushPeriod), Flush, periodic: true);
        }
    }

    private void Flush()
    {
        _isWaiting = false;
        foreach (var (key, pod) in _pods.Where(p => loop.Now - p.Value.Since > LongestWait).ToArray())
        {
            _pods[key] = pod with { IsFlushed = true };
            retry(key);
        }

        Wait();
    }
}
