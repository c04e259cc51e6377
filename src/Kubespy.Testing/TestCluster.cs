using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Controllers;
using Kubespy.ControlPlane.Requests;
using Kubespy.Testing.Faults;
using Kubespy.Testing.Requests;
using Kubespy.Testing.Time;

namespace Kubespy.Testing;

/// <summary>
/// A Kubernetes 1.36 cluster inside the test's process: API server, controllers, scheduler and kubelets that behave as real ones do, without
/// containers. It shares nothing with others: any number of them run in parallel.
/// </summary>
/// <remarks>
/// Its members may be called from any thread. Everything happens on the cluster's one thread: the same seed and the same requests in the same order
/// give the same objects.
/// </remarks>
public sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DefaultHorizon = TimeSpan.FromMinutes(1);

    private readonly EmbeddedCluster _cluster;
    private readonly ClusterThread _thread;
    private readonly ClusterDoor _door;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<RunningController> _controllers = [];
    private Exception? _failure;
    private int _isDisposed;

    private TestCluster(TestClusterOptions options)
    {
        var processes = new ProcessTable();
        _cluster = new EmbeddedCluster(new ClusterOptions
        {
            Seed = options.Seed,
            Nodes = options.Nodes,
            WindowLength = options.WatchWindow,
            Start = options.Start.ToUniversalTime(),
            Faults = new CrashFaults(processes),
        });
        // Until its nodes are ready and its controllers have nothing to do.
        _cluster.Loop.RunUntil(() => _cluster.IsStable, LongestStart);
        _thread = new ClusterThread(_cluster, options.Patience, () => _failure);
        var plan = new FaultPlan(() => _thread.Now, (due, action) => _thread.Post(() => _cluster.Loop.At(due, action)));
        // Watches end, and are sent bookmarks, by the cluster's time, which a test can move.
        var handler = new RequestHandler(_cluster.Api, _thread, new ClusterTimeProvider(_thread, _cluster.Loop, isOfClient: false));
        _door = new ClusterDoor(_thread, handler, _thread.Activity, plan, processes, _stopping.Token);
        processes.Add(ControllerManager.Name, () => _thread.Post(_cluster.RestartControllerManager));
        TimeProvider = new ClusterTimeProvider(_thread, _cluster.Loop, isOfClient: true);
        Faults = new ClusterFaults(plan, _thread.Activity, () => _cluster.Store.Revision);
    }

    /// <summary>What the cluster's clients take for its address; nothing listens there.</summary>
    public Uri Address { get; } = new("http://kubespy.test/");

    /// <summary>The cluster's time.</summary>
    public DateTimeOffset Now => _thread.Now;

    /// <summary>
    /// The cluster's clock, for clients that wait: their timers pass when the cluster's time does. One that is due within the horizon of
    /// <see cref="UntilStableAsync"/> counts as work under way (a back-off); a later or a periodic one (a resync) does not.
    /// </summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>What goes wrong between the cluster and its clients.</summary>
    public ClusterFaults Faults { get; }

    /// <summary>Starts a cluster; its nodes are ready and nothing is under way.</summary>
    /// <param name="options">What it is made of; null is three nodes in virtual time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static Task<TestCluster> StartAsync(TestClusterOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new TestClusterOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Nodes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Nodes, 5_000, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WatchWindow, 1, nameof(options));
        return Task.Run(() => new TestCluster(options), cancellation);
    }

    /// <summary>
    /// A handler for <see cref="HttpClient"/> whose requests the cluster answers, without a socket and as an administrator. A watch is open until its answer
    /// is disposed of, or the handler is.
    /// </summary>
    /// <param name="client">Who it is, for <see cref="RequestMatch.Client"/>; may be empty.</param>
    public HttpMessageHandler CreateHandler(string client = "") => _door.NewHandler(client);

    /// <summary>
    /// Starts a controller of the test's own and returns at once. It runs outside any synchronization context. Where it fails, whoever waits for the
    /// cluster next is told.
    /// </summary>
    /// <param name="name">Its name; unique, not empty.</param>
    /// <param name="run">Runs it until it is cancelled, all of whose requests go through the handler. Called anew after a crash.</param>
    /// <returns>Ends it when it is disposed of; the cluster's end does so too.</returns>
    public RunningController RunController(string name, Func<HttpMessageHandler, CancellationToken, Task> run)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var controller = new RunningController(_door, name, run, e => _failure ??= e);
        lock (_gate)
        {
            _controllers.Add(controller);
        }

        _door.Processes.Add(name, controller.Crash);
        return controller;
    }

    /// <summary>
    /// A controller crashes between two calls: once so many calls more have been carried out or refused, the answer to the last of them never arrives, nothing that
    /// it does afterwards reaches the cluster, and it is started anew.
    /// </summary>
    /// <param name="name">That of <see cref="RunController"/>, or <c>kube-controller-manager</c> for the cluster's own controllers.</param>
    /// <param name="afterCalls">How many calls more; 0 crashes it now.</param>
    /// <returns>Completes when it has crashed.</returns>
    /// <exception cref="ArgumentException">There is no such controller.</exception>
    public Task CrashController(string name, int afterCalls = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterCalls);
        return _door.Processes.CrashAfter(name, afterCalls);
    }

    /// <summary>
    /// The node falls silent: its lease is not renewed, its Pods stand still as they are. After 20 s it is NotReady, and 5 minutes later its Pods are evicted.
    /// </summary>
    /// <param name="name">node-1, node-2, …</param>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Task StopNode(string name) => OnThreadAsync(() => _cluster.StopNode(name));

    /// <summary>The node is back and goes on with the Pods it had.</summary>
    /// <param name="name">node-1, node-2, …</param>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Task StartNode(string name) => OnThreadAsync(() => _cluster.StartNode(name));

    /// <summary>
    /// Moves virtual time on by so much. Between any two moments at which something happens, the clients get to do what they do about it.
    /// </summary>
    /// <param name="duration">How much; not negative.</param>
    /// <param name="cancellation">Ends the wait; time stays where it is then.</param>
    /// <exception cref="InvalidOperationException">A controller of the test has failed.</exception>
    /// <exception cref="TimeoutException">The clients did not come to rest (<see cref="TestClusterOptions.Patience"/>).</exception>
    public Task AdvanceAsync(TimeSpan duration, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return _thread.AdvanceAsync(duration, cancellation);
    }

    /// <summary>Moves time on until the cluster is stable. At one and the same moment then:</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>no work is due within the horizon but what is periodic (heartbeats, leases, probes, resyncs), and the caches of the cluster's own controllers have seen every write;</item>
    /// <item>no request of a client is in flight;</item>
    /// <item>each open watch has told all that has happened, and its client has read it and waits for more, unless a fault holds it up;</item>
    /// <item>no code of a controller started by <see cref="RunController"/> runs on any thread, wherever it went by awaits, Task.Run or channels; a thread that
    /// waits does not count, and gets 10 ms of the wall clock, once it is woken, to run again;</item>
    /// <item>what was queued on the thread pool by then has begun. This is certain while the pool has nothing else to do, and next to certain where tests in
    /// parallel keep it busy.</item>
    /// </list>
    /// Not seen is what a client does that was not started by <see cref="RunController"/> once it has left the thread on which its answer, its change or its
    /// timer came; and waits for anything but this cluster: a socket, the wall clock. Let it hold the time (<see cref="HoldTime"/>).
    /// </remarks>
    /// <param name="limit">At most so much of the cluster's time; ten minutes by default.</param>
    /// <param name="horizon">
    /// Work that is due later than this does not count: back-offs that have grown long, deadlines, evictions. One minute by default.
    /// </param>
    /// <param name="cancellation">Ends the wait; time stays where it is then.</param>
    /// <exception cref="TimeoutException">It is not stable by then: something goes on happening; or the clients did not come to rest.</exception>
    /// <exception cref="InvalidOperationException">A controller of the test has failed.</exception>
    public Task UntilStableAsync(TimeSpan? limit = null, TimeSpan? horizon = null, CancellationToken cancellation = default) =>
        _thread.UntilStableAsync(limit ?? DefaultLimit, horizon ?? DefaultHorizon, cancellation);

    /// <summary>Moves time on until a condition holds, which is asked at each moment at which something happens.</summary>
    /// <param name="condition">What is waited for; it may ask the cluster.</param>
    /// <param name="limit">At most so much of the cluster's time; ten minutes by default.</param>
    /// <param name="cancellation">Ends the wait; time stays where it is then.</param>
    /// <exception cref="TimeoutException">It does not hold by then.</exception>
    /// <exception cref="InvalidOperationException">A controller of the test has failed.</exception>
    public async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        var longest = limit ?? DefaultLimit;
        var end = Now + longest;
        while (!await condition().ConfigureAwait(false))
        {
            if (!await _thread.StepAsync(end, cancellation).ConfigureAwait(false) && !await condition().ConfigureAwait(false))
            {
                throw new TimeoutException($"What the test waits for did not come about within {longest} of the cluster's time. Look at the objects concerned, or wait longer.");
            }
        }
    }

    /// <summary>
    /// Time does not move, and the cluster is not stable, until this is disposed of: for clients that compute where it is not seen, such as on a thread
    /// of their own.
    /// </summary>
    public IDisposable HoldTime()
    {
        _door.Activity.Hold(1);
        return new TimeHold(_door.Activity);
    }

    /// <summary>Ends the controllers of the test, then the cluster. Watches that are still open break.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        RunningController[] controllers;
        lock (_gate)
        {
            controllers = [.. _controllers];
        }

        foreach (var controller in controllers)
        {
            await controller.DisposeAsync().ConfigureAwait(false);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var exchange in _door.Activity.Exchanges)
        {
            exchange.Break(ClusterDoor.Gone);
        }

        _thread.Dispose();
        _stopping.Dispose();
    }

    private Task<bool> OnThreadAsync(Action action) => _thread.RunAsync(() =>
    {
        action();
        return true;
    });

    private sealed class TimeHold(Activity activity) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                activity.Hold(-1);
            }
        }
    }
}
