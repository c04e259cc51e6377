using System.Collections.Concurrent;
using System.Diagnostics;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Requests;
using Kubespy.Testing.Requests;
using Activity = Kubespy.Testing.Requests.Activity;

namespace Kubespy.Testing.Time;

/// <summary>
/// The one thread of a cluster (design.md, law 3): requests of any thread come to it in a queue, and it alone moves the cluster's time. That stands still
/// until it is told to move, and then goes from one moment at which something is due to the next, once the clients have done what they do about the last.
/// </summary>
internal sealed class ClusterThread : IClusterGate, IDisposable
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>How long a thread pool that is busy is given after the clients have done something, and after time has moved only.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan NextRest = TimeSpan.FromMilliseconds(1);

    private readonly EmbeddedCluster _cluster;
    private readonly TimeSpan _patience;
    private readonly Func<Exception?> _clientFailure;
    private readonly ConcurrentQueue<Action> _calls = new();
    private readonly CommandQueue _commands = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private volatile Exception? _failure;
    private long _now;

    /// <summary>What the clients had done when they were last seen to be quiet, and when that was certain.</summary>
    private long _quietVersion = -1;
    private long _certainVersion = -1;

    /// <param name="cluster">What runs on the thread.</param>
    /// <param name="patience">How long clients may take, on the wall clock, to come to rest.</param>
    /// <param name="clientFailure">How something of a client's has failed, if so: time does not move past it.</param>
    public ClusterThread(EmbeddedCluster cluster, TimeSpan patience, Func<Exception?> clientFailure)
    {
        _cluster = cluster;
        _patience = patience;
        _clientFailure = clientFailure;
        _now = cluster.Loop.Now.UtcTicks;
        Activity = new Activity(Wake);
        _thread = new Thread(Run) { Name = "cluster", IsBackground = true };
        _thread.Start();
    }

    public Activity Activity { get; }

    public DateTimeOffset Now => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    public Task<T> RunAsync<T>(Func<T> call)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => CommandQueue.Complete(completion, () => _isStopping ? throw Gone() : call()));
        if (_isStopping)
        {
            completion.TrySetException(Gone());
        }

        return completion.Task;
    }

    /// <summary>Runs the action on the cluster's thread, soon; now, on that thread itself.</summary>
    public void Post(Action action)
    {
        if (Thread.CurrentThread == _thread)
        {
            action();
            return;
        }

        _calls.Enqueue(action);
        Wake();
    }

    public Task AdvanceAsync(TimeSpan duration, CancellationToken cancellation) => CommandAsync(() =>
    {
        var target = Now + duration;
        while (Step(target, cancellation))
        {
        }

        _cluster.Loop.AdvanceClock(target);
        Publish(_cluster.Loop.Now);
        return true;
    });

    public Task UntilStableAsync(TimeSpan limit, TimeSpan horizon, CancellationToken cancellation) => CommandAsync(() =>
    {
        var end = Now + limit;
        while (true)
        {
            WaitUntilQuiet(cancellation);
            var isStable = _cluster.IsStableUntil(Now + horizon);
            if (isStable && Activity.IsQuiet(isAllRead: true))
            {
                return true;
            }

            if (!Step(end, cancellation))
            {
                throw new TimeoutException(
                    $"The cluster was not stable within {limit} of its time: "
                    + (isStable ? Activity.Describe() : $"something is due again and again within {horizon}, such as a container that crashes or a client that retries")
                    + ". Wait for what you mean with UntilAsync, or for a time with AdvanceAsync.");
            }
        }
    });

    /// <summary>Goes on to the next moment at which something happens, and lets the clients finish what they do about it; false where that is past the limit.</summary>
    public Task<bool> StepAsync(DateTimeOffset limit, CancellationToken cancellation) => CommandAsync(() =>
    {
        var hasStepped = Step(limit, cancellation);
        WaitUntilQuiet(cancellation);
        return hasStepped;
    });

    public void Dispose()
    {
        _isStopping = true;
        Wake();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }

        RunCalls();
        _wake.Dispose();
    }

    private static ObjectDisposedException Gone() => new(nameof(TestCluster), ClusterDoor.Gone);

    private Task<bool> CommandAsync(Func<bool> run)
    {
        var done = _commands.Add(run);
        Wake();
        if (_isStopping)
        {
            _commands.Fail(Gone());
        }

        return done;
    }

    private void Run()
    {
        while (!_isStopping)
        {
            try
            {
                RunCalls();
                if (!_commands.TryRun() && _calls.IsEmpty && !_isStopping)
                {
                    _wake.WaitOne(LongestWait);
                }
            }
#pragma warning disable CA1031 // A cluster that has failed must say so rather than hang its test.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure ??= new InvalidOperationException($"The embedded cluster failed, which is a bug of kubespy's: {e.Message}. Please report it with the test that shows it.", e);
                _commands.Fail(_failure);
            }
        }

        _commands.Fail(Gone());
    }

    /// <summary>Answers requests, and does what is due now on account of them.</summary>
    private void RunCalls()
    {
        while (_calls.TryDequeue(out var call))
        {
            call();
        }

        if (!_isStopping)
        {
            _cluster.Loop.AdvanceTo(_cluster.Loop.Now);
            Publish(_cluster.Loop.Now);
        }
    }

    /// <summary>Once the clients are quiet, runs all that is due next; false where nothing is due by then.</summary>
    private bool Step(DateTimeOffset limit, CancellationToken cancellation)
    {
        WaitUntilQuiet(cancellation);
        if (_cluster.Loop.NextDue is not { } due || due > limit)
        {
            return false;
        }

        // Before it runs: what it sets off on other threads asks for the time.
        Publish(due > Now ? due : Now);
        _cluster.Loop.AdvanceTo(due);
        Publish(_cluster.Loop.Now);
        return true;
    }

    /// <summary>Answers requests until the clients have nothing more to do at this moment.</summary>
    /// <exception cref="TimeoutException">They did not come to rest: one of them leaves something unread, or works without end.</exception>
    private void WaitUntilQuiet(CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            ThrowIfFailed();
            RunCalls();
            var version = Activity.Version;
            if (Activity.IsQuiet(isAllRead: false))
            {
                if (version == _certainVersion || IsAtRest(version))
                {
                    return;
                }
            }
            else if (_calls.IsEmpty)
            {
                _wake.WaitOne(LookPeriod);
            }

            if (Stopwatch.GetElapsedTime(since) > _patience)
            {
                throw new TimeoutException($"The clients of the cluster did not come to rest within {_patience} of the wall clock, so its time can not move: {Activity.Describe()}.");
            }
        }
    }

    /// <summary>Whether the clients, who are quiet, are so still when the thread pool has had its turn.</summary>
    private bool IsAtRest(long version)
    {
        var rest = new PoolRest(!Activity.HasWaitingThreads, version == _quietVersion ? NextRest : Rest, Wake);
        while (!rest.HasCome)
        {
            if (!_calls.IsEmpty || Activity.Version != version)
            {
                return false;
            }

            _wake.WaitOne(LookPeriod);
        }

        // Looked at once more: who only waited for a lock has gone on meanwhile.
        if (!_calls.IsEmpty || Activity.Version != version || !Activity.IsQuiet(isAllRead: false))
        {
            return false;
        }

        _quietVersion = version;
        _certainVersion = rest.IsCertain ? version : _certainVersion;
        return true;
    }

    /// <summary>Time does not move past the end of the cluster, its failure or that of a client that it runs.</summary>
    private void ThrowIfFailed()
    {
        if (_isStopping)
        {
            throw Gone();
        }

        if (_failure is { } own)
        {
            throw own;
        }

        if (_clientFailure() is { } failure)
        {
            throw new InvalidOperationException($"A controller of the test failed: {failure.Message}", failure);
        }
    }

    private void Publish(DateTimeOffset now) => Interlocked.Exchange(ref _now, now.UtcTicks);

    private void Wake()
    {
        try
        {
            _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // Whoever comes after the end has nothing to wake.
        }
    }
}
