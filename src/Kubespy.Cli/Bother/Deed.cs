using Kubespy.Core.Values;

namespace Kubespy.Cli.Bother;

/// <summary>One write to an embedded cluster: what is sent, and what a user of kubectl would have typed.</summary>
/// <param name="Method">Of the request.</param>
/// <param name="Path">Of the request, with its query.</param>
/// <param name="Body">Null where there is none.</param>
internal sealed record Deed(HttpMethod Method, string Path, MapValue? Body)
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>The command that does the same, runnable as it stands.</summary>
    public required string Command { get; init; }

    /// <summary>What it means, where kubectl has no such word, and what follows.</summary>
    public required string Effect { get; init; }

    /// <summary>The command that takes it back; empty where nothing does, or needs to.</summary>
    public string Back { get; init; } = "";

    /// <summary>What to look at meanwhile, as an argument of kubespy trace.</summary>
    public string Watch { get; init; } = "";
}
