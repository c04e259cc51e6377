namespace Kubespy.Cli.Live;

/// <summary>Between the cursor, which is on an object, and the row that shows it just now. Pure.</summary>
internal static class CursorRow
{
    /// <summary>
    /// The row under the cursor. Where its object is not shown: the row that it is folded into, or else a neighbour, or else what stands in its place;
    /// -1 where nothing is shown.
    /// </summary>
    public static int Find(IReadOnlyList<ShownRow> shown, Outline outline, CursorPlace? cursor)
    {
        if (cursor is null || shown.Count == 0)
        {
            return -1;
        }

        var (own, below, above) = (-1, -1, -1);
        for (var i = 0; i < shown.Count; i++)
        {
            var key = shown[i].Row.Key;
            if (key == cursor.Key)
            {
                own = i;
                break;
            }

            below = key == cursor.Below ? i : below;
            above = key == cursor.Above ? i : above;
        }

        return own >= 0 ? own
            : FoldedInto(shown, outline, cursor.Key) is >= 0 and var group ? group
            : below >= 0 ? below
            : above >= 0 ? above
            : Math.Clamp(cursor.Index, 0, shown.Count - 1);
    }

    public static CursorPlace PlaceOf(IReadOnlyList<ShownRow> shown, int at) => new(
        shown[at].Row.Key,
        at > 0 ? shown[at - 1].Row.Key : "",
        at + 1 < shown.Count ? shown[at + 1].Row.Key : "",
        at);

    /// <summary>It exists and is not shown: it is below a group that is folded; -1 where it is not there, or not found by a filter.</summary>
    private static int FoldedInto(IReadOnlyList<ShownRow> shown, Outline outline, string key)
    {
        for (var i = 0; i < shown.Count; i++)
        {
            for (var at = shown[i].At + 1; at <= shown[i].At + shown[i].Hidden; at++)
            {
                if (outline.Rows[at].Key == key)
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
