using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>Conditions of a status: at most one of each type.</summary>
public static class Conditions
{
    /// <summary>The condition of that type in the object's status; null where there is none.</summary>
    public static Value? Condition(this KubeObject obj, string type) => Find(obj.Root.ListAt("status", "conditions"), type);

    public static Value? Find(ListValue conditions, string type) => conditions.FirstOrDefault(c => c.StringAt("type") == type);

    public static ListValue Without(ListValue conditions, string type) =>
        ListValue.Of(conditions.Where(c => c.StringAt("type") != type));
}
