using System.Globalization;
using System.Text;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// The timeline: a lane for the object itself with the marks, one for each controller with what it asked for, one for each Pod with its phases. Phases
/// differ by pattern and height, not by colour alone, and each lane says in words what it shows.
/// </summary>
internal sealed class LaneChart(ReportData data, TimeAxis axis)
{
    /// <summary>Of more Pods each controller has some drawn; the rest is counted, and in the JSON form.</summary>
    private const int MostLanes = 400;

    /// <summary>More Pods are folded at first.</summary>
    private const int MostOpen = 40;

    private readonly ILookup<string, TimelineMark> _marks = data.Timeline.Marks.ToLookup(m => m.Uid, StringComparer.Ordinal);
    private readonly StringBuilder _html = new();
    private readonly int _share = Share([.. data.Timeline.Owners.Select(o => o.Pods.Count)]);

    /// <summary>What the patterns are called in the page.</summary>
    public static string Legend()
    {
        var html = new StringBuilder("<ul class=\"legend\" aria-label=\"What the patterns mean\">");
        foreach (var phase in Enum.GetValues<PodPhase>())
        {
            html.Append(CultureInfo.InvariantCulture, $"<li><svg class=\"key\" aria-hidden=\"true\">{Bar(phase, 0, 1)}</svg>{PhaseDuration.NameOf(phase)}</li>");
        }

        html.Append("<li><svg class=\"key\" aria-hidden=\"true\">").Append(Glyph(MarkKind.Person, 0.5)).Append("</svg>a person or a tool</li>");
        html.Append("<li><svg class=\"key\" aria-hidden=\"true\">").Append(Glyph(MarkKind.Controller, 0.5)).Append("</svg>a controller</li>");
        return html.Append("</ul>").ToString();
    }

    public string Render()
    {
        var timeline = data.Timeline;
        _html.Append("<div class=\"lanes\"><svg class=\"gridlines\" aria-hidden=\"true\">").Append(Grid()).Append("</svg>");
        Axis();
        var root = data.Archive.UidOf(timeline.Kind, timeline.Namespace, timeline.Name);
        Row("root", root, $"{ShortNames.Of(timeline.Kind)}/{timeline.Name}", RootText(root), RolloutBars() + Marks(_marks.Where(g => g.Key == root || IsRoot(g)).SelectMany(g => g)));
        foreach (var owner in timeline.Owners)
        {
            Owner(owner, isRoot: owner.Uid == root);
        }

        foreach (var service in timeline.Services)
        {
            Service(service);
        }

        return _html.Append("</div>").ToString();
    }

    /// <summary>How many Pods each controller may have drawn so that all of them fit: those with few leave their room to the others.</summary>
    private static int Share(IReadOnlyList<int> counts)
    {
        var share = MostLanes;
        while (share > 1 && counts.Sum(c => Math.Min(c, share)) > MostLanes)
        {
            share--;
        }

        return share;
    }

    private bool IsRoot(IGrouping<string, TimelineMark> marks) => marks.Key.Length == 0 || marks.All(m => m.Subject == $"{ShortNames.Of(data.Timeline.Kind)}/{data.Timeline.Name}");

    private void Axis()
    {
        _html.Append("<div class=\"lane axis\" aria-hidden=\"true\"><span></span><svg class=\"track\">");
        foreach (var (i, (place, text)) in axis.Ticks().Index())
        {
            var anchor = place < 0.04 ? "start" : place > 0.94 ? "end" : "middle";
            _html.Append(CultureInfo.InvariantCulture, $"<text{(i % 2 == 1 ? " class=\"alt\"" : "")} x=\"{HtmlText.Percent(place)}\" y=\"13\" text-anchor=\"{anchor}\">{text}</text>");
        }

        _html.Append("</svg></div>");
    }

    private void Owner(OwnerLane owner, bool isRoot)
    {
        _html.Append("<section class=\"owner\">");
        if (owner.Kind.Length == 0)
        {
            _html.Append("<div class=\"lane group\"><span class=\"name\">without a controller</span><span></span></div>");
        }
        else if (!isRoot)
        {
            var revision = owner.Revision > 0 ? string.Create(CultureInfo.InvariantCulture, $"<small>revision {owner.Revision}</small>") : $"<small>{HtmlText.Of(owner.Kind)}</small>";
            Row("group", owner.Uid, owner.Name, $"{owner.Kind} {owner.Name} asked for {Steps(owner.Replicas)}", ReplicaBars(owner) + Marks(_marks[owner.Uid]), revision);
        }

        var shown = owner.Pods.Take(_share).ToArray();
        if (shown.Length > 0)
        {
            var ready = owner.Pods.Count(p => p.Spans[^1].Phase == PodPhase.Ready && p.To is null);
            _html.Append(CultureInfo.InvariantCulture, $"<details{(data.Timeline.Pods.Count() <= MostOpen ? " open" : "")}><summary>{owner.Pods.Count} {(owner.Pods.Count == 1 ? "Pod" : "Pods")}, {ready} Ready at the end</summary>");
            foreach (var pod in shown)
            {
                Row("pod", pod.Uid, ShortName(pod, owner), PodText(pod), PhaseBars(pod) + Marks(_marks[pod.Uid]), "", pod.Name);
            }

            if (shown.Length < owner.Pods.Count)
            {
                _html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{owner.Pods.Count - shown.Length} more Pods are not drawn: narrow the report with --from and --to, or see its JSON form.</p>");
            }

            _html.Append("</details>");
        }

        _html.Append("</section>");
    }

    private void Service(ServiceTimeline service)
    {
        var bars = new StringBuilder();
        var hadSome = false;
        foreach (var (from, to, value) in service.Ready.Between(axis.From, service.To ?? axis.To))
        {
            hadSome |= value > 0;
            var label = string.Create(CultureInfo.InvariantCulture, $"{value} ready endpoints");
            bars.Append(Rect(value > 0 ? "svc" : hadSome ? "svc none" : "svc yet", axis.Place(from), axis.Place(to), 6, 10, $"{label}, {HtmlText.FineClock(from)} to {HtmlText.FineClock(to)}"));
            bars.Append(Label(axis.Place(from), axis.Place(to), value.ToString(CultureInfo.InvariantCulture)));
        }

        _html.Append("<section class=\"owner\">");
        var uid = data.Archive.UidOf("Service", service.Namespace, service.Name);
        Row("group", uid, $"svc/{service.Name}", $"Service {service.Name}, ready endpoints: {Steps(service.Ready)}", bars + Marks(_marks[uid]), "<small>ready endpoints</small>");
        _html.Append("</section>");
    }

    private void Row(string kind, string uid, string name, string text, string drawing, string note = "", string whole = "")
    {
        var title = whole.Length > 0 ? $" title=\"{HtmlText.Of(whole)}\"" : "";
        var label = whole.Length > 0 ? whole : name;
        _html.Append(CultureInfo.InvariantCulture, $"<div class=\"lane {kind}\">");
        _html.Append(data.Archive.Uids.Contains(uid)
            ? $"<button class=\"name\" data-uid=\"{HtmlText.Of(uid)}\" aria-label=\"Show {HtmlText.Of(label)}\"{title}>{HtmlText.Of(name)}{note}</button>"
            : $"<span class=\"name\"{title}>{HtmlText.Of(name)}{note}</span>");
        _html.Append(CultureInfo.InvariantCulture, $"<svg class=\"track\" role=\"img\" data-uid=\"{HtmlText.Of(uid)}\" aria-label=\"{HtmlText.Of(text)}\"><g aria-hidden=\"true\">{drawing}</g></svg></div>");
    }

    private string Grid() => string.Concat(axis.Ticks().Select(t => $"<rect class=\"grid\" x=\"{HtmlText.Percent(t.Place)}\" width=\"1\" height=\"100%\"/>"));

    private string RolloutBars() => string.Concat(data.Timeline.Rollouts.Select(r =>
    {
        var (from, to) = (axis.Place(r.From), axis.Place(r.To ?? axis.To));
        var took = HtmlText.Seconds((r.To ?? axis.To) - r.From);
        return Rect("rollout", from, to, 3, 16, $"rollout, {took}{(r.IsComplete ? "" : ", not completed")}") + (to - from > 0.2 ? Label(from, to, $"rollout {took}") : "");
    }));

    private string ReplicaBars(OwnerLane owner)
    {
        var bars = new StringBuilder();
        var most = Math.Max(1, owner.Replicas.Max);
        foreach (var (from, to, value) in owner.Replicas.Between(axis.From, owner.To ?? axis.To))
        {
            var height = value == 0 ? 1 : 4 + (12 * (double)value / most);
            bars.Append(Rect("replicas", axis.Place(from), axis.Place(to), 19 - height, height, string.Create(CultureInfo.InvariantCulture, $"{value} replicas wanted, {HtmlText.FineClock(from)} to {HtmlText.FineClock(to)}")));
            bars.Append(Label(axis.Place(from), axis.Place(to), value.ToString(CultureInfo.InvariantCulture)));
        }

        return bars.ToString();
    }

    private string PhaseBars(PodLane pod)
    {
        var bars = new StringBuilder();
        foreach (var span in pod.Spans)
        {
            var (from, to) = (axis.Place(span.From), axis.Place(span.To ?? axis.To));
            var name = PhaseDuration.NameOf(span.Phase);
            var word = span.Reason.Length > 0 ? span.Reason : name;
            bars.Append(Bar(span.Phase, from, to));
            bars.Append(span.Phase is PodPhase.Ready or PodPhase.NotReady or PodPhase.Failing ? Label(from, to, span.Phase == PodPhase.Failing ? word : name, span.Phase == PodPhase.Failing ? " over" : " on") : "");
        }

        return bars.ToString();
    }

    private string Marks(IEnumerable<TimelineMark> marks) => string.Concat(marks.Select(m =>
        $"<g class=\"mark\" data-uid=\"{HtmlText.Of(m.Uid)}\" data-at=\"{ObjectArchive.Milliseconds(m.Time, data.Timeline.From).ToString(CultureInfo.InvariantCulture)}\"><title>{HtmlText.Of($"{HtmlText.FineClock(m.Time)} {m.Text}")}</title>{Glyph(m.Kind, axis.Place(m.Time))}</g>"));

    private static string Bar(PodPhase phase, double from, double to)
    {
        var (y, height) = phase switch
        {
            PodPhase.Pending => (7, 8),
            PodPhase.Scheduled => (6, 10),
            PodPhase.NotReady => (9, 10),
            PodPhase.Terminating => (8, 6),
            PodPhase.Ended => (10, 2),
            _ => (3, 16),
        };
        return Rect("p-" + phase.ToString().ToLowerInvariant(), from, to, y, height, "");
    }

    private static string Rect(string style, double from, double to, double y, double height, string title)
    {
        var text = title.Length > 0 ? $"<title>{HtmlText.Of(title)}</title>" : "";
        // What is short must be seen, too.
        return $"<rect class=\"{style}\" x=\"{HtmlText.Percent(from)}\" y=\"{HtmlText.Number(y)}\" width=\"{HtmlText.Percent(Math.Max(to - from, 0.0015))}\" height=\"{HtmlText.Number(height)}\">{text}</rect>";
    }

    /// <summary>Where there is room for it on the narrowest screen.</summary>
    private static string Label(double from, double to, string text, string style = "") =>
        to - from < (text.Length * 0.022) + 0.01 ? "" : $"<svg x=\"{HtmlText.Percent(from)}\" overflow=\"visible\"><text class=\"in{style}\" x=\"7\" y=\"15\">{HtmlText.Of(text)}</text></svg>";

    private static string Glyph(MarkKind kind, double place)
    {
        var shape = kind switch
        {
            MarkKind.Person => "<path class=\"m-person\" d=\"M0 2 L6 14 L-6 14 Z\"/>",
            MarkKind.Controller => "<circle class=\"m-controller\" cx=\"0\" cy=\"11\" r=\"3\"/>",
            MarkKind.Warning => "<path class=\"m-warning\" d=\"M0 3 L6 10 L0 17 L-6 10 Z\"/>",
            _ => "<path class=\"m-gap\" d=\"M-3 2 L-3 20 M3 2 L3 20\"/>",
        };
        return $"<svg x=\"{HtmlText.Percent(place)}\" overflow=\"visible\">{shape}</svg>";
    }

    private string RootText(string uid)
    {
        var marks = data.Timeline.Marks.Where(m => m.Uid == uid || m.Uid.Length == 0).Take(12).Select(m => $"{HtmlText.Clock(m.Time)} {m.Text}");
        return $"{data.Timeline.Kind} {data.Timeline.Name}: {string.Join("; ", marks)}";
    }

    private static string PodText(PodLane pod)
    {
        var spans = pod.Spans.Take(20).Select(s => $"{PhaseDuration.NameOf(s.Phase)}{(s.Reason.Length > 0 ? " " + s.Reason : "")} {(s.StartsBefore ? "before" : "from")} {HtmlText.Clock(s.From)}{(s.Duration is { } took ? " for " + HtmlText.Seconds(took) : "")}");
        return $"Pod {pod.Name}: {string.Join(", ", spans)}{(pod.To is { } gone ? ", gone at " + HtmlText.Clock(gone) : "")}";
    }

    private static string Steps(StepCurve curve) => curve.Steps.Count == 0 ? "unknown"
        : string.Join(", ", curve.Steps.Take(20).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Value} from {HtmlText.Clock(s.Time)}")));

    private static string ShortName(PodLane pod, OwnerLane owner) =>
        owner.Name.Length > 0 && pod.Name.StartsWith(owner.Name + "-", StringComparison.Ordinal) ? pod.Name[(owner.Name.Length + 1)..] : pod.Name;
}
