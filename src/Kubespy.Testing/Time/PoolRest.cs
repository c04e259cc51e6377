using System.Diagnostics;

namespace Kubespy.Testing.Time;

/// <summary>
/// Work that has been queued on the thread pool and not begun yet is not seen in <see cref="Requests.Activity"/>, nor is what untold clients do there. Where
/// no thread of the pool works, there is none. Where others keep the pool busy, tests in parallel for instance, it gets its turn: as long as three work
/// items in a row take through the pool's queue, and a time.
/// </summary>
/// <param name="least">That time, on the wall clock.</param>
/// <param name="wake">Called when it may have come.</param>
internal sealed class PoolRest(TimeSpan least, Action wake)
{
    private const int Passes = 3;

    private readonly long _since = Stopwatch.GetTimestamp();
    private int _passes = -1;
    private bool _isPassing;

    /// <summary>Asked again and again, by one thread.</summary>
    public bool HasCome
    {
        get
        {
            if (IsIdle())
            {
                return true;
            }

            if (Volatile.Read(ref _isPassing))
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

    private static bool IsIdle()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return free == most && ThreadPool.PendingWorkItemCount == 0;
    }
}
