using Kubespy.Core.Watching;

namespace Kubespy.Cli.Targets;

/// <summary>News of one of several targets.</summary>
internal sealed record ObservedEvent(ObservedTarget Target, SourceEvent News)
{
    /// <summary>An object that arrived as deleted, but lives on outside the selector.</summary>
    public bool HasLeft { get; init; }
}
