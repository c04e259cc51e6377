using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>How far usage may be from its target before anything is scaled: a tenth, unless the behavior says otherwise (KEP-4951).</summary>
internal readonly record struct Tolerances(double Down, double Up)
{
    private const double Default = 0.1;

    public static Tolerances Of(KubeObject autoscaler) => new(Read(autoscaler, "scaleDown"), Read(autoscaler, "scaleUp"));

    public bool Contains(double ratio) => 1 - Down <= ratio && ratio <= 1 + Up;

    private static double Read(KubeObject autoscaler, string direction) =>
        autoscaler.Root.At("spec", "behavior", direction, "tolerance") is { } given && Quantity.TryParse(given.AsString() ?? given.ToString()) is { } tolerance
            ? tolerance.Milli / 1000.0
            : Default;
}
