using System.Globalization;
using Kubespy.ControlPlane.Api.Strategies;
using Kubespy.ControlPlane.Controllers.Disruption;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>The spec of a DaemonSet, read once a revision (pkg/controller/daemon/util). Pure.</summary>
public sealed class DaemonSetView
{
    private readonly MapValue? _rolling;

    private DaemonSetView(KubeObject set)
    {
        var spec = set.Spec ?? MapValue.Empty;
        MinReadySeconds = spec.Int64At("minReadySeconds") ?? 0;
        RevisionHistoryLimit = (int)(spec.Int64At("revisionHistoryLimit") ?? 10);
        IsRollingUpdate = spec.StringAt("updateStrategy", "type") == "RollingUpdate";
        _rolling = IsRollingUpdate ? spec.MapAt("updateStrategy", "rollingUpdate") : null;
        Selector = LabelSelector.OfValue(spec["selector"]);
        Template = spec.MapAt("template") ?? MapValue.Empty;
        PodSpec = DaemonPod.WithTolerations(Template.MapAt("spec") ?? MapValue.Empty);
        TemplateGeneration = long.TryParse(
            set.Annotation(DaemonSetStrategy.TemplateGeneration), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    public long MinReadySeconds { get; }

    /// <summary>How many revisions are kept that no Pod has.</summary>
    public int RevisionHistoryLimit { get; }

    /// <summary>Otherwise Pods are replaced when somebody deletes them.</summary>
    public bool IsRollingUpdate { get; }

    public LabelSelector Selector { get; }

    public MapValue Template { get; }

    /// <summary>The template's spec with the tolerations that every Pod gets.</summary>
    public MapValue PodSpec { get; }

    /// <summary>The number of the template that DaemonSets of old counted; null where there is none.</summary>
    public string? TemplateGeneration { get; }

    /// <summary>Whether a node may have a new Pod beside the old one.</summary>
    public bool AllowsSurge => MaxSurge(1) > 0;

    public static DaemonSetView Of(KubeObject set) => set.View(static s => new DaemonSetView(s));

    /// <summary>How many nodes of so many may have two Pods at once.</summary>
    public int MaxSurge(int nodes) => Scaled("maxSurge", nodes);

    /// <summary>How many nodes of so many may be without an available Pod.</summary>
    public int MaxUnavailable(int nodes) => Scaled("maxUnavailable", nodes);

    private int Scaled(string field, int nodes) => _rolling?[field] is { } value ? (int)IntOrPercent.Of(value, nodes) : 0;
}
