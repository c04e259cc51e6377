using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;

namespace Kubespy.Cli.Live;

/// <summary>All keys, a line each.</summary>
internal static class HelpPane
{
    private const int KeyWidth = 20;

    /// <param name="width">Of the screen, in cells.</param>
    /// <param name="options">How it is drawn.</param>
    /// <param name="more">Keys of whoever shows the view, such as a demo; they go before those of the view.</param>
    public static IReadOnlyList<Line> Render(int width, ViewOptions options, IReadOnlyList<(string Keys, string Meaning)> more)
    {
        var (arrows, sides) = options.IsAscii ? ("arrows, j k", "Left Right") : ("↑ ↓, j k", "← →");
        (string Keys, string Meaning)[] keys =
        [
            .. more,
            (arrows, "a cursor; it stays on its object"),
            ("PageUp PageDown", "a page up, down"),
            ("Home End, g G", "the first, the last"),
            ($"{sides}, Enter{(more.Count > 0 ? "" : ", space")}", "fold and unfold what is under the cursor"),
            ("/", "only what has these words in name, state or place"),
            ("f", "only what is failing"),
            ("l", "the last lines of the logs of the Pod under the cursor"),
            ("d", "the last change of what is under the cursor"),
            ("Esc", "closes this, then ends the filter, then leaves"),
            ("q", "leaves; so does Ctrl-C"),
        ];
        return [.. keys.SelectMany(k => Lines(k.Keys, k.Meaning, width, options))];
    }

    private static IEnumerable<Line> Lines(string keys, string meaning, int width, ViewOptions options)
    {
        var column = Math.Min(KeyWidth, Math.Max(8, width / 3));
        var words = TextWrap.Of(meaning, Math.Max(1, width - column - 3));
        for (var i = 0; i < words.Count; i++)
        {
            yield return new LineBuilder(width, options.Ellipsis).Add("  ").Column(i == 0 ? keys : "", column, Style.Bold).Add(" ").Add(words[i]).ToLine();
        }
    }
}
