namespace Kubespy.Client.Watching;

/// <summary>A watch that cannot go on and is begun anew.</summary>
public sealed class WatchBroken(string message) : Exception(message)
{
    /// <summary>The server said so itself: it is there.</summary>
    public bool IsTold { get; init; }
}
