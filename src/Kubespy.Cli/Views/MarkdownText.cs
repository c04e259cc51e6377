using System.Text;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Views;

/// <summary>Text from a cluster as Markdown shows it: nothing in it is markup, a link or a line of its own.</summary>
internal static class MarkdownText
{
    private const string Markup = "\\`*_[]!|~@";

    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length + 8);
        foreach (var c in SafeText.Of(text))
        {
            _ = c switch
            {
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '&' => safe.Append("&amp;"),
                _ when Markup.Contains(c, StringComparison.Ordinal) => safe.Append('\\').Append(c),
                _ => safe.Append(c),
            };
        }

        return safe.ToString();
    }
}
