namespace Kubespy.Cli.Terminal;

/// <summary>What the terminal can do and what the user wants of it.</summary>
internal sealed record TerminalSettings(bool IsLive, bool IsColoured, bool IsAscii)
{
    public static TerminalSettings Detect(string color, bool ascii)
    {
        var isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var wantsColour = color switch
        {
            "always" => true,
            "never" => false,
            _ => isTerminal && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
        };
        var locale = Environment.GetEnvironmentVariable("LC_ALL") ?? Environment.GetEnvironmentVariable("LC_CTYPE") ?? Environment.GetEnvironmentVariable("LANG") ?? "";
        var isPlainLocale = isTerminal && locale is "C" or "POSIX";
        return new TerminalSettings(isTerminal, wantsColour, ascii || isPlainLocale);
    }
}
