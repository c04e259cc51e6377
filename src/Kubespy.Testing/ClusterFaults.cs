using System.Globalization;
using Kubespy.Testing.Faults;
using Kubespy.Testing.Requests;

namespace Kubespy.Testing;

/// <summary>
/// What goes wrong between a cluster and its clients, when a test asks for it. Each fault takes effect at once; of any thread.
/// </summary>
public sealed class ClusterFaults
{
    private readonly FaultPlan _plan;
    private readonly Activity _activity;
    private readonly Func<long> _revision;

    internal ClusterFaults(FaultPlan plan, Activity activity, Func<long> revision)
    {
        _plan = plan;
        _activity = activity;
        _revision = revision;
    }

    /// <summary>
    /// The next request that matches is refused and not carried out: with Conflict (on a create: AlreadyExists) for 409, with TooManyRequests and
    /// <c>Retry-After: 1</c> for 429, with InternalError for 500, with Timeout for 504, each with the Status of a real server.
    /// </summary>
    /// <param name="match">Which request.</param>
    /// <param name="code">The HTTP status, from 400 to 599.</param>
    /// <param name="times">How many of them; at least one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The code is no refusal, or there are no times.</exception>
    public void FailNext(RequestMatch match, int code, int times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 599);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        for (var i = 0; i < times; i++)
        {
            _plan.Fail(match, request => Refusals.Of(code, request));
        }
    }

    /// <summary>
    /// The next request that matches gets no answer in time: the client sees what <see cref="HttpClient"/> throws when its Timeout has passed, a
    /// <see cref="TaskCanceledException"/> with a <see cref="TimeoutException"/> inside. No time passes.
    /// </summary>
    /// <param name="match">Which request.</param>
    /// <param name="isApplied">Whether the server did what was asked, and only the answer is lost: the client can not tell.</param>
    public void TimeOutNext(RequestMatch match, bool isApplied = false) => _plan.Fail(match, _ => new RequestFailure(null, IsApplied: isApplied));

    /// <summary>The connections of open watches that match break; what was on its way is lost. Their clients may resume.</summary>
    /// <param name="match">Which watches: of which resource, of whom.</param>
    /// <returns>How many there were.</returns>
    public int DropWatches(RequestMatch match)
    {
        var watches = Watches(match);
        watches.ForEach(w => w.Break("The connection of the watch was lost (a fault that the test asked for)."));
        return watches.Count;
    }

    /// <summary>
    /// Open watches that match are told 410 Expired and end, and from the revisions seen so far none can be resumed: their clients have to list again.
    /// </summary>
    /// <param name="match">Which watches: of which resource, of whom.</param>
    /// <returns>How many there were.</returns>
    public int ExpireWatches(RequestMatch match)
    {
        var revision = _revision();
        _plan.Expire(match, revision);
        var watches = Watches(match);
        watches.ForEach(w => w.Fail(FaultPlan.Expired(
            long.TryParse(w.ResumesAt, NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 1, revision)));
        return watches.Count;
    }

    /// <summary>What watches that match tell arrives so much later, in the cluster's time and in order; open watches and new ones.</summary>
    /// <param name="match">Which watches: of which resource, of whom.</param>
    /// <param name="delay">How much later; more than nothing.</param>
    /// <returns>Ends the fault when it is disposed of. What is on its way stays so.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is not more than nothing.</exception>
    public IDisposable DelayWatches(RequestMatch match, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero);
        return _plan.Delay(match, delay);
    }

    /// <summary>
    /// Watches that match stay open but tell nothing more, open ones and new ones: a connection that hangs. A cluster with stalled watches can be stable.
    /// </summary>
    /// <param name="match">Which watches: of which resource, of whom.</param>
    /// <returns>Ends the fault when it is disposed of: what was kept back arrives.</returns>
    public IDisposable StallWatches(RequestMatch match) => _plan.Stall(match, () =>
    {
        foreach (var exchange in _activity.Exchanges)
        {
            exchange.Delivery?.Resume();
        }
    });

    private List<Exchange> Watches(RequestMatch match) => [.. _activity.Exchanges.Where(e => e.Delivery is not null && match.Matches(e.Info))];
}
