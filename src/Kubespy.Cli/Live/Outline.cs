namespace Kubespy.Cli.Live;

/// <summary>All rows of a tree, and which of them are shown. Pure but for the last answer, which it keeps.</summary>
internal sealed class Outline(IReadOnlyList<OutlineRow> rows)
{
    /// <summary>Asked for several times of the same state.</summary>
    private (LiveState State, IReadOnlyList<ShownRow> Shown)? _last;

    public IReadOnlyList<OutlineRow> Rows => rows;

    /// <summary>There are rows below it.</summary>
    public bool IsGroup(int at) => at + 1 < rows.Count && rows[at + 1].Depth > rows[at].Depth;

    /// <summary>Whether what is below it is folded, unless the view is narrowed: then what is found is shown.</summary>
    public bool IsFolded(int at, LiveState state) => rows[at].IsFoldedAtFirst != state.Toggled.Contains(rows[at].Key) && IsGroup(at);

    /// <summary>-1 where there is no such row.</summary>
    public int IndexOf(string key)
    {
        for (var at = 0; at < rows.Count; at++)
        {
            if (rows[at].Key == key)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The row that it is directly below; -1 where it is at the top.</summary>
    public int ParentOf(int at)
    {
        for (var i = at - 1; i >= 0; i--)
        {
            if (rows[i].Depth < rows[at].Depth)
            {
                return i;
            }
        }

        return -1;
    }

    public IReadOnlyList<ShownRow> Shown(LiveState state)
    {
        if (_last is not { } last || last.State.Filter != state.Filter || last.State.OnlyFailing != state.OnlyFailing || !ReferenceEquals(last.State.Toggled, state.Toggled))
        {
            _last = last = (state, state.IsNarrowed ? Narrowed(state) : Unfolded(state));
        }

        return last.Shown;
    }

    private List<ShownRow> Unfolded(LiveState state)
    {
        var shown = new List<ShownRow>(rows.Count);
        for (var at = 0; at < rows.Count;)
        {
            var next = at + 1;
            if (IsFolded(at, state))
            {
                while (next < rows.Count && rows[next].Depth > rows[at].Depth)
                {
                    next++;
                }
            }

            shown.Add(new ShownRow(at, rows[at], next - at - 1, IsMatch: true));
            at = next;
        }

        return shown;
    }

    /// <summary>What is found, and what that is below: otherwise nobody would know where it is.</summary>
    private List<ShownRow> Narrowed(LiveState state)
    {
        var words = state.Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var shown = new List<ShownRow>();
        var above = new Stack<int>();
        for (var at = 0; at < rows.Count; at++)
        {
            while (above.TryPeek(out var last) && rows[last].Depth >= rows[at].Depth)
            {
                above.Pop();
            }

            if ((!state.OnlyFailing || rows[at].IsFailing) && Array.TrueForAll(words, rows[at].Has))
            {
                // The stack tells the nearest first.
                var missing = above.TakeWhile(i => shown.Count == 0 || shown[^1].At < i).Reverse().ToArray();
                shown.AddRange(missing.Select(i => new ShownRow(i, rows[i], 0, IsMatch: false)));
                shown.Add(new ShownRow(at, rows[at], 0, IsMatch: true));
            }

            if (IsGroup(at))
            {
                above.Push(at);
            }
        }

        return shown;
    }
}
