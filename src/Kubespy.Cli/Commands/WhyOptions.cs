using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Cli.Views.Why;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Commands;

/// <summary>What the user asked of <c>kubespy why</c>.</summary>
internal sealed record WhyOptions
{
    /// <summary>text, json or md.</summary>
    public string Output { get; init; } = "text";

    /// <summary>How many lines of a failing container's log; 0 for none.</summary>
    public int LogLines { get; init; } = 10;

    public long ToleratedRestarts { get; init; } = 3;

    /// <summary>How much of a story, or of an explanation; null where nothing was asked for: a story in a paragraph, an explanation with all of its history.</summary>
    public StoryLength? Length { get; init; }

    public required TerminalSettings Terminal { get; init; }

    public required ViewOptions View { get; init; }

    /// <summary>What stands above one of several clusters.</summary>
    public string Heading(string context, bool isFirst) => Output switch
    {
        "json" => MapValue.Of(("type", "context"), ("name", context)) + Environment.NewLine,
        "md" => $"{(isFirst ? "" : Environment.NewLine)}## {MarkdownText.Of(context)}{Environment.NewLine}{Environment.NewLine}",
        _ => (isFirst ? "" : Environment.NewLine) + Ansi.Encode(Line.Of(SafeText.Of(context), Style.Bold), Terminal.IsColoured) + Environment.NewLine,
    };

    /// <summary>The terminal's; lines that are piped stay whole.</summary>
    public int Width => Terminal.IsLive ? LiveTerminal.CurrentWidth : WhyView.Unbounded;
}
