using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>The escape sequences that kubespy writes.</summary>
internal static class Ansi
{
    public const string EnterScreen = "\e[?1049h\e[?25l\e[2J";
    public const string LeaveScreen = "\e[?25h\e[?1049l";
    public const string BeginFrame = "\e[?2026h";
    public const string EndFrame = "\e[?2026l";
    public const string ClearLine = "\e[K";
    public const string ClearBelow = "\e[J";

    public static string Encode(Line line, bool isColoured)
    {
        var text = new StringBuilder();
        foreach (var span in line.Spans)
        {
            Encode(text, span, isColoured);
        }

        return text.ToString();
    }

    public static void Encode(StringBuilder output, Span span, bool isColoured)
    {
        var code = isColoured ? CodeOf(span.Style) : "";
        _ = code.Length == 0 ? output.Append(span.Text) : output.Append("\e[").Append(code).Append('m').Append(span.Text).Append("\e[0m");
    }

    /// <summary>What follows is of that style, whatever came before.</summary>
    public static void SetStyle(StringBuilder output, Style style) =>
        _ = style == Style.Default ? output.Append("\e[m") : output.Append("\e[0;").Append(CodeOf(style)).Append('m');

    private static string CodeOf(Style style) => style switch
    {
        Style.Bold => "1",
        Style.Dim => "2",
        Style.Green => "32",
        Style.BoldGreen => "1;32",
        Style.Yellow => "33",
        Style.BoldYellow => "1;33",
        Style.Red => "31",
        Style.BoldRed => "1;31",
        Style.Cyan => "36",
        _ => "",
    };
}
