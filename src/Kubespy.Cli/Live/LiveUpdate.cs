using System.Collections.Immutable;

namespace Kubespy.Cli.Live;

/// <summary>From a state and a key to the next state: all of the live view's behaviour. Pure.</summary>
internal static class LiveUpdate
{
    private const int MaxFilter = 100;

    /// <summary>Groups that are gone are forgotten once there are so many.</summary>
    private const int MaxToggled = 500;

    public static (LiveState State, LiveCommand Command) Apply(LiveState state, LiveKey key, LiveScene scene)
    {
        var touched = state with { IsTouched = true, Notice = "" };
        var (next, command) = touched switch
        {
            { IsTyping: true } => (Type(touched, key, scene), LiveCommand.None),
            { Pane: not null } when Scroll(touched, key, scene) is { } scrolled => (scrolled, LiveCommand.None),
            _ => Command(touched, key, scene),
        };
        return (Settle(next, scene), command);
    }

    /// <summary>The state in what is shown now: the cursor on its object, wherever that is, or on a neighbour where it is gone; everything within its bounds.</summary>
    public static LiveState Settle(LiveState state, LiveScene scene)
    {
        if (state.Toggled.Count > MaxToggled)
        {
            state = state with { Toggled = state.Toggled.Intersect(scene.Outline.Rows.Select(r => r.Key)) };
        }

        if (state.Pane is { } pane)
        {
            state = state with { PaneTop = Math.Clamp(state.PaneTop, 0, Math.Max(0, scene.LinesOf(pane).Count - scene.PaneRoom)) };
        }

        if (state.Cursor is null)
        {
            return state;
        }

        state = Uncover(state, scene.Outline);
        var shown = scene.Outline.Shown(state);
        var at = CursorRow.Find(shown, state.Cursor);
        if (at < 0)
        {
            // Nothing is shown just now: the object may come back.
            return state;
        }

        var anchor = Viewport.Of(shown.Count, at, state.Anchor, scene.TreeRoom, i => 1 + shown[i].Row.Details().Count).Anchor;
        return state with { Cursor = CursorRow.PlaceOf(shown, at), Anchor = anchor };
    }

    /// <summary>
    /// Opens what the object under the cursor is folded into: it was found by a filter that is over, or so many have become alike that they are counted.
    /// </summary>
    private static LiveState Uncover(LiveState state, Outline outline)
    {
        if (state.IsNarrowed || outline.Shown(state).Any(r => r.Row.Key == state.Cursor!.Key))
        {
            return state;
        }

        for (var at = outline.IndexOf(state.Cursor!.Key); at >= 0; at = outline.ParentOf(at))
        {
            if (outline.ParentOf(at) is >= 0 and var parent && outline.IsFolded(parent, state))
            {
                state = state with { Toggled = Toggle(state, outline.Rows[parent].Key) };
            }
        }

        return state;
    }

    private static LiveState Type(LiveState state, LiveKey key, LiveScene scene) => key.Code switch
    {
        KeyCode.Text when state.Filter.Length < MaxFilter => Narrow(state with { Filter = state.Filter + key.Text }, scene),
        KeyCode.Backspace when state.Filter.Length == 0 => state with { IsTyping = false },
        KeyCode.Backspace => Narrow(state with { Filter = state.Filter[..^1] }, scene),
        KeyCode.Enter => state with { IsTyping = false },
        KeyCode.Escape => state with { IsTyping = false, Filter = "" },
        KeyCode.Up or KeyCode.Down or KeyCode.PageUp or KeyCode.PageDown => Move(state, key, scene)!,
        _ => state,
    };

    /// <summary>A cursor goes to the first that is found, unless it stands on one.</summary>
    private static LiveState Narrow(LiveState state, LiveScene scene)
    {
        if (state.Cursor is null || !state.IsNarrowed)
        {
            return state;
        }

        var shown = scene.Outline.Shown(state);
        var isOnMatch = shown.Any(r => r.IsMatch && r.Row.Key == state.Cursor.Key);
        var first = CursorRow.FirstWhere(shown, r => r.IsMatch);
        return isOnMatch || first < 0 ? state : state with { Cursor = CursorRow.PlaceOf(shown, first) };
    }

    /// <summary>Null where the key does not scroll.</summary>
    private static LiveState? Scroll(LiveState state, LiveKey key, LiveScene scene)
    {
        var page = Math.Max(1, scene.PaneRoom - 1);
        int? top = CodeOf(key) switch
        {
            KeyCode.Up => state.PaneTop - 1,
            KeyCode.Down => state.PaneTop + 1,
            KeyCode.PageUp => state.PaneTop - page,
            KeyCode.PageDown => state.PaneTop + page,
            KeyCode.Home => 0,
            KeyCode.End => int.MaxValue,
            KeyCode.Left or KeyCode.Right or KeyCode.Enter => state.PaneTop,
            _ => null,
        };
        return top is { } to ? state with { PaneTop = to } : null;
    }

    private static (LiveState State, LiveCommand Command) Command(LiveState state, LiveKey key, LiveScene scene)
    {
        switch (key)
        {
            case { Text: "q" }:
                return (state, LiveCommand.Quit);
            case { Code: KeyCode.Escape }:
                return Back(state);
            case { Text: "/" }:
                return (state with { IsTyping = true, Pane = null }, LiveCommand.None);
            case { Text: "f" }:
                return (Narrow(state with { OnlyFailing = !state.OnlyFailing, Pane = null }, scene), LiveCommand.None);
            case { Text: "?" }:
                return (Toggle(state, new LivePane.Help()), LiveCommand.None);
            case { Text: "d" }:
                return (Toggle(state, ChangeOf(state, scene)), LiveCommand.None);
            case { Text: "l" }:
                return OpenLogs(state, scene);
            default:
                return (Move(state, key, scene) ?? Fold(state, key, scene) ?? state, LiveCommand.None);
        }
    }

    /// <summary>One thing after the other is put away, the newest first; then the view is left.</summary>
    private static (LiveState State, LiveCommand Command) Back(LiveState state) => state switch
    {
        { Pane: not null } => (state with { Pane = null }, LiveCommand.None),
        { Filter.Length: > 0 } => (state with { Filter = "" }, LiveCommand.None),
        { OnlyFailing: true } => (state with { OnlyFailing = false }, LiveCommand.None),
        _ => (state, LiveCommand.Quit),
    };

    private static LiveState Toggle(LiveState state, LivePane pane) => state.Pane?.GetType() == pane.GetType()
        ? state with { Pane = null }
        : state with { Pane = pane, PaneTop = 0 };

    private static LivePane.Change ChangeOf(LiveState state, LiveScene scene) =>
        SubjectOf(state, scene) is { } subject ? new(subject.Uid, subject.ToString()) : new("", $"{scene.Trace.ShortKind}/{scene.Trace.Name}");

    private static (LiveState State, LiveCommand Command) OpenLogs(LiveState state, LiveScene scene)
    {
        if (state.Pane is LivePane.Logs)
        {
            return (state with { Pane = null }, LiveCommand.None);
        }

        if (SubjectOf(state, scene) is not { IsPod: true } pod)
        {
            return (state with { Notice = "only Pods have logs: choose one with the arrows" }, LiveCommand.None);
        }

        var row = CursorRow.Find(scene.Outline.Shown(state), state.Cursor) is >= 0 and var at ? scene.Outline.Shown(state)[at].Row : null;
        var container = row?.Container ?? "";
        var subject = container.Length > 0 ? $"{pod} {container}" : pod.ToString();

        // The newest lines are the last.
        return (state with { Pane = new LivePane.Logs(pod.Key, pod.Uid, container, subject), PaneTop = int.MaxValue }, LiveCommand.ReadLogs);
    }

    /// <summary>What is under the cursor, or what that is below; without a cursor what is traced.</summary>
    private static LiveSubject? SubjectOf(LiveState state, LiveScene scene)
    {
        var shown = scene.Outline.Shown(state);
        var at = state.Cursor is null ? -1 : CursorRow.Find(shown, state.Cursor);
        for (var i = at < 0 ? -1 : shown[at].At; i >= 0; i = scene.Outline.ParentOf(i))
        {
            var row = scene.Outline.Rows[i];
            if (scene.Find(row.Uid) is { } found)
            {
                return LiveSubject.Of(found);
            }

            if (row.Pod is { } pod)
            {
                // One of more than are known.
                return LiveSubject.Pod(row.Uid, pod);
            }
        }

        return scene.Root() is { } root ? LiveSubject.Of(root) : null;
    }

    /// <summary>The UID of the object that is looked at; empty where none is.</summary>
    public static string FocusOf(LiveState state, LiveScene scene) =>
        state.Pane is LivePane.Change change ? change.Uid : state.IsTouched ? SubjectOf(state, scene)?.Uid ?? "" : "";

    /// <summary>Null where the key does not move the cursor.</summary>
    private static LiveState? Move(LiveState state, LiveKey key, LiveScene scene)
    {
        var code = CodeOf(key);
        if (code is not (KeyCode.Up or KeyCode.Down or KeyCode.PageUp or KeyCode.PageDown or KeyCode.Home or KeyCode.End))
        {
            return null;
        }

        var shown = scene.Outline.Shown(state);
        if (shown.Count == 0)
        {
            return state;
        }

        var (at, page) = (CursorRow.Find(shown, state.Cursor), Math.Max(1, scene.TreeRoom - 1));
        var to = code switch
        {
            KeyCode.Home => 0,
            KeyCode.End => shown.Count - 1,
            _ when at < 0 => 0,
            KeyCode.Up => at - 1,
            KeyCode.Down => at + 1,
            KeyCode.PageUp => at - page,
            _ => at + page,
        };
        to = Math.Clamp(to, 0, shown.Count - 1);
        var moved = code is KeyCode.PageUp or KeyCode.PageDown ? 0 : Lines(shown, at, to, scene.TreeRoom);
        return state with { Cursor = CursorRow.PlaceOf(shown, to), Anchor = code == KeyCode.Home ? 0 : code == KeyCode.End ? scene.TreeRoom : state.Anchor + moved };
    }

    /// <summary>How many lines lie between two rows; no more are counted than there is room.</summary>
    private static int Lines(IReadOnlyList<ShownRow> shown, int from, int to, int room)
    {
        var lines = 0;
        for (var i = Math.Min(from, to); from >= 0 && i < Math.Max(from, to) && lines < room; i++)
        {
            lines += 1 + shown[i].Row.Details().Count;
        }

        return to < from ? -lines : lines;
    }

    /// <summary>Null where the key does not fold.</summary>
    private static LiveState? Fold(LiveState state, LiveKey key, LiveScene scene)
    {
        if (key is not ({ Code: KeyCode.Left or KeyCode.Right or KeyCode.Enter } or { Text: " " }))
        {
            return null;
        }

        var (outline, shown) = (scene.Outline, scene.Outline.Shown(state));
        if (CursorRow.Find(shown, state.Cursor) is not (>= 0 and var row))
        {
            return Move(state, new LiveKey(KeyCode.Home), scene);
        }

        if (state.IsNarrowed)
        {
            return state with { Notice = "what is found is not folded; Esc shows all again" };
        }

        var at = shown[row].At;
        var (isGroup, isFolded) = (outline.IsGroup(at), outline.IsFolded(at, state));
        return key.Code switch
        {
            KeyCode.Left when !isGroup || isFolded => outline.ParentOf(at) is >= 0 and var parent && CursorRow.FirstWhere(shown, r => r.At == parent) is var up
                ? state with { Cursor = CursorRow.PlaceOf(shown, up), Anchor = state.Anchor - Lines(shown, up, row, scene.TreeRoom) }
                : state,
            KeyCode.Right when !isGroup => state,
            KeyCode.Right when !isFolded => Move(state, new LiveKey(KeyCode.Down), scene),
            _ when !isGroup => state,
            _ => state with { Toggled = Toggle(state, outline.Rows[at].Key) },
        };
    }

    private static ImmutableHashSet<string> Toggle(LiveState state, string key)
    {
        var without = state.Toggled.Remove(key);
        return without.Count < state.Toggled.Count ? without : without.Add(key);
    }

    /// <summary>The letters that people know from vi and less.</summary>
    private static KeyCode CodeOf(LiveKey key) => key switch
    {
        { Text: "k" } => KeyCode.Up,
        { Text: "j" } => KeyCode.Down,
        { Text: "g" } => KeyCode.Home,
        { Text: "G" } => KeyCode.End,
        _ => key.Code,
    };
}
