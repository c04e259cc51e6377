using System.Diagnostics;

namespace Kubespy.Testing.Time;

/// <summary>
/// Work that has been queued on the thread pool and not begun yet is not seen in <see cref="Requests.Activity"/>, nor is what untold clients do there. Where
/// no thread of the pool works, there is none. Where others keep the pool busy, tests in parallel for instance, it gets its turn: until the pool's queues have
/// been seen empty, then as long as three work items in a row take through them, and a time. That time is for other threads, too, which may have been woken.
/// </summary>
/// <param name="isOfPoolAlone">Whether there are no other threads.</param>
/// <param name="least">That time, on the wall clock.</param>
/// <param name="wake">Called when it may have come.</param>
internal sealed class PoolRest(bool isOfPoolAlone, TimeSpan least, Action wake)
{
    private const int Passes = 3;

    /// <summary>A pool whose queues are never empty is behind by more than anybody can wait for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    private readonly long _since = Stopwatch.GetTimestamp();
    private bool _isEmptied;
    private int _passes = -1;
    private bool _isPassing;

    /// <summary>Whether it has come because no thread of the pool works: then it is certain.</summary>
    public bool IsCertain { get; private set; }

    /// <summary>Asked again and again, by one thread.</summary>
    public bool HasCome
    {
        get
        {
            if (IsIdle())
            {
                IsCertain = isOfPoolAlone;
                return isOfPoolAlone || Stopwatch.GetElapsedTime(_since) >= least;
            }

            _isEmptied |= ThreadPool.PendingWorkItemCount == 0 || Stopwatch.GetElapsedTime(_since) > Longest;
            if (!_isEmptied || Volatile.Read(ref _isPassing))
            {
                return false;
            }

            if (++_passes >= Passes)
            {
                return Stopwatch.GetElapsedTime(_since) >= least;
            }

            Volatile.Write(ref _isPassing, true);
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    Volatile.Write(ref _isPassing, false);
                    wake();
                },
                null);
            return false;
        }
    }

    /// <summary>
    /// These are read one after the other. Whatever begins meanwhile has been queued by what ran meanwhile, which has then been completed, is running, or is
    /// queued itself; and one of these is seen.
    /// </summary>
    private static bool IsIdle()
    {
        var completed = ThreadPool.CompletedWorkItemCount;
        if (ThreadPool.PendingWorkItemCount > 0)
        {
            return false;
        }

        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return free == most && ThreadPool.PendingWorkItemCount == 0 && ThreadPool.CompletedWorkItemCount == completed;
    }
}
