namespace Kubespy.Client.Watching;

/// <summary>How long to wait before the next try: doubling from 0.5 s to 30 s, with jitter so that many clients do not come at once.</summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _failures;

    public TimeSpan Next()
    {
        var delay = First * Math.Pow(2, Math.Min(_failures++, 10));
        return (delay < Longest ? delay : Longest) * (0.75 + (random.NextDouble() / 2));
    }

    public void Reset() => _failures = 0;
}
