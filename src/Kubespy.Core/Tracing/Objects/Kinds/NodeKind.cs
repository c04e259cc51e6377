using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A node: its conditions, taints and lease, and the Pods on it.</summary>
public sealed class NodeKind : IKindTrace
{
    private const string LeaseNamespace = "kube-node-lease";

    /// <summary>A kubelet renews its lease every 10 s; after 40 s of silence it is given up (node-monitor-grace-period is 50 s since 1.32).</summary>
    private static readonly TimeSpan LeaseTolerance = TimeSpan.FromSeconds(40);

    private static readonly string[] Pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

    public string Group => "";

    public string Kind => "Node";

    public string ShortKind => "node";

    public IEnumerable<Need> Needs(KubeObject root, Known known)
    {
        yield return Need.EventsAbout(root);
        yield return Need.Named(new GroupVersionResource("coordination.k8s.io", "v1", "leases"), "Lease", LeaseNamespace, root.Name);
        yield return Need.Of("v1", "pods", "Pod", "", TracedFields.Pod) with { FieldSelector = "spec.nodeName=" + root.Name };
    }

    public bool IsPart(KubeObject obj, TraceWorld world) => obj.Kind == "Pod" && world.Root is { } root && PodView.Of(obj).NodeName == root.Name;

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var pods = world.Store.OfKind("Pod").Where(p => PodView.Of(p).NodeName == root.Name).OrderBy(p => p.Namespace, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal).ToArray();
        var running = pods.Count(p => !PodView.Of(p).IsTerminal);
        var findings = Diagnosis.Of(world.SituationOf(root, [], []));
        var (verdict, reason) = Judge(root, world);
        var isReady = root.Condition("Ready").StringAt("status") == "True";
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts =
            [
                [
                    new TraceFact(string.Create(CultureInfo.InvariantCulture, $"Pods {running}/{Capacity(root, "pods")}"), Health.Ready, IsCount: true),
                    new TraceFact($"allocatable cpu {Capacity(root, "cpu")}, memory {Capacity(root, "memory")}"),
                    new TraceFact(root.Status.StringAt("nodeInfo", "kubeletVersion") ?? ""),
                ],
            ],
            Sections = [new TraceSection("", "", [.. LeaseRow(root, world), .. Taints(root)]), new TraceSection("conditions", "", [.. Conditions(root)]), .. PodSection(pods, world)],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : verdict == Verdict.Paused ? $"kubectl uncordon {root.Name}" : "",
            Reached = Workload.Reached(isReady, isReady && verdict == Verdict.Ready, []),
        };
    }

    private static (Verdict Verdict, string Reason) Judge(KubeObject root, TraceWorld world)
    {
        var ready = root.Condition("Ready");
        if (ready.StringAt("status") != "True")
        {
            var renewed = Renewed(root, world) is { } time ? $", its lease was renewed {HumanDuration.Format(world.Now - time)} ago" : "";
            return (Verdict.Unavailable, $"{(ready.StringAt("message") ?? "its kubelet has not reported yet").TrimEnd('.')}{renewed}");
        }

        return Pressures.FirstOrDefault(p => root.Condition(p).StringAt("status") == "True") is { } pressure ? (Verdict.Stuck, $"{pressure}: {root.Condition(pressure).StringAt("message")}")
            : root.Spec.BoolAt("unschedulable") == true ? (Verdict.Paused, "cordoned: no new Pod is scheduled on it")
            : (Verdict.Ready, "");
    }

    private static string Capacity(KubeObject root, string resource) =>
        root.Status.At("allocatable", resource) switch { StringValue text => text.Text, NumberValue number => number.ToString(), _ => "?" };

    private static DateTimeOffset? Renewed(KubeObject root, TraceWorld world) =>
        Timestamp.Parse(world.Store.Find("Lease", LeaseNamespace, root.Name)?.Root.StringAt("spec", "renewTime"));

    private static IEnumerable<TraceRow> LeaseRow(KubeObject root, TraceWorld world)
    {
        if (Renewed(root, world) is { } renewed)
        {
            var age = world.Now - renewed;
            yield return TraceRow.Of("lease", age > LeaseTolerance ? Health.Failing : Health.Ready, $"renewed {HumanDuration.Format(age > TimeSpan.Zero ? age : TimeSpan.Zero)} ago");
        }
        else if (world.Synced.Contains("leases"))
        {
            // A recording may have none of a node that renews its own.
            yield return TraceRow.Of("lease", Health.Coming, "none: its kubelet has never renewed one");
        }
    }

    private static IEnumerable<TraceRow> Taints(KubeObject root) => root.Spec.ListAt("taints").Select(TaintRow);

    private static TraceRow TaintRow(Value taint)
    {
        var meaning = taint.StringAt("effect") switch
        {
            "NoExecute" => "Pods that do not tolerate it are evicted",
            "PreferNoSchedule" => "other nodes are preferred",
            _ => "no new Pod that does not tolerate it",
        };
        var health = taint.StringAt("effect") == "NoExecute" ? Health.Failing : Health.Coming;
        return TraceRow.Of("taint", health, $"{NodeFit.Text(taint)}: {meaning}") with { Key = "taint " + NodeFit.Text(taint) };
    }

    private static IEnumerable<TraceRow> Conditions(KubeObject root) =>
        root.Status.ListAt("conditions").OrderByDescending(c => c.StringAt("type") == "Ready").Take(ConditionRows.Most).Select(c => ConditionRows.Of(c, isBadWhenTrue: c.StringAt("type") != "Ready", Health.Failing));

    private static IEnumerable<TraceSection> PodSection(KubeObject[] pods, TraceWorld world) => pods.Length == 0
        ? []
        : [new TraceSection("Pods", "", [.. pods.Select(p => PodRows.Of(p, world) with { Name = $"{p.Namespace}/{p.Name}", Where = "" })])];
}
