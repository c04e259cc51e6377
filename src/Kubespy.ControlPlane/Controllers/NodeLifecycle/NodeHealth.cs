using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.NodeLifecycle;

/// <summary>When a node was last heard of: its lease was renewed, or its kubelet wrote its status.</summary>
internal sealed class NodeHealth(DateTimeOffset now)
{
    private const string Reason = "NodeStatusUnknown";

    private static readonly string[] Conditions = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    private string? _renewed;
    private string? _heartbeat;
    private DateTimeOffset _heard = now;

    /// <summary>Takes note of the lease and the status as they are; whether the node has been silent for the grace period.</summary>
    public bool IsSilent(KubeObject node, KubeObject? lease, TimeSpan gracePeriod, DateTimeOffset now)
    {
        var (renewed, heartbeat) = (lease?.Root.StringAt("spec", "renewTime"), node.Condition("Ready").StringAt("lastHeartbeatTime"));
        if (renewed != _renewed || heartbeat != _heartbeat)
        {
            (_renewed, _heartbeat, _heard) = (renewed, heartbeat, now);
        }

        return now >= _heard + gracePeriod;
    }

    /// <summary>The node with all of its kubelet's conditions unknown; the very same where they are.</summary>
    public static KubeObject WithUnknownConditions(KubeObject node, DateTimeOffset now)
    {
        var conditions = node.Root.ListAt("status", "conditions");
        if (Conditions.All(type => Core.Objects.Conditions.Find(conditions, type).StringAt("status") == "Unknown"))
        {
            return node;
        }

        var next = conditions.Select(c => Conditions.Contains(c.StringAt("type")) && c.StringAt("status") != "Unknown" ? Unknown((MapValue)c, now) : c);
        return node.With("status", node.Status!.With("conditions", ListValue.Of(next)));
    }

    private static MapValue Unknown(MapValue condition, DateTimeOffset now) => condition
        .With("status", "Unknown")
        .With("reason", Reason)
        .With("message", "Kubelet stopped posting node status.")
        .With("lastTransitionTime", Timestamp.Format(now));
}
