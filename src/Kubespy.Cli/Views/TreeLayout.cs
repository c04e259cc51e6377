using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>Where the columns of a tree stand at a width: a Pod's name, its state and its age; the node where there is room for it.</summary>
internal sealed class TreeLayout
{
    private const int AgeWidth = 6;
    private const int StatusMin = 18;
    private const int StatusMax = 48;
    private const int NodeMax = 24;

    /// <summary>The glyph of a Pod, and what stands around it.</summary>
    private const int Indent = 4;

    private readonly int _width;
    private readonly int _nodeWidth;

    public TreeLayout(DeploymentTrace trace, int width, ViewOptions options)
    {
        (_width, Options) = (width, options);
        var pods = trace.Revisions.SelectMany(r => r.Pods).Concat(trace.Released.Select(r => r.Pod)).ToArray();
        var longest = pods.Select(p => TextWidth.Of(p.Name)).DefaultIfEmpty(trace.Revisions.Select(r => TextWidth.Of(r.ReplicaSet.Name) + 6).DefaultIfEmpty(0).Max()).Max();
        NameWidth = 3 + Math.Clamp(longest, 10, Math.Max(10, width - Indent - 3 - StatusMin - AgeWidth));
        var node = Math.Min(NodeMax, pods.Select(p => TextWidth.Of(p.Node)).DefaultIfEmpty(0).Max());
        _nodeWidth = node > 0 && width >= Indent + NameWidth + StatusMin + AgeWidth + 2 + Math.Min(node, 10) ? Math.Min(node, width - Indent - NameWidth - StatusMin - AgeWidth - 2) + 2 : 0;
        StatusWidth = Math.Max(0, Math.Min(StatusMax, width - Indent - NameWidth - AgeWidth - _nodeWidth));
        RevisionWidth = Math.Max(12, trace.Revisions.Select(r => RevisionOf(r).Length + 2).DefaultIfEmpty(0).Max());
        CountWidth = Math.Max(9, trace.Revisions.Select(r => TextWidth.Of(CountOf(r)) + 3).DefaultIfEmpty(0).Max());
        var replicaSet = trace.Revisions.Select(r => TextWidth.Of(r.ReplicaSet.Name)).DefaultIfEmpty(0).Max();
        ReplicaSetWidth = Math.Clamp(replicaSet + 3, 10, Math.Max(10, width - RevisionWidth - CountWidth - 10 - AgeWidth));
        ReadyWidth = Math.Max(0, Indent + NameWidth + StatusWidth - RevisionWidth - ReplicaSetWidth - CountWidth);
    }

    public ViewOptions Options { get; }

    public int NameWidth { get; }

    public int StatusWidth { get; }

    public int RevisionWidth { get; }

    /// <summary>Of a ReplicaSet's name.</summary>
    public int ReplicaSetWidth { get; }

    public int CountWidth { get; }

    public int ReadyWidth { get; }

    public static string RevisionOf(RevisionTrace revision) => string.Create(CultureInfo.InvariantCulture, $"revision {revision.ReplicaSet.Revision}");

    /// <summary>How many are asked for, and to how many that is to come: <c>2 → 3</c>.</summary>
    public string CountOf(RevisionTrace revision) => revision.ReplicaSet.Replicas == revision.Goal
        ? revision.Goal.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{revision.ReplicaSet.Replicas} {Options.Arrow} {revision.Goal}");

    public LineBuilder New() => new(_width, Options.Ellipsis);

    public Line WithAge(LineBuilder line, TimeSpan age, string node)
    {
        line.Add(HumanDuration.Format(age < TimeSpan.Zero ? TimeSpan.Zero : age).PadLeft(Math.Max(0, Math.Min(AgeWidth, line.Left))), Style.Dim);
        if (_nodeWidth > 0 && node.Length > 0)
        {
            line.Add("  ").Add(node, Style.Dim);
        }

        return line.ToLine();
    }
}
