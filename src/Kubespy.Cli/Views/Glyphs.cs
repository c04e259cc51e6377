using Kubespy.Cli.Terminal;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>The sign and the colour of each health.</summary>
internal static class Glyphs
{
    public static string Of(Health health, ViewOptions options) => health switch
    {
        Health.Ready => options.IsAscii ? "*" : "●",
        Health.Coming => options.IsAscii ? "+" : "◐",
        Health.Leaving => options.IsAscii ? "-" : "○",
        Health.Aside => options.IsAscii ? "o" : "◇",
        _ => options.IsAscii ? "x" : "✗",
    };

    public static Style StyleOf(Health health) => health switch
    {
        Health.Ready => Style.Green,
        Health.Coming => Style.Yellow,
        Health.Leaving => Style.Dim,
        Health.Aside => Style.Cyan,
        _ => Style.Red,
    };
}
