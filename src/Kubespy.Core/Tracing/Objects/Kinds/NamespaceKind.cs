using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>
/// A namespace: while it is there, its quotas; while it terminates, what keeps it, as its conditions tell
/// (pkg/controller/namespace/deletion, status_condition_utils.go).
/// </summary>
public sealed class NamespaceKind : IKindTrace
{
    /// <summary>Each tells trouble when it is true.</summary>
    private static readonly (string Type, string Meaning)[] Conditions =
    [
        ("NamespaceDeletionDiscoveryFailure", "some kinds cannot be listed: an API service does not answer"),
        ("NamespaceDeletionGroupVersionParsingFailure", "some API versions cannot be read"),
        ("NamespaceDeletionContentFailure", "some objects cannot be deleted"),
        ("NamespaceContentRemaining", "objects remain"),
        ("NamespaceFinalizersRemaining", "objects wait for their finalizers"),
    ];

    public string Group => "";

    public string Kind => "Namespace";

    public string ShortKind => "ns";

    public IEnumerable<Need> Needs(KubeObject root, Known known) => [Need.EventsAbout(root), Need.Of("v1", "resourcequotas", "ResourceQuota", root.Name)];

    public bool IsPart(KubeObject obj, TraceWorld world) => world.Root is { IsBeingDeleted: true } root && obj.Namespace == root.Name && obj.Kind != "ResourceQuota";

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var isActive = root.Status.StringAt("phase") is "Active" or null && !root.IsBeingDeleted;
        var told = Conditions.Where(c => root.Condition(c.Type).StringAt("status") == "True").ToArray();
        var findings = Diagnosis.Of(world.SituationOf(root, [], []));
        var finalizers = root.Root.ListAt("spec", "finalizers").Select(f => f.AsString() ?? "").Concat(root.Finalizers).Where(f => f != "kubernetes").ToArray();
        var reason = isActive ? ""
            : findings is [var finding, ..] ? finding.Summary
            : told.Length > 0 ? told.Last().Meaning
            : finalizers.Length > 0 ? $"waits for finalizer {string.Join(", ", finalizers)}" : "its objects are being deleted";
        return new KindState
        {
            Findings = findings,
            Verdict = isActive ? Verdict.Ready : Verdict.Terminating,
            Reason = reason,
            Facts = [[new TraceFact(root.Status.StringAt("phase") ?? "Active")]],
            Sections = [.. Sections(root, world, told, finalizers)],
            Remedy = findings is [var first, ..] ? first.Remedy : told.Any(t => t.Type == "NamespaceFinalizersRemaining") ? "whoever sets these finalizers has to remove them: does its controller run?"
                : told.Any(t => t.Type == "NamespaceDeletionDiscoveryFailure") ? "kubectl get apiservices" : "",
            Reached = Workload.Reached(isActive, isActive, []),
        };
    }

    private static IEnumerable<TraceSection> Sections(KubeObject root, TraceWorld world, (string Type, string Meaning)[] told, string[] finalizers)
    {
        if (told.Length > 0)
        {
            yield return new TraceSection("what keeps it", "", [.. told.Select(t => Row(root.Condition(t.Type)!, t.Meaning))]);
        }

        if (root.IsBeingDeleted && NamespaceRows.Remaining(root, world) is { Count: > 0 } remaining)
        {
            yield return new TraceSection("remaining objects", "", remaining);
        }

        if (finalizers.Length > 0)
        {
            yield return new TraceSection("its own finalizers", "", [.. finalizers.Select(f => TraceRow.Of(f, Health.Coming, "still set"))]);
        }

        var quotas = world.Store.OfKind("ResourceQuota").Where(q => q.Namespace == root.Name).OrderBy(q => q.Name, StringComparer.Ordinal).SelectMany(QuotaRows).ToArray();
        if (quotas.Length > 0)
        {
            yield return new TraceSection("quotas", "", quotas);
        }
    }

    /// <summary>The message lists what remains: <c>Some resources are remaining: pods. has 2 resource instances</c>; each part stands alone.</summary>
    private static TraceRow Row(Value condition, string meaning)
    {
        var message = condition.StringAt("message") ?? "";
        var start = message.IndexOf(": ", StringComparison.Ordinal);
        var remains = (start < 0 ? message : message[(start + 2)..]).Replace(". has ", " has ", StringComparison.Ordinal).Split(", ", StringSplitOptions.RemoveEmptyEntries).Take(8);
        return TraceRow.Of(meaning, Health.Failing, "", remains) with { CreatedAt = Timestamp.Parse(condition.StringAt("lastTransitionTime")) };
    }

    private static IEnumerable<TraceRow> QuotaRows(KubeObject quota) => (quota.Root.MapAt("status", "hard") ?? MapValue.Empty).Select(h =>
    {
        var used = Text(quota.Root.At("status", "used", h.Key));
        return TraceRow.Of(h.Key, used == Text(h.Value) ? Health.Coming : Health.Ready, $"{used} of {Text(h.Value)}{(used == Text(h.Value) ? ", used up" : "")}") with { Key = $"{quota.Name} {h.Key}" };
    });

    private static string Text(Value? amount) => amount switch { StringValue text => text.Text, null => "0", _ => amount.ToString() ?? "" };
}
