namespace Kubespy.Testing;

/// <summary>What a <see cref="TestCluster"/> is made of.</summary>
public sealed record TestClusterOptions
{
    /// <summary>Everything drawn by chance follows from it: uids, the suffixes of names, how long images take.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many nodes there are: node-1, node-2, …; from 0 to 5,000.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>The cluster's time at its start.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many changes of each resource a watch may lie behind before it gets 410 Expired; at least 1.</summary>
    public int WatchWindow { get; init; } = 4_000;

    /// <summary>
    /// How long, on the wall clock, the cluster waits for its clients to come to rest before its time moves on; then it fails and says which of
    /// them does what.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
