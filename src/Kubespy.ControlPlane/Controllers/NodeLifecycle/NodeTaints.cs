using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.NodeLifecycle;

/// <summary>
/// The taints that a node's conditions and its spec call for (pkg/controller/nodelifecycle). Pure: each returns the node as it should be,
/// or the very same where nothing is to change.
/// </summary>
internal static class NodeTaints
{
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unreachable = "node.kubernetes.io/unreachable";

    private const string NoSchedule = "NoSchedule";
    private const string NoExecute = "NoExecute";
    private const string Cordoned = "node.kubernetes.io/unschedulable";

    private static readonly (string Condition, string Status, string Key)[] Known =
    [
        ("Ready", "False", NotReady),
        ("Ready", "Unknown", Unreachable),
        ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
        ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
        ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
    ];

    public static IReadOnlyList<Value> NoExecuteOf(KubeObject node) =>
        [.. node.Root.ListAt("spec", "taints").Where(t => t.StringAt("effect") == NoExecute)];

    /// <summary>Nothing new is put on a node that is cordoned, or whose conditions are bad.</summary>
    public static KubeObject WithNoSchedule(KubeObject node, DateTimeOffset now)
    {
        var wanted = Known.Where(k => node.Condition(k.Condition).StringAt("status") == k.Status).Select(k => k.Key).ToList();
        if (node.Root.BoolAt("spec", "unschedulable") == true)
        {
            wanted.Add(Cordoned);
        }

        return Swap(node, NoSchedule, wanted, [.. Known.Select(k => k.Key), Cordoned], now);
    }

    /// <summary>What runs on a node that is not ready, or not heard of, has to go.</summary>
    /// <param name="node">The node.</param>
    /// <param name="key">The taint's key; null takes it away.</param>
    /// <param name="now">When.</param>
    public static KubeObject WithNoExecute(KubeObject node, string? key, DateTimeOffset now) =>
        Swap(node, NoExecute, key is null ? [] : [key], [NotReady, Unreachable], now);

    private static KubeObject Swap(KubeObject node, string effect, IReadOnlyCollection<string> wanted, IReadOnlyCollection<string> managed, DateTimeOffset now)
    {
        var taints = node.Root.ListAt("spec", "taints");
        var kept = taints.Where(t => t.StringAt("effect") != effect || t.StringAt("key") is not { } key || !managed.Contains(key) || wanted.Contains(key)).ToList();
        var missing = wanted.Where(key => !taints.Any(t => t.StringAt("effect") == effect && t.StringAt("key") == key)).ToArray();
        if (missing.Length == 0 && kept.Count == taints.Count)
        {
            return node;
        }

        kept.AddRange(missing.Select(key => MapValue.Of(("key", key), ("effect", effect), ("timeAdded", Timestamp.Format(now)))));
        return node.With("spec", (node.Spec ?? MapValue.Empty).WithOptional("taints", kept.Count == 0 ? null : ListValue.Of(kept)));
    }
}
