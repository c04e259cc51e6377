using Kubespy.Cli.Sources;

namespace Kubespy.Cli.Live;

/// <summary>How far the reading of logs has come that a key asked for.</summary>
internal abstract record LogReading
{
    private LogReading()
    {
    }

    /// <summary>They have been asked for.</summary>
    public sealed record Pending : LogReading;

    /// <summary>They cannot be had, and why.</summary>
    public sealed record Refused(string Message) : LogReading;

    /// <summary>As a recording has them.</summary>
    public sealed record Recorded(IReadOnlyList<ContainerTail> Tails) : LogReading;

    /// <summary>As they were at that moment; they are not followed.</summary>
    public sealed record Done(DateTimeOffset At, IReadOnlyList<ContainerTail> Tails) : LogReading;
}
