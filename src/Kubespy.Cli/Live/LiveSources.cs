using System.Threading.Channels;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Live;

/// <summary>What a live view draws on besides the trace.</summary>
internal sealed record LiveSources
{
    /// <summary>Null where there is no keyboard.</summary>
    public ChannelReader<LiveKey>? Keys { get; init; }

    /// <summary>Reads a Pod's logs by its name and UID, of one container or, where none is named, of all; null where the Pod is gone. No reader where there are no logs, as in a recording.</summary>
    public Func<ObjectKey, string, string, CancellationToken, Task<IReadOnlyList<ContainerTail>?>>? Logs { get; init; }

    /// <summary>Logs are not read from a cluster but were recorded.</summary>
    public bool HasRecordedLogs { get; init; }

    /// <summary>Lines above the view, such as a demo's caption.</summary>
    public Func<IReadOnlyList<Line>>? Caption { get; init; }

    /// <summary>Takes keys before the view does; false leaves a key to it.</summary>
    public Func<LiveKey, bool> TakesKey { get; init; } = static _ => false;

    /// <summary>Those keys, for the help.</summary>
    public IReadOnlyList<(string Keys, string Meaning)> MoreKeys { get; init; } = [];
}
