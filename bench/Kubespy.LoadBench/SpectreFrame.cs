using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Kubespy.LoadBench;

/// <summary>The peer: a table of as many rows in Spectre.Console's live display.</summary>
internal static class SpectreFrame
{
    /// <summary>Draws the table, then hands over what changes one cell of it and refreshes.</summary>
    public static T Run<T>(int width, int rows, Func<Func<int, FrameCost.Work>, T> measure)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(output),
        });
        (console.Profile.Width, console.Profile.Height) = (width, rows + 1);
        var table = new Table().NoBorder().HideHeaders().AddColumns("", "", "", "", "");
        for (var i = 0; i < rows; i++)
        {
            table.AddRow("[green]●[/]", string.Create(CultureInfo.InvariantCulture, $"web-1-{i:00000}"), "Ready", "[dim]1h[/]", "[dim]node-1[/]");
        }

        return console.Live(table).Start(live => measure(turn =>
        {
            output.GetStringBuilder().Clear();
            table.UpdateCell(30, 2, turn % 2 == 0 ? "Ready" : "CrashLoopBackOff");
            live.Refresh();
            return new FrameCost.Work(Encoding.UTF8.GetByteCount(output.ToString()));
        }));
    }

    /// <summary>Makes and draws the table.</summary>
    public static FrameCost.Work Whole(int width, int rows) => Run(width, rows, draw => draw(0));
}
