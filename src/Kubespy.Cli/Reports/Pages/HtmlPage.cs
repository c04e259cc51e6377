using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// A report as one page that asks no network for anything: its policy forbids it, and allows no script but its own. It is read without the script, too;
/// that shows objects as they were.
/// </summary>
internal static class HtmlPage
{
    /// <summary>What a page may have, a little left for its end: a megabyte goes by mail.</summary>
    private const int MostBytes = 960_000;

    /// <summary>More steps of the curves, marks and Pods are not in the page's tables.</summary>
    private const int MostSteps = 200;

    /// <summary>More lines of the story are not in the page; the newest are.</summary>
    private const int MostLines = 500;

    /// <summary>More lines are folded at first.</summary>
    private const int OpenLines = 30;

    public static string Of(ReportData data)
    {
        var timeline = data.Timeline;
        var axis = new TimeAxis(timeline.From, timeline.To);
        var script = Resource("report.js");
        var policy = $"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'; base-uri 'none'; form-action 'none'";
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{HtmlText.Of($"{timeline.Name}: {data.Trace.Verdict}")}</title>
            <link rel="icon" href="data:,">
            <style>{Resource("report.css")}</style>
            </head>
            <body>
            {Resource("patterns.svg")}
            <main data-from="0" data-length="{ObjectArchive.Milliseconds(timeline.To, timeline.From)}" data-start="{timeline.From.ToUnixTimeMilliseconds()}">

            """);
        Header(html, data);
        Story(html, data);
        html.Append("<section aria-labelledby=\"h-timeline\"><h2 id=\"h-timeline\">Timeline</h2>");
        html.Append(new LaneChart(data, axis).Render()).Append(LaneChart.Legend());
        html.Append("<p class=\"hint js\">Click a lane or a mark, or press a name, to see the object as it was then and what had changed.</p></section>\n");
        var curves = new CurveChart(timeline, axis);
        html.Append("<section aria-labelledby=\"h-curves\"><h2 id=\"h-curves\">Pods over time</h2>").Append(curves.Availability()).Append(curves.Population());
        Steps(html, timeline);
        html.Append("</section>\n");
        Invariants(html, data);
        Durations(html, timeline);
        Lanes(html, timeline);
        // The rest of the page has a bound, too: of a long recording the objects' versions are what gives way.
        var packed = data.Archive.Pack(timeline.From, Math.Max(MostBytes - Encoding.UTF8.GetByteCount(html.ToString()), 0));
        About(html, data);
        html.Append("</main>\n<aside id=\"panel\" role=\"dialog\" aria-labelledby=\"panel-title\" hidden></aside>\n");
        html.Append("<script type=\"text/plain\" id=\"archive\">").Append(packed).Append("</script>\n<script>").Append(script).Append("</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Header(StringBuilder html, ReportData data)
    {
        var (timeline, trace) = (data.Timeline, data.Trace);
        var tone = trace.Verdict switch { Verdict.Complete or Verdict.Ready => "good", Verdict.Stuck or Verdict.Failed or Verdict.Unavailable => "bad", _ => "middling" };
        var place = timeline.Namespace.Length > 0 ? $" in {timeline.Namespace}" : "";
        html.Append(CultureInfo.InvariantCulture, $"""
            <header>
            <p class="kicker">{HtmlText.Of(timeline.Kind + place)}</p>
            <h1>{HtmlText.Of(timeline.Name)}</h1>
            <p class="verdict {tone}"><strong>{trace.Verdict}</strong> <span>{HtmlText.Of(data.Story.Sentence)}</span></p>
            <p class="meta">{HtmlText.Of(data.Source)} · {HtmlText.Moment(timeline.From)} to {HtmlText.Clock(timeline.To)} UTC · {HtmlText.Seconds(data.Length)}</p>

            """);
        html.Append("<dl class=\"figures\">");
        if (timeline.Rollouts.Count > 0)
        {
            var longest = timeline.Rollouts.MaxBy(r => (r.To ?? timeline.To) - r.From)!;
            Figure(html, timeline.Rollouts.Count == 1 ? "rollout" : string.Create(CultureInfo.InvariantCulture, $"longest of {timeline.Rollouts.Count} rollouts"), HtmlText.Seconds((longest.To ?? timeline.To) - longest.From), longest.IsComplete ? "completed" : "not completed");
        }

        if (timeline.Desired.Count > 0)
        {
            var available = timeline.Curves.Available;
            Figure(html, "available at the end", Number(available.At(timeline.To) ?? 0), $"of {Number(timeline.Desired[^1].Replicas)} desired");
        }

        if (timeline.Durations.FirstOrDefault(d => d.Name == "time to Ready") is { Count: > 0 } ready)
        {
            Figure(html, "time to Ready, median", HtmlText.Seconds(ready.P50), $"longest {HtmlText.Seconds(ready.Max)}");
        }

        var broken = data.Broken.Count();
        Figure(html, "promises broken", Number(broken), $"of {Number(data.Invariants.Count(i => i.IsPromised && i.State != InvariantState.NotJudged))} judged");
        html.Append("</dl></header>\n");
    }

    private static void Figure(StringBuilder html, string name, string value, string note) =>
        html.Append(CultureInfo.InvariantCulture, $"<div><dt>{HtmlText.Of(name)}</dt><dd>{HtmlText.Of(value)}<small>{HtmlText.Of(note)}</small></dd></div>");

    private static void Story(StringBuilder html, ReportData data)
    {
        html.Append("<section aria-labelledby=\"h-story\"><h2 id=\"h-story\">What happened</h2>");
        if (data.Story.Paragraph.Length > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"told\">{HtmlText.Of(data.Story.Paragraph)}</p>");
        }

        if (data.Story.Lines.Count == 0)
        {
            html.Append("<p class=\"note\">Nothing was seen to happen.</p></section>\n");
            return;
        }

        if (data.Story.Lines.Count > MostLines)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{data.Story.Lines.Count - MostLines} lines before these are in the JSON form.</p>");
        }

        StoryLine[] lines = [.. data.Story.Lines.TakeLast(MostLines)];
        Lines(html, lines.Take(OpenLines));
        if (lines.Length > OpenLines)
        {
            html.Append(CultureInfo.InvariantCulture, $"<details><summary>{lines.Length - OpenLines} more lines</summary>");
            Lines(html, lines.Skip(OpenLines));
            html.Append("</details>");
        }

        html.Append("</section>\n");
    }

    private static void Lines(StringBuilder html, IEnumerable<StoryLine> lines)
    {
        html.Append("<ol class=\"story\">");
        foreach (var line in lines)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li{(line.IsWarning ? " class=\"warning\"" : "")}><time datetime=\"{Timestamp.FormatMicro(line.Time)}\">{HtmlText.Clock(line.Time)}</time><span>{(line.IsWarning ? "<b>Warning:</b> " : "")}{HtmlText.Of(line.Text)}</span></li>");
        }

        html.Append("</ol>");
    }

    private static void Invariants(StringBuilder html, ReportData data)
    {
        html.Append("<section aria-labelledby=\"h-invariants\"><h2 id=\"h-invariants\">Invariants</h2><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Invariants\"><table class=\"invariants\"><thead><tr><th scope=\"col\">name</th><th scope=\"col\">result</th><th scope=\"col\">how that is known</th></tr></thead><tbody>");
        foreach (var result in data.Invariants)
        {
            var word = ReportData.WordOf(result);
            var asks = Invariant.All.First(i => i.Name == result.Name).Asks;
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\"><code>{result.Name}</code></th><td><span class=\"state s-{word.Replace(' ', '-')}\">{word}</span></td><td><p>{HtmlText.Of(HtmlText.Capital(result.Summary))}.{(result.Caveat.Length > 0 ? $" <em>But {HtmlText.Of(result.Caveat)}.</em>" : "")}</p><p class=\"note\">{HtmlText.Of(asks)}</p>");
            if (result.Breaches.Count > 0)
            {
                html.Append("<details><summary>").Append(result.Count == 1 ? "when" : string.Create(CultureInfo.InvariantCulture, $"when, {result.Count} times")).Append("</summary><ul class=\"breaches\">");
                foreach (var breach in result.Breaches)
                {
                    html.Append(CultureInfo.InvariantCulture, $"<li><time>{HtmlText.FineClock(breach.From)}</time> to {(breach.To is { } to ? HtmlText.FineClock(to) : "the end")}, {HtmlText.Seconds((breach.To ?? data.Timeline.To) - breach.From)}: {HtmlText.Of(breach.Text)}. <span class=\"note\">{HtmlText.Of(breach.Evidence)}{(breach.Pods.Count > 0 ? HtmlText.Of(": " + string.Join(", ", breach.Pods)) : "")}</span></li>");
                }

                html.Append(result.Count > result.Breaches.Count ? $"<li>and {Number(result.Count - result.Breaches.Count)} more</li>" : "").Append("</ul></details>");
            }

            html.Append("</td></tr>");
        }

        html.Append("</tbody></table></div></section>\n");
    }

    private static void Durations(StringBuilder html, Timeline timeline)
    {
        html.Append("<section aria-labelledby=\"h-durations\"><h2 id=\"h-durations\">How long each phase took</h2>");
        if (timeline.Durations.Count == 0)
        {
            html.Append("<p class=\"note\">No Pod was seen to change its phase.</p></section>\n");
            return;
        }

        html.Append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Durations\"><table class=\"numbers\"><thead><tr><th scope=\"col\">phase</th><th scope=\"col\">p50</th><th scope=\"col\">p95</th><th scope=\"col\">max</th><th scope=\"col\">measured</th><th scope=\"col\">longest</th></tr></thead><tbody>");
        foreach (var phase in timeline.Durations)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{phase.Name}</th>");
            html.Append(phase.Count == 0
                ? "<td>–</td><td>–</td><td>–</td>"
                : $"<td>{HtmlText.Seconds(phase.P50)}</td><td>{HtmlText.Seconds(phase.P95)}</td><td>{HtmlText.Seconds(phase.Max)}</td>");
            html.Append(CultureInfo.InvariantCulture, $"<td>{phase.Count}{(phase.Open > 0 ? $" <small>+{phase.Open} open</small>" : "")}</td><td class=\"text\">{HtmlText.Of(phase.Longest)}</td></tr>");
        }

        html.Append("</tbody></table></div><p class=\"note\">Nearest ranks, of what was seen from begin to end; open are those that had begun before, or went on at the end. Pulling is told by Events alone.</p></section>\n");
    }

    private static void Steps(StringBuilder html, Timeline timeline)
    {
        var c = timeline.Curves;
        (string Name, StepCurve Curve)[] columns = [("desired", c.Desired), ("updated", c.Updated), ("ready", c.Ready), ("available", c.Available), ("terminating", c.Terminating), ("existing", c.Existing), ("floor", c.Floor), ("ceiling", c.Ceiling)];
        var times = columns.SelectMany(k => k.Curve.Steps).Select(s => s.Time).Distinct().Order().ToArray();
        html.Append("<details class=\"table\"><summary>The curves as a table</summary><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Curves\"><table class=\"numbers\"><thead><tr><th scope=\"col\">time</th>");
        html.Append(string.Concat(columns.Select(k => $"<th scope=\"col\">{k.Name}</th>"))).Append("</tr></thead><tbody>");
        foreach (var time in times.Take(MostSteps))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{HtmlText.FineClock(time)}</th>{string.Concat(columns.Select(k => $"<td>{(k.Curve.At(time) is { } value ? Number(value) : "–")}</td>"))}</tr>");
        }

        html.Append("</tbody></table></div>").Append(times.Length > MostSteps ? $"<p class=\"note\">The first {Number(MostSteps)} of {Number(times.Length)} steps; the JSON form has all.</p>" : "").Append("</details>");
    }

    private static void Lanes(StringBuilder html, Timeline timeline)
    {
        html.Append("<section aria-labelledby=\"h-lanes\"><h2 id=\"h-lanes\">The timeline in words</h2><details class=\"table\"><summary>What was done, and by whom</summary>");
        if (timeline.Marks.Count > 0)
        {
            html.Append("<ol class=\"story fine\">");
            foreach (var mark in timeline.Marks.Take(MostSteps))
            {
                html.Append(CultureInfo.InvariantCulture, $"<li><time>{HtmlText.FineClock(mark.Time)}</time><span>{HtmlText.Of($"{mark.Subject} {mark.Text}")} <small class=\"note\">{WordOf(mark.Kind)}</small></span></li>");
            }

            html.Append("</ol>");
        }

        html.Append("</details><details class=\"table\"><summary>Each Pod</summary><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Pods\"><table><thead><tr><th scope=\"col\">Pod</th><th scope=\"col\">node</th><th scope=\"col\">phases</th></tr></thead><tbody>");
        foreach (var pod in timeline.Pods.Take(MostSteps))
        {
            var phases = pod.Spans.Take(12).Select(s => $"{(s.Reason.Length > 0 ? s.Reason : PhaseDuration.NameOf(s.Phase))} {HtmlText.Clock(s.From)}{(s.Duration is { } took ? $" ({HtmlText.Seconds(took)})" : "")}");
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{HtmlText.Of(pod.Name)}</th><td>{HtmlText.Of(pod.Node)}</td><td>{HtmlText.Of(string.Join(", ", phases))}{(pod.To is { } gone ? $", gone {HtmlText.Clock(gone)}" : "")}</td></tr>");
        }

        html.Append("</tbody></table></div>").Append(timeline.Pods.Count() > MostSteps ? $"<p class=\"note\">The first {Number(MostSteps)} of {Number(timeline.Pods.Count())} Pods; the JSON form has all.</p>" : "").Append("</details></section>\n");
    }

    private static void About(StringBuilder html, ReportData data)
    {
        var timeline = data.Timeline;
        html.Append("<footer><h2>What this page knows</h2><ul>");
        html.Append("<li>Times are those at which the observer saw a change, in UTC.</li>");
        var before = timeline.Pods.Count(p => p.StartsBefore);
        if (before > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>{before} {(before == 1 ? "Pod" : "Pods")} existed before the recording began; what had happened to them is not known.</li>");
        }

        foreach (var unseen in timeline.Unseen.Where(u => u.IsLost))
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>Changes of {HtmlText.Of(unseen.Resource)}{(unseen.From is { } from ? $" from {HtmlText.Clock(from)}" : "")}{(unseen.To is { } to ? $" to {HtmlText.Clock(to)}" : "")} were not seen.</li>");
        }

        if (timeline.Omitted > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>{timeline.Omitted} objects were more than are kept.</li>");
        }

        if (data.Archive.LeftOut > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>{data.Archive.LeftOut} versions of objects had no room in this page.</li>");
        }

        html.Append("<li>managedFields and last-applied-configuration are left out of the objects, and the values of Secrets.</li></ul><p class=\"note\">Made by kubespy from ").Append(HtmlText.Of(data.Source)).Append(".</p></footer>\n");
    }

    private static string WordOf(MarkKind kind) => kind switch { MarkKind.Person => "a person or a tool", MarkKind.Controller => "a controller", MarkKind.Warning => "warning", _ => "not seen" };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("pages/" + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd();
    }
}
