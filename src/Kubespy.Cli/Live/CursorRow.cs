namespace Kubespy.Cli.Live;

/// <summary>Between the cursor, which is on an object, and the row that shows it just now. Pure.</summary>
internal static class CursorRow
{
    /// <summary>The row under the cursor. Where its object is not shown: a neighbour, or else what stands in its place; -1 where nothing is shown.</summary>
    public static int Find(IReadOnlyList<ShownRow> shown, CursorPlace? cursor)
    {
        if (cursor is null || shown.Count == 0)
        {
            return -1;
        }

        var (below, above) = (-1, -1);
        for (var i = 0; i < shown.Count; i++)
        {
            var key = shown[i].Row.Key;
            if (key == cursor.Key)
            {
                return i;
            }

            below = key == cursor.Below ? i : below;
            above = key == cursor.Above ? i : above;
        }

        return below >= 0 ? below : above >= 0 ? above : Math.Clamp(cursor.Index, 0, shown.Count - 1);
    }

    /// <summary>The first row that is so; -1 where none is.</summary>
    public static int FirstWhere(IReadOnlyList<ShownRow> shown, Func<ShownRow, bool> isSo)
    {
        for (var i = 0; i < shown.Count; i++)
        {
            if (isSo(shown[i]))
            {
                return i;
            }
        }

        return -1;
    }

    public static CursorPlace PlaceOf(IReadOnlyList<ShownRow> shown, int at) => new(
        shown[at].Row.Key,
        at > 0 ? shown[at - 1].Row.Key : "",
        at + 1 < shown.Count ? shown[at + 1].Row.Key : "",
        at);
}
