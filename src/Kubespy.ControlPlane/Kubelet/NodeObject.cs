using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>A Node as its kubelet registers it, ready from the start.</summary>
internal static class NodeObject
{
    public const string Version = "v1.36.2";

    private static readonly (string Type, string Status, string Reason, string Message)[] Healthy =
    [
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ];

    public static KubeObject Of(string name, string ip, DateTimeOffset now)
    {
        var capacity = MapValue.Of(("cpu", "8"), ("ephemeral-storage", "100Gi"), ("memory", "32Gi"), ("pods", "1100"));
        return new KubeObject(MapValue.Of(
            ("kind", "Node"),
            ("apiVersion", "v1"),
            ("metadata", MapValue.Of(
                ("name", name),
                ("labels", MapValue.Of(
                    ("beta.kubernetes.io/arch", "amd64"),
                    ("beta.kubernetes.io/os", "linux"),
                    ("kubernetes.io/arch", "amd64"),
                    ("kubernetes.io/hostname", name),
                    ("kubernetes.io/os", "linux"))))),
            ("spec", MapValue.Empty),
            ("status", MapValue.Of(
                ("capacity", capacity),
                ("allocatable", capacity),
                ("conditions", ListValue.Of(Healthy.Select(c => (Value)Condition(c, null, now)))),
                ("addresses", ListValue.Of([
                    MapValue.Of(("type", "InternalIP"), ("address", ip)),
                    MapValue.Of(("type", "Hostname"), ("address", name)),
                ])),
                ("daemonEndpoints", MapValue.Of(("kubeletEndpoint", MapValue.Of(("Port", 10250))))),
                ("nodeInfo", MapValue.Of(
                    ("machineID", ""), ("systemUUID", ""), ("bootID", ""), ("kernelVersion", "6.1.0-kubespy"),
                    ("osImage", "kubespy embedded node"), ("containerRuntimeVersion", "kubespy://1.0.0"), ("kubeletVersion", Version),
                    ("kubeProxyVersion", ""), ("operatingSystem", "linux"), ("architecture", "amd64")))))));
    }

    /// <summary>The node as a healthy kubelet reports it again: what was otherwise has changed now.</summary>
    public static KubeObject WithHeartbeat(KubeObject node, DateTimeOffset now)
    {
        var conditions = node.Root.ListAt("status", "conditions");
        var own = Healthy.Select(c => (Value)Condition(c, Conditions.Find(conditions, c.Type), now));
        var others = conditions.Where(c => !Healthy.Any(h => h.Type == c.StringAt("type")));
        return node.With("status", (node.Status ?? MapValue.Empty).With("conditions", ListValue.Of([.. others, .. own])));
    }

    private static MapValue Condition((string Type, string Status, string Reason, string Message) condition, Value? before, DateTimeOffset now) => MapValue.Of(
        ("type", condition.Type),
        ("status", condition.Status),
        ("lastHeartbeatTime", Timestamp.Format(now)),
        ("lastTransitionTime", before.StringAt("status") == condition.Status ? before!["lastTransitionTime"]! : StringValue.Of(Timestamp.Format(now))),
        ("reason", condition.Reason),
        ("message", condition.Message));
}
