namespace Kubespy.ControlPlane.Simulation;

/// <summary>
/// What a process looks at once a period, counted from its start (wait.Until of apimachinery). Rounds are left out while there is nothing to look at, and nobody waits for them.
/// </summary>
/// <param name="loop">Tells the time.</param>
/// <param name="period">From one round to the next.</param>
/// <param name="run">Looks, in the round of that number; whether there is still something to look at.</param>
internal sealed class Rounds(EventLoop loop, TimeSpan period, Func<long, bool> run)
{
    private readonly DateTimeOffset _start = loop.Now;
    private bool _isAwaited;

    /// <summary>There is something to look at in the next round.</summary>
    public void Await()
    {
        if (!_isAwaited)
        {
            _isAwaited = true;
            var round = ((loop.Now - _start).Ticks / period.Ticks) + 1;
            loop.At(_start + (round * period), () => Run(round), periodic: true);
        }
    }

    private void Run(long round)
    {
        _isAwaited = false;
        if (run(round))
        {
            Await();
        }
    }
}
