using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Disruption;

/// <summary>A number, or a share of a total, rounded up (intstr.GetScaledValueFromIntOrPercent).</summary>
internal static class IntOrPercent
{
    public static long Of(Value value, long total) => value switch
    {
        NumberValue number => number.TryInt64() ?? 0,
        StringValue text when long.TryParse(text.Text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) =>
            ((percent * total) + 99) / 100,
        _ => 0,
    };
}
