namespace Kubespy.Testing.Requests;

/// <summary>
/// What the clients of a cluster are doing, as far as it can be seen from here: requests in flight, watches not read to their end, code that runs
/// because an answer, a change or a timer has arrived, and all code of controllers. Of any thread.
/// </summary>
internal sealed class Activity(Action changed)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Exchange> _exchanges = [];
    private readonly Dictionary<Thread, ClientProcess> _threads = [];
    private int _running;
    private int _holds;
    private int _timers;
    private long _version;

    /// <summary>Another one whenever something has begun, gone on or ended.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>The exchanges under way.</summary>
    public IReadOnlyList<Exchange> Exchanges
    {
        get
        {
            lock (_gate)
            {
                return [.. _exchanges];
            }
        }
    }

    /// <summary>Nobody does anything that is seen from here.</summary>
    /// <param name="isAllRead">
    /// Whether every watch has to be read to its end, too. A client that waits for a timer of the cluster's may not read before that has passed: then time
    /// may move on, though things are not at rest.
    /// </param>
    public bool IsQuiet(bool isAllRead)
    {
        bool mayWaitForTime;
        lock (_gate)
        {
            if (_running > 0 || _holds > 0 || _threads.Any(IsComputing))
            {
                return false;
            }

            mayWaitForTime = _timers > 0 && !isAllRead;
        }

        // Outside the gate: exchanges have gates of their own, and call from within them.
        return Exchanges.All(e => !e.IsInFlight && e.IsTold && (mayWaitForTime || e.IsRead));
    }

    /// <summary>Threads of controllers wait: whether one of them has been woken and has not begun to run again, nobody can tell.</summary>
    public bool HasWaitingThreads
    {
        get
        {
            lock (_gate)
            {
                return _threads.Any(t => !t.Value.IsGone && !IsComputing(t));
            }
        }
    }

    /// <summary>What is under way, for people.</summary>
    public string Describe()
    {
        List<string> what = [];
        foreach (var exchange in Exchanges)
        {
            if (exchange.IsInFlight || !exchange.IsTold)
            {
                what.Add($"{exchange.Info} is in flight");
            }
            else if (!exchange.IsRead)
            {
                what.Add($"{exchange.Info} is not read to its end: read it, or dispose of it");
            }
        }

        lock (_gate)
        {
            what.AddRange(_threads.Where(IsComputing).Select(t => $"code of {t.Value.Name} runs"));
            if (_running > 0)
            {
                what.Add("a client does not return from what an answer, a change or a timer made it do");
            }

            if (_holds > 0)
            {
                what.Add("time is held (HoldTime)");
            }
        }

        return what.Count == 0 ? "clients are quiet" : string.Join("; ", what);
    }

    /// <summary>
    /// Runs a client's code on the thread pool: what waits for the answer runs on within it until it waits for something else, so that it is known
    /// when it has done what it does with the answer.
    /// </summary>
    public void Run(Action code)
    {
        Change(() => _running++);
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                try
                {
                    code();
                }
                finally
                {
                    Change(() => _running--);
                }
            },
            null);
    }

    public void Begin(Exchange exchange) => Change(() => _exchanges.Add(exchange));

    public void End(Exchange exchange) => Change(() => _exchanges.Remove(exchange));

    /// <summary>The thread runs code of that process from here on.</summary>
    public void Enter(Thread thread, ClientProcess process) => Change(() => _threads[thread] = process);

    public void Leave(Thread thread) => Change(() => _threads.Remove(thread));

    public void Hold(int count) => Change(() => _holds += count);

    /// <summary>So many timers more of clients are under way on the cluster's clock.</summary>
    public void Await(int count) => Change(() => _timers += count);

    /// <summary>Something has gone on.</summary>
    public void Touch() => Change(static () => { });

    /// <summary>A thread that waits for another, or for an answer, does nothing by itself.</summary>
    private static bool IsComputing(KeyValuePair<Thread, ClientProcess> running) =>
        !running.Value.IsGone && (running.Key.ThreadState & ThreadState.WaitSleepJoin) == 0;

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _version++;
        }

        changed();
    }
}
