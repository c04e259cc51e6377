using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.Testing.Requests;

namespace Kubespy.Testing.Faults;

/// <summary>The faults that a test has asked for and that have not passed yet. Of any thread.</summary>
/// <param name="now">The cluster's time.</param>
/// <param name="at">Runs something at a time of the cluster's.</param>
internal sealed class FaultPlan(Func<DateTimeOffset> now, Action<DateTimeOffset, Action> at)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(RequestMatch Match, Func<RequestInfo, RequestFailure> Failure)> _failures = new();
    private readonly List<(RequestMatch Match, TimeSpan Delay)> _delays = [];
    private readonly List<RequestMatch> _stalls = [];
    private readonly List<(RequestMatch Match, long Revision)> _expiries = [];

    public DateTimeOffset Now => now();

    public void At(DateTimeOffset due, Action action) => at(due, action);

    public WatchDelivery Deliver(RequestInfo watch, WatchBody body) => new(watch, body, this);

    public void Fail(RequestMatch match, Func<RequestInfo, RequestFailure> failure)
    {
        lock (_gate)
        {
            _failures.AddLast((match, failure));
        }
    }

    /// <summary>What this request meets, if anything; it has passed by then.</summary>
    public RequestFailure? TakeFailure(RequestInfo request)
    {
        lock (_gate)
        {
            for (var node = _failures.First; node is not null; node = node.Next)
            {
                if (node.Value.Match.Matches(request))
                {
                    _failures.Remove(node);
                    return node.Value.Failure(request);
                }
            }

            return null;
        }
    }

    public IDisposable Delay(RequestMatch match, TimeSpan delay)
    {
        var fault = (match, delay);
        lock (_gate)
        {
            _delays.Add(fault);
        }

        return new PassingFault(() => Remove(_delays, fault));
    }

    public TimeSpan DelayOf(RequestInfo watch)
    {
        lock (_gate)
        {
            return _delays.Where(d => d.Match.Matches(watch)).Select(d => d.Delay).DefaultIfEmpty().Max();
        }
    }

    /// <param name="match">Which watches.</param>
    /// <param name="resume">Called when the fault has passed.</param>
    public IDisposable Stall(RequestMatch match, Action resume)
    {
        lock (_gate)
        {
            _stalls.Add(match);
        }

        return new PassingFault(() =>
        {
            Remove(_stalls, match);
            resume();
        });
    }

    public bool IsStalled(RequestInfo watch)
    {
        lock (_gate)
        {
            return _stalls.Exists(s => s.Matches(watch));
        }
    }

    /// <summary>Watches that match can not resume from before that revision.</summary>
    public void Expire(RequestMatch match, long revision)
    {
        lock (_gate)
        {
            _expiries.RemoveAll(e => e.Match == match);
            _expiries.Add((match, revision));
        }
    }

    /// <summary>What a watch gets that resumes from there; null where nothing hinders it.</summary>
    public ApiStatus? Expired(RequestInfo watch, string revision)
    {
        if (!long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var from))
        {
            return null;
        }

        lock (_gate)
        {
            var oldest = _expiries.Where(e => e.Match.Matches(watch)).Select(e => e.Revision).DefaultIfEmpty().Max();
            return from < oldest ? Expired(from, oldest) : null;
        }
    }

    public static ApiStatus Expired(long revision, long oldest) =>
        new(410, "Expired", string.Create(CultureInfo.InvariantCulture, $"too old resource version: {revision} ({oldest})"));

    private void Remove<T>(List<T> faults, T fault)
    {
        lock (_gate)
        {
            faults.Remove(fault);
        }
    }

    private sealed class PassingFault(Action pass) : IDisposable
    {
        private Action? _pass = pass;

        public void Dispose() => Interlocked.Exchange(ref _pass, null)?.Invoke();
    }
}
