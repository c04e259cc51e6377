using System.Globalization;
using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Cli.Live;

/// <summary>The rows of an object of any kind: its sections, below each its rows as deep as they are.</summary>
internal static class ObjectOutline
{
    /// <summary>Where a Pod's containers keep their status: how a row of one begins its key.</summary>
    private static readonly string[] Statuses = ["containerStatuses/", "initContainerStatuses/"];

    public static Outline Of(ObjectTrace trace, int width, ViewOptions options)
    {
        var rows = new List<OutlineRow>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in trace.Sections)
        {
            var columns = SectionsView.Columns.For(section.Rows, width);
            var above = section.Title.Length > 0 ? 1 : 0;
            if (above > 0)
            {
                rows.Add(new OutlineRow { Key = Unique(section.Title, keys), Depth = 0, Name = section.Title, Word = section.Text, Draw = () => SectionsView.Title(section, width, options) });
            }

            foreach (var row in section.Rows)
            {
                rows.Add(new OutlineRow
                {
                    Key = Unique($"{section.Title}|{row.Key}", keys),
                    Depth = above + row.Depth,
                    Uid = row.Key,
                    Pod = row.Pod,
                    Container = Array.Find(Statuses, s => row.Key.StartsWith(s, StringComparison.Ordinal)) is { } status ? row.Key[status.Length..] : "",
                    IsFailing = IsFailing(row),
                    Name = row.Name,
                    Word = row.Word,
                    Where = row.Where,
                    Draw = () => SectionsView.Row(row, trace.Now, columns, width, options),
                    Details = row.Details.Count == 0 ? static () => [] : () => [.. SectionsView.Details(row, width, options)],
                });
            }
        }

        return new Outline(rows);
    }

    /// <summary>Of an object that is on its way, details say what keeps it.</summary>
    private static bool IsFailing(TraceRow row) => row.Health == Health.Failing || (row is { Health: Health.Coming, CreatedAt: not null } && row.Details.Count > 0);

    /// <summary>Lines of a checklist may have the same name twice.</summary>
    private static string Unique(string key, HashSet<string> keys)
    {
        var unique = key;
        for (var i = 2; !keys.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{key} {i}");
        }

        return unique;
    }
}
