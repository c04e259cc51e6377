namespace Kubespy.Cli.Live;

/// <summary>
/// Which rows are in sight: those around the cursor, which stays on its line for as long as there are rows enough. Only rows in sight are measured.
/// </summary>
/// <param name="First">The first row in sight.</param>
/// <param name="Anchor">The line at which the cursor stands.</param>
internal readonly record struct Viewport(int First, int Anchor)
{
    /// <param name="count">How many rows there are.</param>
    /// <param name="cursor">The cursor's; -1 where there is none.</param>
    /// <param name="anchor">The line at which it is to stand.</param>
    /// <param name="room">How many lines there are.</param>
    /// <param name="heightOf">How many lines a row takes, at least one.</param>
    public static Viewport Of(int count, int cursor, int anchor, int room, Func<int, int> heightOf)
    {
        if (cursor < 0 || cursor >= count || room <= 0)
        {
            return default;
        }

        anchor = Math.Clamp(anchor, 0, Math.Max(0, room - heightOf(cursor)));
        var (first, above) = Extend(cursor, 0, anchor, heightOf);
        var total = above;
        for (var i = cursor; i < count && total < room; i++)
        {
            total += heightOf(i);
        }

        // At the end of the tree no room is left empty while there are rows above.
        (first, var all) = total < room ? Extend(first, total, room, heightOf) : (first, total);
        return new Viewport(first, above + all - total);
    }

    private static (int First, int Lines) Extend(int first, int lines, int room, Func<int, int> heightOf)
    {
        while (first > 0 && lines + heightOf(first - 1) <= room)
        {
            lines += heightOf(--first);
        }

        return (first, lines);
    }
}
