using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>A Node as its kubelet registers it, ready from the start.</summary>
internal static class NodeObject
{
    public const string Version = "v1.36.2";

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
                ("conditions", ListValue.Of([
                    Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", now),
                    Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now),
                    Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now),
                    Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now),
                ])),
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

    private static MapValue Condition(string type, string status, string reason, string message, DateTimeOffset now) => MapValue.Of(
        ("type", type),
        ("status", status),
        ("lastHeartbeatTime", Timestamp.Format(now)),
        ("lastTransitionTime", Timestamp.Format(now)),
        ("reason", reason),
        ("message", message));
}
