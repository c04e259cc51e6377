using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>The revisions with their Pods, the newest first. Where room is short, Pods that are Ready are counted; then the rest is.</summary>
internal static class TreeView
{
    /// <summary>From so many Ready Pods on, a revision counts them even where there is room.</summary>
    private const int CountFrom = 21;

    private const int AgeWidth = 6;
    private const int StatusMin = 18;

    public static List<Line> Render(DeploymentTrace trace, int width, int room, ViewOptions options)
    {
        var names = trace.Revisions.SelectMany(r => r.Pods).Concat(trace.Released.Select(r => r.Pod)).Select(p => p.Name.Length).DefaultIfEmpty(20).Max();
        var layout = new Layout(width, Math.Clamp(names, 10, Math.Max(10, width - StatusMin - AgeWidth - 6)), options);
        var isCounted = trace.Revisions.Sum(r => 1 + r.Pods.Count + r.Pods.Count(p => p.Health == Health.Failing && p.Detail.Length > 0))
            + (trace.Released.Count > 0 ? trace.Released.Count + 1 : 0) > room;
        var lines = trace.Revisions.SelectMany(r => Revision(trace, r, layout, isCounted)).ToList();
        if (trace.Released.Count > 0)
        {
            lines.Add(layout.New().Column("released", 12, Style.Cyan).Add("runs on, uncounted by the ReplicaSet").ToLine());
            lines.AddRange(trace.Released.Select(r => Pod(trace, r.Pod, layout, Glyphs.Of(Health.Aside, options), Style.Cyan, $"{r.Pod.Word}, {r.Why}")));
        }

        if (lines.Count <= room)
        {
            return lines;
        }

        var kept = Math.Max(0, room - 1);
        var more = layout.New().Add(string.Create(CultureInfo.InvariantCulture, $"  {options.Ellipsis} {lines.Count - kept} more lines; a taller window shows them"), Style.Dim).ToLine();
        return room == 0 ? [] : [.. lines.Take(kept), more];
    }

    private static IEnumerable<Line> Revision(DeploymentTrace trace, RevisionTrace revision, Layout layout, bool isCounted)
    {
        var rs = revision.ReplicaSet;
        var style = revision.IsNewest ? Style.Default : Style.Dim;
        var count = rs.Replicas == revision.Goal
            ? rs.Replicas.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{rs.Replicas} {layout.Options.Arrow} {revision.Goal}");
        var line = layout.New()
            .Column(string.Create(CultureInfo.InvariantCulture, $"revision {rs.Revision}"), 12, style)
            .Column(rs.Name, Math.Max(10, layout.NameWidth - 2), style)
            .Column(count, 9, style)
            .Column(string.Create(CultureInfo.InvariantCulture, $"{rs.Ready} ready"), Math.Max(8, layout.StatusWidth - 12), style);
        yield return layout.WithAge(line, trace.Now - rs.CreatedAt, "");

        var ready = revision.Pods.Where(p => p.Health == Health.Ready).ToArray();
        var folds = ready.Length >= CountFrom || (isCounted && ready.Length > 1);
        if (folds)
        {
            yield return layout.New().Add("  ").Add(Glyphs.Of(Health.Ready, layout.Options), Style.Green)
                .Add(string.Create(CultureInfo.InvariantCulture, $" {ready.Length} Pods Ready")).ToLine();
        }

        foreach (var group in revision.Pods.Where(p => !folds || p.Health != Health.Ready).GroupBy(p => (p.Health, p.Word, Fold: folds && p.Health is Health.Coming or Health.Leaving)))
        {
            var pods = group.ToArray();
            if (folds && pods.Length > 3)
            {
                yield return layout.New().Add("  ").Add(Glyphs.Of(group.Key.Health, layout.Options), Glyphs.StyleOf(group.Key.Health))
                    .Add(string.Create(CultureInfo.InvariantCulture, $" {pods.Length} Pods {group.Key.Word}")).ToLine();
                continue;
            }

            foreach (var pod in pods)
            {
                yield return Pod(trace, pod, layout, Glyphs.Of(pod.Health, layout.Options), Glyphs.StyleOf(pod.Health), Status(pod, trace.Now));
                if (pod.Health == Health.Failing && pod.Detail.Length > 0)
                {
                    yield return layout.New().Add("      ").Add(pod.Detail).ToLine();
                }
            }
        }
    }

    private static Line Pod(DeploymentTrace trace, PodState pod, Layout layout, string glyph, Style style, string status)
    {
        var line = layout.New()
            .Add("  ").Add(glyph, style).Add(" ")
            .Column(pod.Name, layout.NameWidth + 3)
            .Column(status, layout.StatusWidth);
        return layout.WithAge(line, trace.Now - pod.CreatedAt, pod.Node);
    }

    private static string Status(PodState pod, DateTimeOffset now)
    {
        if (pod.IsTerminating)
        {
            var left = (long)Math.Max(0, (pod.DeletionTimestamp!.Value - now).TotalSeconds);
            return string.Create(CultureInfo.InvariantCulture, $"Terminating, {left}s grace left");
        }

        var restarts = pod.Restarts switch
        {
            0 => "",
            1 => ", 1 restart",
            _ => string.Create(CultureInfo.InvariantCulture, $", {pod.Restarts} restarts"),
        };
        var why = pod.Health == Health.Coming && pod.Detail.Length > 0 ? $": {pod.Detail}" : "";
        return pod.Word + restarts + why;
    }

    /// <summary>Where the columns stand at this width. The node is left out where there is no room for it.</summary>
    private sealed class Layout(int width, int nameWidth, ViewOptions options)
    {
        private const int NodeWidth = 12;

        public ViewOptions Options => options;

        public int NameWidth => nameWidth;

        public int StatusWidth => Math.Max(StatusMin, Math.Min(48, width - 4 - nameWidth - 3 - AgeWidth - (HasNode ? NodeWidth : 0)));

        private bool HasNode => width >= 4 + nameWidth + 3 + StatusMin + AgeWidth + NodeWidth;

        public LineBuilder New() => new(width, options.Ellipsis);

        public Line WithAge(LineBuilder line, TimeSpan age, string node)
        {
            line.Add(HumanDuration.Format(age < TimeSpan.Zero ? TimeSpan.Zero : age).PadLeft(Math.Max(0, Math.Min(AgeWidth, line.Left))), Style.Dim);
            if (HasNode && node.Length > 0)
            {
                line.Add("  ").Add(node, Style.Dim);
            }

            return line.ToLine();
        }
    }
}
