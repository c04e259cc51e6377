using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>DaemonSets: a generation of the template alone, kept in an annotation since apps/v1 (pkg/registry/apps/daemonset/strategy.go).</summary>
public sealed class DaemonSetStrategy : ResourceStrategy
{
    public const string TemplateGeneration = "deprecated.daemonset.template.generation";

    public DaemonSetStrategy() => CountsGeneration = true;

    public override KubeObject PrepareForCreate(KubeObject obj) =>
        base.PrepareForCreate(obj).WithAnnotation(TemplateGeneration, NumberOf(obj) < 1 ? "1" : obj.Annotation(TemplateGeneration));

    public override KubeObject PrepareForUpdate(KubeObject obj, KubeObject old)
    {
        var isTemplateChanged = obj.Root.At("spec", "template") != old.Root.At("spec", "template");
        var number = NumberOf(old) + (isTemplateChanged ? 1 : 0);
        return base.PrepareForUpdate(obj, old).WithAnnotation(TemplateGeneration, number.ToString(CultureInfo.InvariantCulture));
    }

    private static long NumberOf(KubeObject obj) =>
        long.TryParse(obj.Annotation(TemplateGeneration), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
