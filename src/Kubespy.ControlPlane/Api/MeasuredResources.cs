namespace Kubespy.ControlPlane.Api;

/// <summary>What a metrics server adds to a cluster (metrics.k8s.io): resources that are measured when they are read, and kept nowhere.</summary>
public static class MeasuredResources
{
    public const string Group = "metrics.k8s.io";

    public static readonly Resource Nodes = new()
    {
        Group = Group, Version = "v1beta1", Kind = "NodeMetrics", Plural = "nodes", Singular = "", IsNamespaced = false, Verbs = ["get", "list"],
    };

    public static readonly Resource Pods = new()
    {
        Group = Group, Version = "v1beta1", Kind = "PodMetrics", Plural = "pods", Singular = "", Verbs = ["get", "list"],
    };

    public static IReadOnlyList<Resource> All { get; } = [Nodes, Pods];
}
