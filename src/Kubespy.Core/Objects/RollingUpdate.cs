using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>
/// The bounds of a rolling update in Pods: surge rounds up, unavailable rounds down; both zero would stand still, so one Pod may then
/// be missing (ResolveFenceposts in pkg/controller/deployment/util).
/// </summary>
public readonly record struct RollingUpdate(int MaxSurge, int MaxUnavailable)
{
    /// <summary>Of a Deployment's <c>spec.strategy.rollingUpdate</c>, for so many replicas.</summary>
    public static RollingUpdate Of(MapValue? rollingUpdate, int replicas)
    {
        var surge = Scaled(rollingUpdate?["maxSurge"], replicas, Math.Ceiling);
        var unavailable = Scaled(rollingUpdate?["maxUnavailable"], replicas, Math.Floor);
        if (surge == 0 && unavailable == 0)
        {
            unavailable = 1;
        }

        return new RollingUpdate(surge, Math.Min(unavailable, replicas));
    }

    private static int Scaled(Value? value, int total, Func<double, double> round) => value switch
    {
        StringValue text when double.TryParse(text.Text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) =>
            (int)round(total * percent / 100),
        NumberValue number => (int)(number.TryInt64() ?? 0),
        _ => 0,
    };
}
