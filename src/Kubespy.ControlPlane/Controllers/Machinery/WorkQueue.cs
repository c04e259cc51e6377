using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// A deduplicating queue of keys (client-go/util/workqueue): a key waits at most once, is worked on by one worker at a time,
/// and comes again after that where it was added meanwhile. Failed keys wait exponentially longer.
/// </summary>
/// <param name="loop">Whose thread and time it runs on.</param>
/// <param name="delays">How long failed keys wait.</param>
public sealed class WorkQueue(EventLoop loop, RetryDelays delays)
{

    private readonly Queue<string> _ready = new();
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly HashSet<string> _processing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _waiting = new(StringComparer.Ordinal);
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
        _waiting.Clear();
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

    /// <summary>Adds the key later. One that waits already is added once, at the earlier of both moments, as client-go's delaying queue does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delay">How much later.</param>
    /// <param name="periodic">It waits for a time that always comes again: the cluster is still meanwhile.</param>
    public void AddAfter(string key, TimeSpan delay, bool periodic = false)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        var due = loop.Now + delay;
        if (IsStopped || (_waiting.TryGetValue(key, out var earlier) && earlier <= due))
        {
            return;
        }

        _waiting[key] = due;
        loop.At(due, () =>
        {
            if (_waiting.TryGetValue(key, out var still) && still == due)
            {
                _waiting.Remove(key);
                Add(key);
            }
        }, periodic);
    }

    /// <summary>Adds the key after the first delay, doubled with each failure up to the longest.</summary>
    public void AddRateLimited(string key)
    {
        var failures = _failures.GetValueOrDefault(key);
        _failures[key] = failures + 1;
        AddAfter(key, delays.After(failures));
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
