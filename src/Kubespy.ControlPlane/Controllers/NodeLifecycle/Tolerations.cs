using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.NodeLifecycle;

/// <summary>Which taints of a node a Pod bears, and for how long (component-helpers/scheduling/corev1, pkg/apis/core/v1/helper). Pure.</summary>
internal static class Tolerations
{
    public static bool Tolerates(MapValue podSpec, Value taint) => podSpec.ListAt("tolerations").Any(t => Tolerates(t, taint));

    /// <summary>
    /// How long the Pod bears all of them: null for ever, zero where it does not bear one; else what the least patient of its tolerations says.
    /// </summary>
    public static TimeSpan? Patience(MapValue podSpec, IReadOnlyCollection<Value> taints)
    {
        TimeSpan? least = null;
        foreach (var taint in taints)
        {
            var used = podSpec.ListAt("tolerations").Where(t => Tolerates(t, taint)).ToArray();
            if (used.Length == 0)
            {
                return TimeSpan.Zero;
            }

            foreach (var seconds in used.Select(t => t.Int64At("tolerationSeconds")).OfType<long>())
            {
                var time = Durations.OfSeconds(seconds);
                least = least is { } known && known < time ? known : time;
            }
        }

        return least;
    }

    private static bool Tolerates(Value toleration, Value taint) =>
        (toleration.StringAt("effect") is null or "" || toleration["effect"] == taint["effect"])
        && (toleration.StringAt("key") is null or "" || toleration["key"] == taint["key"])
        && (toleration.StringAt("operator") == "Exists" || (toleration.StringAt("value") ?? "") == (taint.StringAt("value") ?? ""));
}
