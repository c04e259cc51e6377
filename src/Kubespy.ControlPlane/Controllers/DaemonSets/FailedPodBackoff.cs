namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>
/// How long a failed Pod on a node is left before it is deleted: a second, doubled each time, 15 minutes at most; forgotten after twice that
/// (client-go/util/flowcontrol, as pkg/controller/daemon uses it).
/// </summary>
internal sealed class FailedPodBackoff(TimeProvider clock)
{
    /// <summary>At so many entries those are dropped that no longer count.</summary>
    private const int Bound = 4096;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, (TimeSpan Delay, DateTimeOffset Last)> _entries = new(StringComparer.Ordinal);

    /// <summary>The delay that is not over yet; null where the Pod may be deleted now, which counts as once more.</summary>
    public TimeSpan? Next(string key)
    {
        var now = clock.GetUtcNow();
        var isKnown = _entries.TryGetValue(key, out var entry) && now - entry.Last <= 2 * Longest;
        if (isKnown && now - entry.Last < entry.Delay)
        {
            return entry.Delay;
        }

        Forget(now);
        var delay = isKnown ? 2 * entry.Delay : First;
        _entries[key] = (delay < Longest ? delay : Longest, now);
        return null;
    }

    private void Forget(DateTimeOffset now)
    {
        if (_entries.Count < Bound)
        {
            return;
        }

        foreach (var (key, _) in _entries.Where(e => now - e.Value.Last > 2 * Longest).ToArray())
        {
            _entries.Remove(key);
        }
    }
}
