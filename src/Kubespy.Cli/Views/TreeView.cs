using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>The revisions with their Pods, the newest first. Where room is short, Pods that are Ready are counted; then the rest is.</summary>
internal static class TreeView
{
    /// <summary>From so many Ready Pods on, a revision counts them even where there is room.</summary>
    public const int CountFrom = 21;

    /// <summary>Where Pods are counted, up to so many in the same state are still shown.</summary>
    private const int ShowUpTo = 3;

    public static List<Line> Render(DeploymentTrace trace, int width, int room, ViewOptions options)
    {
        var layout = new TreeLayout(trace, width, options);
        var lines = Lines(trace, layout, isCounted: false);
        lines = lines.Count > room ? Lines(trace, layout, isCounted: true) : lines;
        if (lines.Count <= room)
        {
            return lines;
        }

        var kept = Math.Max(0, room - 1);
        var more = layout.New().Add(string.Create(CultureInfo.InvariantCulture, $"  {options.Ellipsis} {lines.Count - kept} more lines; a taller window shows them"), Style.Dim).ToLine();
        return room == 0 ? [] : [.. lines.Take(kept), more];
    }

    private static List<Line> Lines(DeploymentTrace trace, TreeLayout layout, bool isCounted)
    {
        var lines = new List<Line>();
        foreach (var revision in trace.Revisions)
        {
            lines.Add(Heading(trace, revision, layout));
            AddPods(lines, trace, revision.Pods, layout, isCounted);
        }

        if (trace.Released.Count > 0)
        {
            lines.Add(ReleasedHeading(trace, layout));
            lines.AddRange(trace.Released.Select(r => Row(trace, r, layout)));
        }

        return lines;
    }

    public static Line ReleasedHeading(DeploymentTrace trace, TreeLayout layout)
    {
        var verb = trace.Released.Count == 1 ? "runs" : "run";
        return layout.New().Column("released", layout.RevisionWidth, Style.Cyan).Add($"{verb} on, uncounted").ToLine();
    }

    public static Line Row(DeploymentTrace trace, ReleasedPod released, TreeLayout layout)
    {
        var word = released.Pod.IsTerminating ? PodStatusView.Of(released.Pod, trace.Now, 0, layout.StatusWidth) : released.Pod.Word;
        return Row(trace, released.Pod, layout, Glyphs.Of(Health.Aside, layout.Options), Style.Cyan, $"{word}, {released.Why}");
    }

    public static Line Row(DeploymentTrace trace, PodState pod, TreeLayout layout) =>
        Row(trace, pod, layout, Glyphs.Of(pod.Health, layout.Options), Glyphs.StyleOf(pod.Health), PodStatusView.Of(pod, trace.Now, trace.MinReadySeconds, layout.StatusWidth));

    public static Line Heading(DeploymentTrace trace, RevisionTrace revision, TreeLayout layout)
    {
        var rs = revision.ReplicaSet;
        var style = revision.IsNewest ? Style.Default : Style.Dim;
        var line = layout.New()
            .Column(TreeLayout.RevisionOf(revision), layout.RevisionWidth, style)
            .Column(rs.Name, layout.ReplicaSetWidth, style)
            .Column(layout.CountOf(revision), layout.CountWidth, style)
            .Column(string.Create(CultureInfo.InvariantCulture, $"{rs.Ready} ready"), layout.ReadyWidth, style);
        return layout.WithAge(line, trace.Now - rs.CreatedAt, "");
    }

    private static void AddPods(List<Line> lines, DeploymentTrace trace, IReadOnlyList<PodState> pods, TreeLayout layout, bool isCounted)
    {
        var ready = pods.Count(p => p.Health == Health.Ready);
        isCounted |= ready >= CountFrom;
        if (isCounted && ready > 1)
        {
            lines.Add(Counted(Health.Ready, ready, "Ready", layout));
        }

        // Pods that are in trouble alike, and for the same reason, stand together: the reason is told once.
        foreach (var group in Alike(pods.Where(p => !isCounted || ready <= 1 || p.Health != Health.Ready)))
        {
            if (isCounted && group.Count > ShowUpTo)
            {
                lines.Add(Counted(group[0].Health, group.Count, group[0].Word, layout));
            }
            else
            {
                lines.AddRange(group.Select(p => Row(trace, p, layout)));
            }

            lines.AddRange(Why(group, layout));
        }
    }

    /// <summary>Pods of the same health, in the same state for the same reason, in the order of the first of them.</summary>
    public static IEnumerable<IReadOnlyList<PodState>> Alike(IEnumerable<PodState> pods) =>
        pods.GroupBy(p => (p.Health, Word: p.Health == Health.Ready ? "" : p.Word, Why: PodStatusView.Why(p))).Select(g => g.ToArray());

    /// <summary>Why those are not well. Who fails alike mostly says the same: one of them speaks for all.</summary>
    public static IEnumerable<Line> Why(IReadOnlyList<PodState> alike, TreeLayout layout)
    {
        var log = alike.FirstOrDefault(p => p.LogLines.Count > 0 && p.Health != Health.Leaving)?.LogLines ?? [];
        return new[] { PodStatusView.Why(alike[0]) }.Where(w => w.Length > 0).Concat(log).Select(t => layout.New().Add("      ").Add(t).ToLine());
    }

    public static Line Counted(Health health, int count, string word, TreeLayout layout) =>
        layout.New().Add("  ").Add(Glyphs.Of(health, layout.Options), Glyphs.StyleOf(health))
            .Add(string.Create(CultureInfo.InvariantCulture, $" {count} Pods {word}")).ToLine();

    private static Line Row(DeploymentTrace trace, PodState pod, TreeLayout layout, string glyph, Style style, string status)
    {
        var line = layout.New()
            .Add("  ").Add(glyph, style).Add(" ")
            .Column(pod.Name, layout.NameWidth)
            .Column(status, layout.StatusWidth);
        return layout.WithAge(line, trace.Now - pod.CreatedAt, pod.Node);
    }
}
