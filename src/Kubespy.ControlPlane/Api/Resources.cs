using Kubespy.ControlPlane.Api.Strategies;

namespace Kubespy.ControlPlane.Api;

/// <summary>The resources of the embedded cluster.</summary>
public static class Resources
{
    public static readonly Resource Namespaces = new()
    {
        Group = "", Version = "v1", Kind = "Namespace", Plural = "namespaces", Singular = "namespace",
        ShortNames = ["ns"], IsNamespaced = false, Subresources = ["finalize", "status"],
        Strategy = new NamespaceStrategy(),
    };

    public static readonly Resource Nodes = new()
    {
        Group = "", Version = "v1", Kind = "Node", Plural = "nodes", Singular = "node",
        ShortNames = ["no"], IsNamespaced = false, Subresources = ["status"],
        Strategy = new ResourceStrategy { KeepsStatusOnCreate = true },
    };

    public static readonly Resource Pods = new()
    {
        Group = "", Version = "v1", Kind = "Pod", Plural = "pods", Singular = "pod",
        ShortNames = ["po"], Categories = ["all"], Subresources = ["binding", "log", "status"],
        Strategy = new PodStrategy(),
    };

    public static readonly Resource Services = new()
    {
        Group = "", Version = "v1", Kind = "Service", Plural = "services", Singular = "service",
        ShortNames = ["svc"], Categories = ["all"], Subresources = ["status"],
    };

    public static readonly Resource Endpoints = new()
    {
        Group = "", Version = "v1", Kind = "Endpoints", Plural = "endpoints", Singular = "endpoints", ShortNames = ["ep"],
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource EndpointSlices = new()
    {
        Group = "discovery.k8s.io", Version = "v1", Kind = "EndpointSlice", Plural = "endpointslices", Singular = "endpointslice",
        Strategy = new EndpointSliceStrategy(),
    };

    /// <summary>Stored once, served as v1 and as events.k8s.io/v1.</summary>
    public static readonly Resource Events = new()
    {
        Group = "", Version = "v1", Kind = "Event", Plural = "events", Singular = "event", ShortNames = ["ev"],
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource ConfigMaps = new()
    {
        Group = "", Version = "v1", Kind = "ConfigMap", Plural = "configmaps", Singular = "configmap", ShortNames = ["cm"],
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource Secrets = new()
    {
        Group = "", Version = "v1", Kind = "Secret", Plural = "secrets", Singular = "secret",
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource ServiceAccounts = new()
    {
        Group = "", Version = "v1", Kind = "ServiceAccount", Plural = "serviceaccounts", Singular = "serviceaccount", ShortNames = ["sa"],
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource Deployments = new()
    {
        Group = "apps", Version = "v1", Kind = "Deployment", Plural = "deployments", Singular = "deployment",
        ShortNames = ["deploy"], Categories = ["all"], Subresources = ["scale", "status"],
        Strategy = new DeploymentStrategy(),
    };

    public static readonly Resource ReplicaSets = new()
    {
        Group = "apps", Version = "v1", Kind = "ReplicaSet", Plural = "replicasets", Singular = "replicaset",
        ShortNames = ["rs"], Categories = ["all"], Subresources = ["scale", "status"],
        Strategy = ResourceStrategy.WithGeneration,
    };

    public static readonly Resource Leases = new()
    {
        Group = "coordination.k8s.io", Version = "v1", Kind = "Lease", Plural = "leases", Singular = "lease",
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static IReadOnlyList<Resource> All { get; } =
    [
        ConfigMaps, Endpoints, Events, Namespaces, Nodes, Pods, Secrets, ServiceAccounts, Services,
        Deployments, ReplicaSets, Leases, EndpointSlices,
    ];

    public static Resource? Find(string group, string kind) =>
        All.FirstOrDefault(r => r.Kind == kind && r.Group == group);
}
