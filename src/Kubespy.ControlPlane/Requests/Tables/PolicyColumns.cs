using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Requests.Tables.TableColumns;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The columns of what bounds others: budgets, quotas, priorities, roles.</summary>
internal static class PolicyColumns
{
    public static readonly IReadOnlyList<TableColumn> PodDisruptionBudget =
    [
        NameColumn,
        Text("Min Available", "The minimum number of pods that must be available.", o => Amount(o.Root.At("spec", "minAvailable"))),
        Text("Max Unavailable", "The maximum number of pods that may be unavailable.", o => Amount(o.Root.At("spec", "maxUnavailable"))),
        Integer("Allowed Disruptions", "Calculated number of pods that may be disrupted at this time.", o => Count(o, "status", "disruptionsAllowed")),
        AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> ResourceQuota =
    [
        NameColumn,
        Text("Request", "Request represents a minimum amount of cpu/memory that a container may consume.", o => Used(o, isLimit: false)),
        Text("Limit", "Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.", o => Used(o, isLimit: true)),
        AgeColumn,
    ];

    /// <summary>No printer of its own: the time itself, not the age.</summary>
    public static readonly IReadOnlyList<TableColumn> LimitRange = Created;

    /// <summary>No printer of its own either.</summary>
    public static readonly IReadOnlyList<TableColumn> Role = Created;

    public static readonly IReadOnlyList<TableColumn> PriorityClass =
    [
        NameColumn,
        Integer("Value", "value represents the integer value of this priority class.", o => o.Root.Int64At("value") ?? 0),
        new("Global-Default", "boolean", 0, "Whether this PriorityClass is the default for pods without any.", (o, _) => o.Root.BoolAt("globalDefault") == true),
        AgeColumn,
        Text("PreemptionPolicy", "The Policy for preempting pods with lower priority.", o => o.Root.StringAt("preemptionPolicy") ?? ""),
    ];

    public static readonly IReadOnlyList<TableColumn> Binding =
    [
        NameColumn,
        Text("Role", "What is granted.", o => $"{o.Root.StringAt("roleRef", "kind")}/{o.Root.StringAt("roleRef", "name")}"),
        AgeColumn,
        Text("Users", "Users in the binding", o => Subjects(o, "User"), 1),
        Text("Groups", "Groups in the binding", o => Subjects(o, "Group"), 1),
        Text("ServiceAccounts", "ServiceAccounts in the binding", o => Subjects(o, "ServiceAccount"), 1),
    ];

    private static TableColumn[] Created =>
    [
        NameColumn,
        new("Created At", "date", 0, AgeColumn.Description, (o, _) => o.Metadata.StringAt("creationTimestamp") ?? ""),
    ];

    private static string Amount(Value? value) => value?.AsString() ?? value?.ToString() ?? "N/A";

    private static string Used(KubeObject quota, bool isLimit) => string.Join(", ", (quota.Root.MapAt("status", "hard") ?? MapValue.Empty)
        .Where(e => e.Key.StartsWith("limits.", StringComparison.Ordinal) == isLimit)
        .OrderBy(e => e.Key, StringComparer.Ordinal)
        .Select(e => $"{e.Key}: {quota.Root.StringAt("status", "used", e.Key) ?? "0"}/{e.Value.AsString()}"));

    private static string Subjects(KubeObject binding, string kind) => string.Join(", ", binding.Root.ListAt("subjects")
        .Where(s => s.StringAt("kind") == kind)
        .Select(s => kind == "ServiceAccount" ? $"{s.StringAt("namespace")}/{s.StringAt("name")}" : s.StringAt("name")));
}
