using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// A deduplicating queue of keys (client-go/util/workqueue): a key waits at most once, is worked on by one worker at a time,
/// and comes again after that where it was added meanwhile. Failed keys wait exponentially longer.
/// </summary>
public sealed class WorkQueue(EventLoop loop)
{
    private static readonly TimeSpan BaseDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1000);

    private readonly Queue<string> _ready = new();
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly HashSet<string> _processing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);

    /// <summary>The process whose queue it is has gone.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Called when a key becomes ready.</summary>
    public Action? Ready { get; set; }

    public bool IsIdle => _ready.Count == 0 && _processing.Count == 0;

    /// <summary>Nothing is added or taken any more.</summary>
    public void Stop()
    {
        IsStopped = true;
        _ready.Clear();
        _dirty.Clear();
    }

    public void Add(string key)
    {
        if (IsStopped || !_dirty.Add(key) || _processing.Contains(key))
        {
            return;
        }

        _ready.Enqueue(key);
        Ready?.Invoke();
    }

    public void AddAfter(string key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
        }
        else
        {
            loop.After(delay, () => Add(key));
        }
    }

    /// <summary>Adds the key after 5 ms, doubled with each failure, 1000 s at most.</summary>
    public void AddRateLimited(string key)
    {
        var failures = _failures.GetValueOrDefault(key);
        _failures[key] = failures + 1;
        var delay = failures > 40 ? MaxDelay : TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, BaseDelay.Ticks << Math.Min(failures, 30)));
        AddAfter(key, delay);
    }

    /// <summary>How often in a row the key was added rate-limited.</summary>
    public int Failures(string key) => _failures.GetValueOrDefault(key);

    public void Forget(string key) => _failures.Remove(key);

    /// <summary>Adds the object's key.</summary>
    public void Add(KubeObject obj) => Add(obj.Key.ToString());

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? key)
    {
        if (!_ready.TryDequeue(out key))
        {
            return false;
        }

        _dirty.Remove(key);
        _processing.Add(key);
        return true;
    }

    public void Done(string key)
    {
        _processing.Remove(key);
        if (_dirty.Contains(key))
        {
            _ready.Enqueue(key);
            Ready?.Invoke();
        }
    }
}
