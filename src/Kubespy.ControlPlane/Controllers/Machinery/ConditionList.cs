using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>The conditions of a status as controllers write them: one of each type, in its first place, since its status last changed.</summary>
internal static class ConditionList
{
    public static ListValue Set(ListValue conditions, string type, bool isTrue, string reason, string message, DateTimeOffset now)
    {
        var status = isTrue ? "True" : "False";
        var known = Conditions.Find(conditions, type);
        var since = known.StringAt("status") == status ? known.StringAt("lastTransitionTime")! : Timestamp.Format(now);
        var condition = MapValue.Of(("type", type), ("status", status), ("lastTransitionTime", since), ("reason", reason), ("message", message));
        return known is null ? conditions.Add(condition) : ListValue.Of(conditions.Select(c => c.StringAt("type") == type ? condition : c));
    }
}
