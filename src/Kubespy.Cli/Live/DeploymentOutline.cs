using System.Globalization;
using Kubespy.Cli.Views;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Live;

/// <summary>The rows of a Deployment: revisions, below them their Pods; of Pods that are many and alike, first their count.</summary>
internal static class DeploymentOutline
{
    public static Outline Of(DeploymentTrace trace, int width, ViewOptions options)
    {
        var layout = new TreeLayout(trace, width, options);
        var rows = new List<OutlineRow>();
        foreach (var revision in trace.Revisions)
        {
            rows.Add(new OutlineRow
            {
                Key = revision.ReplicaSet.Uid,
                Uid = revision.ReplicaSet.Uid,
                Depth = 0,
                Name = revision.ReplicaSet.Name,
                Word = TreeLayout.RevisionOf(revision),
                Draw = () => TreeView.Heading(trace, revision, layout),
            });
            foreach (var alike in TreeView.Alike(revision.Pods))
            {
                AddAlike(rows, trace, revision, alike, layout);
            }
        }

        if (trace.Released.Count > 0)
        {
            rows.Add(new OutlineRow { Key = "released", Depth = 0, Name = "released", Draw = () => TreeView.ReleasedHeading(trace, layout) });
            rows.AddRange(trace.Released.Select(r => PodRow(trace, r.Pod, 1) with { Word = $"{r.Pod.Word}, {r.Why}", Draw = () => TreeView.Row(trace, r, layout) }));
        }

        return new Outline(rows);
    }

    private static void AddAlike(List<OutlineRow> rows, DeploymentTrace trace, RevisionTrace revision, IReadOnlyList<PodState> alike, TreeLayout layout)
    {
        var (isCounted, first) = (alike.Count >= TreeView.CountFrom, alike[0]);
        IReadOnlyList<Terminal.Line> Why() => [.. TreeView.Why(alike, layout)];
        if (isCounted)
        {
            rows.Add(new OutlineRow
            {
                Key = $"{revision.ReplicaSet.Uid}/{first.Health}/{(first.Health == Health.Ready ? "" : first.Word)}/{PodStatusView.Why(first)}",
                Depth = 1,
                IsFoldedAtFirst = true,
                IsFailing = IsFailing(first),
                Name = string.Create(CultureInfo.InvariantCulture, $"{alike.Count} Pods"),
                Word = first.Word,
                Draw = () => TreeView.Counted(first.Health, alike.Count, first.Word, layout),
                Details = Why,
            });
        }

        foreach (var pod in alike)
        {
            rows.Add(PodRow(trace, pod, isCounted ? 2 : 1) with { Draw = () => TreeView.Row(trace, pod, layout) });
        }

        if (!isCounted && PodStatusView.HasWhy(alike))
        {
            rows[^1] = rows[^1] with { Details = Why };
        }
    }

    private static OutlineRow PodRow(DeploymentTrace trace, PodState pod, int depth) => new()
    {
        Key = pod.Uid,
        Uid = pod.Uid,
        Pod = new ObjectKey(trace.Namespace, pod.Name),
        Depth = depth,
        IsFailing = IsFailing(pod),
        Name = pod.Name,
        Word = pod.Word,
        Where = pod.Node,
        Draw = static () => Terminal.Line.Empty,
    };

    /// <summary>Or it does not become Ready, and its probe says why.</summary>
    private static bool IsFailing(PodState pod) => pod.Health == Health.Failing || (pod.Health == Health.Coming && pod.ProbeFailure.Length > 0);
}
