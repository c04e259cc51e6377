namespace Kubespy.ControlPlane.Server;

/// <summary>
/// Gives memory back once a cluster is quiet after many writes. Revisions that have left the window die in the oldest generation,
/// which the runtime collects only when it has grown by as much again; an idle cluster would hold twice what it needs for good.
/// </summary>
internal sealed class HeapTrimmer(TimeProvider wallClock, Action trim)
{
    /// <summary>So many writes leave enough behind to be worth a collection.</summary>
    private const long ManyWrites = 2_000;

    /// <summary>Fewer writes than this in a period: nobody waits for the pause (some 50 ms for 100 MB).</summary>
    private const long FewWrites = 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private long _periodBegan = wallClock.GetTimestamp();
    private long _revisionThen;
    private long _trimmedAt;

    /// <summary>Collects where it is time for it.</summary>
    public void Observe(long revision)
    {
        if (wallClock.GetElapsedTime(_periodBegan) < Period)
        {
            return;
        }

        var isQuiet = revision - _revisionThen < FewWrites;
        _periodBegan = wallClock.GetTimestamp();
        _revisionThen = revision;
        if (isQuiet && revision - _trimmedAt >= ManyWrites)
        {
            _trimmedAt = revision;
            trim();
        }
    }
}
