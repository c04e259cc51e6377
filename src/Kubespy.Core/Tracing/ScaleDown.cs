namespace Kubespy.Core.Tracing;

/// <summary>A ReplicaSet that was scaled down: told at once, and completed by who was Ready in place of whom.</summary>
internal sealed class ScaleDown(DateTimeOffset time, string what, long stopping)
{
    private readonly List<string> _ready = [];
    private readonly List<string> _stopped = [];

    public DateTimeOffset Time => time;

    /// <summary>Its line in the log.</summary>
    public long Id { get; set; }

    /// <summary>What was scaled, from what to what.</summary>
    public string What { get; set; } = what;

    /// <summary>So many Pods are yet to be seen stopping.</summary>
    public long Stopping { get; private set; } = stopping;

    /// <summary>So many Pods whose availability allowed it are yet to be seen Ready.</summary>
    public long Awaited { get; set; }

    /// <summary>Ready or available, and how long that took.</summary>
    public string Became { get; set; } = "Ready";

    public string Text =>
        (_ready.Count > 0 ? $"{Names.Of(_ready)} {Became}, so " : "") + What
        + (_stopped.Count > 0 ? $": {Names.Of(_stopped)} {Names.Verb(_stopped, "stops", "stop")}" : "");

    public void AddReady(string pod) => _ready.Add(pod);

    public void AddStopped(string pod)
    {
        _stopped.Add(pod);
        Stopping--;
    }
}
