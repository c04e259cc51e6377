using System.Collections.Concurrent;
using Kubespy.ControlPlane.Requests;

namespace Kubespy.ControlPlane.Server;

/// <summary>
/// The one thread of a cluster that is served: it takes requests and the loop's due steps in turns, so that neither starves the other,
/// and waits for whichever comes first.
/// </summary>
internal sealed class ClusterDriver : IClusterGate, IDisposable
{
    /// <summary>So many requests are taken before the loop's steps have their turn.</summary>
    private const int RequestsATurn = 64;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly EmbeddedCluster _cluster;
    private readonly ServedClock _clock;
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly HeapTrimmer _trimmer;
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private int _isAwake;

    public ClusterDriver(EmbeddedCluster cluster, ServedClock clock, TimeProvider wallClock)
    {
        _cluster = cluster;
        _clock = clock;
        _trimmer = new HeapTrimmer(wallClock, static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));
        _thread = new Thread(Run) { Name = "cluster", IsBackground = true };
    }

    /// <summary>What ended the thread, where it did not end as asked.</summary>
    public Exception? Failure { get; private set; }

    public DateTimeOffset Now => _clock.Now;

    /// <summary>Completes once the clock, which was to run fast, has reached the wall clock.</summary>
    public Task CaughtUp => _caughtUp.Task;

    public void Start() => _thread.Start();

    public Task<T> RunAsync<T>(Func<T> call)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(() =>
        {
            try
            {
                completion.SetResult(call());
            }
#pragma warning disable CA1031 // Whatever it was belongs to the caller.
            catch (Exception e)
#pragma warning restore CA1031
            {
                completion.SetException(e);
            }
        });
        Wake();
        return completion.Task;
    }

    public void Dispose()
    {
        _isStopping = true;
        Wake();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _wake.Dispose();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
        {
            _wake.Release();
        }
    }

    private void Run()
    {
        try
        {
            while (!_isStopping)
            {
                Interlocked.Exchange(ref _isAwake, 0);
                if (_clock.HasCaughtUp)
                {
                    _caughtUp.TrySetResult();
                }

                for (var i = 0; i < RequestsATurn && _requests.TryDequeue(out var request); i++)
                {
                    _cluster.Loop.AdvanceClock(Now);
                    request();
                }

                _cluster.Loop.AdvanceTo(Now, () => !_requests.IsEmpty || _isStopping);
                if (_requests.IsEmpty)
                {
                    _trimmer.Observe(_cluster.Store.Revision);
                    Wait();
                }
            }
        }
#pragma warning disable CA1031 // A cluster that has failed must say so rather than hang its clients.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e;
            Environment.FailFast($"The embedded cluster failed: {e}");
        }
    }

    private void Wait()
    {
        var wait = LongestWait;
        if (_cluster.Loop.NextDue is { } due)
        {
            wait = (due - Now) / _clock.Pace;
        }

        if (wait > TimeSpan.Zero)
        {
            _wake.Wait(wait < LongestWait ? wait + TimeSpan.FromMilliseconds(0.1) : LongestWait);
        }
    }
}
