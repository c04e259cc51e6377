using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Cli.Views.Why;

namespace Kubespy.Cli.Commands;

/// <summary>What the user asked of <c>kubespy why</c>.</summary>
internal sealed record WhyOptions
{
    /// <summary>text, json or md.</summary>
    public string Output { get; init; } = "text";

    /// <summary>How many lines of a failing container's log; 0 for none.</summary>
    public int LogLines { get; init; } = 10;

    public long ToleratedRestarts { get; init; } = 3;

    public required TerminalSettings Terminal { get; init; }

    public required ViewOptions View { get; init; }

    /// <summary>The terminal's; lines that are piped stay whole.</summary>
    public int Width => Terminal.IsLive ? LiveTerminal.Width : WhyView.Unbounded;
}
