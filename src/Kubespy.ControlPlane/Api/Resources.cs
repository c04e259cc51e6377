using Kubespy.ControlPlane.Api.Conversion;
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
        ShortNames = ["po"], Categories = ["all"], Subresources = ["binding", "ephemeralcontainers", "eviction", "log", "resize", "status"],
        Strategy = new PodStrategy(),
    };

    public static readonly Resource Services = new()
    {
        Group = "", Version = "v1", Kind = "Service", Plural = "services", Singular = "service",
        ShortNames = ["svc"], Categories = ["all"], Subresources = ["status"],
        Strategy = new ServiceStrategy(),
    };

    public static readonly Resource Endpoints = new()
    {
        Group = "", Version = "v1", Kind = "Endpoints", Plural = "endpoints", Singular = "endpoints", ShortNames = ["ep"],
        Strategy = ResourceStrategy.WithoutStatus,
        Deprecation = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
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
        Group = "", Version = "v1", Kind = "ServiceAccount", Plural = "serviceaccounts", Singular = "serviceaccount", ShortNames = ["sa"], Subresources = ["token"],
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

    public static readonly Resource StatefulSets = new()
    {
        Group = "apps", Version = "v1", Kind = "StatefulSet", Plural = "statefulsets", Singular = "statefulset",
        ShortNames = ["sts"], Categories = ["all"], Subresources = ["scale", "status"],
        Strategy = new StatefulSetStrategy(),
    };

    public static readonly Resource DaemonSets = new()
    {
        Group = "apps", Version = "v1", Kind = "DaemonSet", Plural = "daemonsets", Singular = "daemonset",
        ShortNames = ["ds"], Categories = ["all"], Subresources = ["status"],
        Strategy = new DaemonSetStrategy(),
    };

    public static readonly Resource ControllerRevisions = new()
    {
        Group = "apps", Version = "v1", Kind = "ControllerRevision", Plural = "controllerrevisions", Singular = "controllerrevision",
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource Jobs = new()
    {
        Group = "batch", Version = "v1", Kind = "Job", Plural = "jobs", Singular = "job", Categories = ["all"], Subresources = ["status"],
        Strategy = new JobStrategy(),
    };

    public static readonly Resource CronJobs = new()
    {
        Group = "batch", Version = "v1", Kind = "CronJob", Plural = "cronjobs", Singular = "cronjob",
        ShortNames = ["cj"], Categories = ["all"], Subresources = ["status"],
        Strategy = ResourceStrategy.WithGeneration,
    };

    public static readonly Resource HorizontalPodAutoscalers = new()
    {
        Group = "autoscaling", Version = "v2", Kind = "HorizontalPodAutoscaler", Plural = "horizontalpodautoscalers",
        Singular = "horizontalpodautoscaler", ShortNames = ["hpa"], Categories = ["all"], Subresources = ["status"],
    };

    public static readonly Resource Ingresses = new()
    {
        Group = "networking.k8s.io", Version = "v1", Kind = "Ingress", Plural = "ingresses", Singular = "ingress",
        ShortNames = ["ing"], Subresources = ["status"],
        Strategy = ResourceStrategy.WithGeneration,
    };

    public static readonly Resource IngressClasses = new()
    {
        Group = "networking.k8s.io", Version = "v1", Kind = "IngressClass", Plural = "ingressclasses", Singular = "ingressclass", IsNamespaced = false,
        Strategy = ResourceStrategy.WithGenerationOnly,
    };

    public static readonly Resource NetworkPolicies = new()
    {
        Group = "networking.k8s.io", Version = "v1", Kind = "NetworkPolicy", Plural = "networkpolicies", Singular = "networkpolicy", ShortNames = ["netpol"],
        Strategy = ResourceStrategy.WithGenerationOnly,
    };

    public static readonly Resource PersistentVolumeClaims = new()
    {
        Group = "", Version = "v1", Kind = "PersistentVolumeClaim", Plural = "persistentvolumeclaims", Singular = "persistentvolumeclaim",
        ShortNames = ["pvc"], Subresources = ["status"],
        Strategy = new VolumeClaimStrategy(),
    };

    public static readonly Resource PersistentVolumes = new()
    {
        Group = "", Version = "v1", Kind = "PersistentVolume", Plural = "persistentvolumes", Singular = "persistentvolume",
        ShortNames = ["pv"], IsNamespaced = false, Subresources = ["status"],
        Strategy = new VolumeStrategy(),
    };

    public static readonly Resource StorageClasses = new()
    {
        Group = "storage.k8s.io", Version = "v1", Kind = "StorageClass", Plural = "storageclasses", Singular = "storageclass",
        ShortNames = ["sc"], IsNamespaced = false,
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource PodDisruptionBudgets = new()
    {
        Group = "policy", Version = "v1", Kind = "PodDisruptionBudget", Plural = "poddisruptionbudgets", Singular = "poddisruptionbudget",
        ShortNames = ["pdb"], Subresources = ["status"],
        Strategy = ResourceStrategy.WithGeneration,
    };

    public static readonly Resource ResourceQuotas = new()
    {
        Group = "", Version = "v1", Kind = "ResourceQuota", Plural = "resourcequotas", Singular = "resourcequota",
        ShortNames = ["quota"], Subresources = ["status"],
    };

    public static readonly Resource LimitRanges = new()
    {
        Group = "", Version = "v1", Kind = "LimitRange", Plural = "limitranges", Singular = "limitrange", ShortNames = ["limits"],
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource PriorityClasses = new()
    {
        Group = "scheduling.k8s.io", Version = "v1", Kind = "PriorityClass", Plural = "priorityclasses", Singular = "priorityclass",
        ShortNames = ["pc"], IsNamespaced = false,
        Strategy = ResourceStrategy.WithGenerationOnly,
    };

    public static readonly Resource Roles = Rbac("Role", isNamespaced: true);

    public static readonly Resource RoleBindings = Rbac("RoleBinding", isNamespaced: true);

    public static readonly Resource ClusterRoles = Rbac("ClusterRole", isNamespaced: false);

    public static readonly Resource ClusterRoleBindings = Rbac("ClusterRoleBinding", isNamespaced: false);

    public static readonly Resource CustomResourceDefinitions = new()
    {
        Group = "apiextensions.k8s.io", Version = "v1", Kind = "CustomResourceDefinition", Plural = "customresourcedefinitions",
        Singular = "customresourcedefinition", ShortNames = ["crd", "crds"], Categories = ["api-extensions"], IsNamespaced = false,
        Subresources = ["status"], Strategy = new DefinitionStrategy(),
    };

    /// <summary>Kept and checked; no request is sent to what they name (docs/fidelity.md).</summary>
    public static readonly Resource ValidatingWebhookConfigurations = Webhooks("ValidatingWebhookConfiguration");

    /// <summary>Kept and checked; no request is sent to what they name (docs/fidelity.md).</summary>
    public static readonly Resource MutatingWebhookConfigurations = Webhooks("MutatingWebhookConfiguration");

    public static readonly Resource RuntimeClasses = new()
    {
        Group = "node.k8s.io", Version = "v1", Kind = "RuntimeClass", Plural = "runtimeclasses", Singular = "runtimeclass", IsNamespaced = false,
        Strategy = ResourceStrategy.WithoutStatus,
    };

    /// <summary>What ReplicaSets were before there were Deployments; kept by the same controller (pkg/controller/replication).</summary>
    public static readonly Resource ReplicationControllers = new()
    {
        Group = "", Version = "v1", Kind = "ReplicationController", Plural = "replicationcontrollers", Singular = "replicationcontroller",
        ShortNames = ["rc"], Categories = ["all"], Subresources = ["scale", "status"],
        Strategy = new ReplicationControllerStrategy(),
    };

    public static readonly Resource PodTemplates = new()
    {
        Group = "", Version = "v1", Kind = "PodTemplate", Plural = "podtemplates", Singular = "podtemplate",
        Strategy = new PodTemplateStrategy(),
    };

    /// <summary>The built-in resources whose objects are kept.</summary>
    public static IReadOnlyList<Resource> All { get; } =
    [
        ConfigMaps, Endpoints, Events, LimitRanges, Namespaces, Nodes, PersistentVolumeClaims, PersistentVolumes, Pods, ResourceQuotas, Secrets,
        ServiceAccounts, Services, ControllerRevisions, DaemonSets, Deployments, ReplicaSets, StatefulSets, HorizontalPodAutoscalers, CronJobs, Jobs,
        IngressClasses, Ingresses, NetworkPolicies, PodDisruptionBudgets, ClusterRoleBindings, ClusterRoles, RoleBindings, Roles, StorageClasses,
        PriorityClasses, Leases, EndpointSlices, CustomResourceDefinitions, ValidatingWebhookConfigurations, MutatingWebhookConfigurations, RuntimeClasses,
        PodTemplates, ReplicationControllers, .. ComponentResources.All,
    ];

    /// <summary>The built-in resources in all versions that they are served in.</summary>
    public static IReadOnlyList<ServedVersion> BuiltIn { get; } =
    [
        .. All.Concat(Reviews.All).Concat(MeasuredResources.All).Select(r => new ServedVersion(r, r.Group, r.Version)),
        new ServedVersion(Events, "events.k8s.io", "v1") { ToServed = EventConversion.ToNew, ToStored = EventConversion.ToStored },
        new ServedVersion(HorizontalPodAutoscalers, "autoscaling", "v1") { ToServed = AutoscalerConversion.ToOld, ToStored = AutoscalerConversion.ToStored },
    ];

    public static Resource? Find(string group, string kind) =>
        All.FirstOrDefault(r => r.Kind == kind && r.Group == group);

#pragma warning disable CA1308 // Plurals are in lower case.
    private static Resource Rbac(string kind, bool isNamespaced) => new()
    {
        Group = "rbac.authorization.k8s.io", Version = "v1", Kind = kind, Singular = kind.ToLowerInvariant(), Plural = kind.ToLowerInvariant() + "s",
        IsNamespaced = isNamespaced,
        Strategy = ResourceStrategy.WithoutStatus,
    };

    private static Resource Webhooks(string kind) => new()
    {
        Group = "admissionregistration.k8s.io", Version = "v1", Kind = kind, Singular = kind.ToLowerInvariant(), Plural = kind.ToLowerInvariant() + "s",
        Categories = ["api-extensions"], IsNamespaced = false,
        Strategy = new WebhookStrategy(),
    };
#pragma warning restore CA1308
}
