using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>The conditions of a Deployment, and how one replaces another (SetDeploymentCondition). Pure.</summary>
public static class DeploymentConditions
{
    public const string Available = "Available";
    public const string Progressing = "Progressing";
    public const string ReplicaFailure = "ReplicaFailure";

    public static MapValue New(string type, string status, string reason, string message, DateTimeOffset now) => MapValue.Of(
        ("type", type),
        ("status", status),
        ("lastUpdateTime", Timestamp.Format(now)),
        ("lastTransitionTime", Timestamp.Format(now)),
        ("reason", reason),
        ("message", message));

    /// <summary>Nothing changes where status and reason are the same; otherwise the condition moves to the end.</summary>
    public static ListValue Set(ListValue conditions, MapValue condition)
    {
        var type = condition.StringAt("type")!;
        var current = Conditions.Find(conditions, type);
        if (current is not null && current["status"] == condition["status"] && current["reason"] == condition["reason"])
        {
            return conditions;
        }

        var next = current is not null && current["status"] == condition["status"]
            ? condition.With("lastTransitionTime", current["lastTransitionTime"]!)
            : condition;
        return Conditions.Without(conditions, type).Add(next);
    }
}
