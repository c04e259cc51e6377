using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>A condition of a Job: Suspended, FailureTarget and Failed, SuccessCriteriaMet and Complete (pkg/controller/job). Pure.</summary>
internal sealed record JobCondition(string Type, string Reason, string Message)
{
    public const string Complete = "Complete";
    public const string Failed = "Failed";

    /// <summary>It will fail once its Pods have gone.</summary>
    public const string FailureTarget = "FailureTarget";

    /// <summary>It will be complete once its Pods have gone.</summary>
    public const string SuccessCriteriaMet = "SuccessCriteriaMet";

    /// <summary>The condition of that type where it is true.</summary>
    public static JobCondition? Find(ListValue conditions, string type) =>
        Conditions.Find(conditions, type) is { } found && found.StringAt("status") == "True"
            ? new JobCondition(type, found.StringAt("reason") ?? "", found.StringAt("message") ?? "")
            : null;

    public MapValue ToValue(string status, DateTimeOffset now) => MapValue.Of(
        ("type", Type),
        ("status", status),
        ("lastProbeTime", Timestamp.Format(now)),
        ("lastTransitionTime", Timestamp.Format(now)),
        ("reason", Reason),
        ("message", Message));

    /// <summary>The conditions with this one, in its old place. One that never was true is not added as false; the same list where nothing changes.</summary>
    public ListValue SetIn(ListValue conditions, string status, DateTimeOffset now)
    {
        if (Conditions.Find(conditions, Type) is not { } old)
        {
            return status == "False" ? conditions : conditions.Add(ToValue(status, now));
        }

        var isSame = old.StringAt("status") == status && old.StringAt("reason") == Reason && old.StringAt("message") == Message;
        return isSame ? conditions : ListValue.Of(conditions.Select(c => ReferenceEquals(c, old) ? ToValue(status, now) : c));
    }
}
