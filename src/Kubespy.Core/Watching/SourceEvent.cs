using Kubespy.Core.Objects;

namespace Kubespy.Core.Watching;

/// <summary>
/// What a source (a cluster, a recording, a simulation) tells the model: the one stream that everything is folded from.
/// Times are the observer's: when the event arrived, or was recorded as having arrived.
/// </summary>
public abstract record SourceEvent(DateTimeOffset Time)
{
    /// <summary>An object appeared, changed or went. <paramref name="IsInitial"/>: it existed before the observation began.</summary>
    public sealed record ObjectChanged(DateTimeOffset Time, ChangeType Type, KubeObject Object, bool IsInitial = false) : SourceEvent(Time);

    /// <summary>All that existed of this resource, within what is watched, has been told; from here on come changes.</summary>
    public sealed record Synced(DateTimeOffset Time, GroupVersionResource Resource) : SourceEvent(Time);

    /// <summary>Everything that a source watches at its start has been told once: a first picture can be drawn.</summary>
    public sealed record CaughtUp(DateTimeOffset Time) : SourceEvent(Time);

    /// <summary>The last lines of a container's log, as they were read; of the previous instance where it has crashed.</summary>
    public sealed record LogRead(DateTimeOffset Time, string PodUid, string Container, IReadOnlyList<string> Lines) : SourceEvent(Time);

    /// <summary>What was tried from where kubespy runs, such as a connection to a Service, and how it went.</summary>
    public sealed record Probed(DateTimeOffset Time, string Check, bool IsGood, string Text) : SourceEvent(Time);

    /// <summary>The watch of this resource broke; it is being resumed. What is shown may be out of date. Told again where the trouble becomes another.</summary>
    public sealed record ConnectionLost(DateTimeOffset Time, GroupVersionResource Resource, string Reason) : SourceEvent(Time);

    /// <summary>The watch of this resource runs again.</summary>
    public sealed record ConnectionRestored(DateTimeOffset Time, GroupVersionResource Resource) : SourceEvent(Time);

    /// <summary>The history expired (410), or the server came back with another: the state is exact again, but what lay between was not seen.</summary>
    public sealed record Gap(DateTimeOffset Time, GroupVersionResource Resource) : SourceEvent(Time);

    /// <summary>This resource may not be watched (403); the rest goes on without it. The message is empty where another's names it, too.</summary>
    public sealed record Forbidden(DateTimeOffset Time, GroupVersionResource Resource, string Message) : SourceEvent(Time);
}
