using System.Globalization;
using System.Text;
using Kubespy.Core.Timelines;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// Curves of numbers of Pods over time, as steps, above each other on one axis: those that are available against the floor, those that exist against the
/// ceiling. What the strategy forbids during a rollout is hatched. Lines differ by width and dashes, not by colour alone, and each is named.
/// </summary>
internal sealed class CurveChart(Timeline timeline, TimeAxis axis)
{
    private const int Height = 132;
    private const int Top = 8;

    /// <summary>More steps than a screen has points are thinned: of each point the least and the most are kept.</summary>
    private const int MostPoints = 1_200;

    public string Availability() => Render(
        timeline.Curves.Floor.Steps.Count > 0 ? "Available Pods against the floor" : "Available Pods",
        [("desired", "desired", timeline.Curves.Desired), ("ready", "ready", timeline.Curves.Ready), ("available", "available", timeline.Curves.Available)],
        timeline.Curves.Floor,
        isFloor: true);

    public string Population() => Render(
        timeline.Curves.Ceiling.Steps.Count > 0 ? "Pods that exist against the ceiling" : "Pods that exist",
        [("existing", "existing, terminating ones counted", timeline.Curves.Existing), ("active", "existing, not terminating", timeline.Curves.Active), ("updated", "updated", timeline.Curves.Updated), ("terminating", "terminating", timeline.Curves.Terminating)],
        timeline.Curves.Ceiling,
        isFloor: false);

    private string Render(string title, IReadOnlyList<(string Style, string Name, StepCurve Curve)> lines, StepCurve bound, bool isFloor)
    {
        lines = [.. lines.Where(l => l.Curve.Max > 0)];
        var most = Math.Max(1, lines.Select(l => l.Curve.Max).Append(isFloor ? 0 : bound.Max + 1).Max());
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<figure class=\"curves\"><figcaption>{title}</figcaption><div class=\"plot\"><svg class=\"chart\" role=\"img\" aria-label=\"{HtmlText.Of(Text(title, lines, bound, isFloor))}\" height=\"{Height + 24}\"><g aria-hidden=\"true\">");
        foreach (var value in Gridded(most))
        {
            var y = Y(value, most);
            html.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"{HtmlText.Number(y)}\" y2=\"{HtmlText.Number(y)}\"/>");
        }

        foreach (var (i, (place, text)) in axis.Ticks().Index())
        {
            var anchor = place < 0.04 ? "start" : place > 0.94 ? "end" : "middle";
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"tick{(i % 2 == 1 ? " alt" : "")}\" x=\"{HtmlText.Percent(place)}\" y=\"{Height + 20}\" text-anchor=\"{anchor}\">{text}</text>");
        }

        foreach (var (from, to, value) in bound.Between(axis.From, axis.To))
        {
            html.Append(Area("bound", from, to, Y(value, most) - 0.5, 1));
        }

        foreach (var (from, to, value) in timeline.Rollouts.SelectMany(r => bound.Between(r.From, r.To ?? axis.To)))
        {
            var y = Y(value, most);
            html.Append(isFloor ? Area("forbidden", from, to, y, Height - y) : Area("forbidden", from, to, 0, y));
        }

        html.Append(CultureInfo.InvariantCulture, $"<svg width=\"100%\" height=\"{Height}\" viewBox=\"0 0 1000 {Height}\" preserveAspectRatio=\"none\">");
        foreach (var (style, _, curve) in lines)
        {
            var path = Path(curve, most);
            if (path.Length > 0 && style == "available")
            {
                html.Append(CultureInfo.InvariantCulture, $"<path class=\"area\" d=\"{path}V{Height}H{First(curve)}Z\"/>");
            }

            html.Append(CultureInfo.InvariantCulture, $"<path class=\"line c-{style}\" d=\"{path}\"/>");
        }

        html.Append("</svg></g></svg><div class=\"scale\" aria-hidden=\"true\">");
        foreach (var value in Gridded(most))
        {
            html.Append(CultureInfo.InvariantCulture, $"<span style=\"top:{HtmlText.Number(Y(value, most))}px\">{value}</span>");
        }

        html.Append("</div></div><ul class=\"legend\">");
        foreach (var (style, name, _) in lines.Reverse())
        {
            html.Append(CultureInfo.InvariantCulture, $"<li><svg class=\"key\" aria-hidden=\"true\"><path class=\"line c-{style}\" d=\"M1 11H27\"/></svg>{name}</li>");
        }

        var forbidden = isFloor ? "below the floor, during a rollout" : "above the ceiling, during a rollout";
        return html.Append(bound.Steps.Count > 0 && timeline.Rollouts.Count > 0 ? $"<li><svg class=\"key\" aria-hidden=\"true\"><rect class=\"forbidden\" width=\"28\" height=\"22\"/></svg>{forbidden}</li>" : "").Append("</ul></figure>").ToString();
    }

    private string Area(string style, DateTimeOffset from, DateTimeOffset to, double y, double height) =>
        $"<rect class=\"{style}\" x=\"{HtmlText.Percent(axis.Place(from))}\" width=\"{HtmlText.Percent(axis.Place(to) - axis.Place(from))}\" y=\"{HtmlText.Number(y)}\" height=\"{HtmlText.Number(height)}\"/>";

    private static double Y(double value, long most) => Top + ((Height - Top) * (1 - (value / most)));

    private static IEnumerable<long> Gridded(long most)
    {
        var step = Math.Max(1, (long)Math.Pow(10, Math.Floor(Math.Log10(most))) / 2);
        step = most / step > 6 ? step * (most / step > 12 ? 4 : 2) : step;
        for (var value = 0L; value <= most; value += step)
        {
            yield return value;
        }
    }

    private string First(StepCurve curve) => HtmlText.Number(Math.Round(axis.Place(curve.Steps[0].Time) * 1000, 1));

    private string Path(StepCurve curve, long most)
    {
        var path = new StringBuilder();
        long? lastPoint = null;
        foreach (var (from, to, value) in Thinned(curve))
        {
            var (x, end, y) = (Math.Round(axis.Place(from) * 1000, 1), Math.Round(axis.Place(to) * 1000, 1), HtmlText.Number(Math.Round(Y(value, most), 1)));
            path.Append(lastPoint is null ? $"M{HtmlText.Number(x)} {y}" : $"V{y}").Append('H').Append(HtmlText.Number(end));
            lastPoint = value;
        }

        return path.ToString();
    }

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To, long Value)> Thinned(StepCurve curve)
    {
        var all = curve.Between(axis.From, axis.To).ToArray();
        if (all.Length <= MostPoints)
        {
            return all;
        }

        var width = (axis.To - axis.From) / (MostPoints / 2);
        return all.GroupBy(s => (s.From - axis.From) / width is var at ? (int)at : 0)
            .SelectMany(g => new[] { g.MinBy(s => s.Value), g.MaxBy(s => s.Value) }.OrderBy(s => s.From));
    }

    private string Text(string title, IReadOnlyList<(string Style, string Name, StepCurve Curve)> lines, StepCurve bound, bool isFloor)
    {
        var parts = lines.Where(l => l.Curve.Steps.Count > 0).Select(l =>
        {
            var values = l.Curve.Between(axis.From, axis.To).Where(s => s.From < s.To).Select(s => s.Value).DefaultIfEmpty(0).ToArray();
            return string.Create(CultureInfo.InvariantCulture, $"{l.Name} from {values.Min()} to {values.Max()}, {values[^1]} at the end");
        });
        var limit = bound.Steps.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {(isFloor ? "floor" : "ceiling")} {bound.Steps[^1].Value}");
        return $"{title}: {string.Join("; ", parts)}{limit}. The table below has every step.";
    }
}
