using Kubespy.ControlPlane.Api.Strategies;

namespace Kubespy.ControlPlane.Api;

/// <summary>What the components of a cluster tell each other: of drivers of volumes, certificates, the API server's own groups, its fairness, addresses of Services.</summary>
public static class ComponentResources
{
    public static readonly Resource CsiNodes = new()
    {
        Group = "storage.k8s.io", Version = "v1", Kind = "CSINode", Plural = "csinodes", Singular = "csinode", IsNamespaced = false,
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource CsiDrivers = new()
    {
        Group = "storage.k8s.io", Version = "v1", Kind = "CSIDriver", Plural = "csidrivers", Singular = "csidriver", IsNamespaced = false,
        Strategy = new ResourceStrategy { HasStatus = false, CountsGeneration = true, FirstGeneration = 0 },
    };

    public static readonly Resource CsiStorageCapacities = new()
    {
        Group = "storage.k8s.io", Version = "v1", Kind = "CSIStorageCapacity", Plural = "csistoragecapacities", Singular = "csistoragecapacity",
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource VolumeAttachments = new()
    {
        Group = "storage.k8s.io", Version = "v1", Kind = "VolumeAttachment", Plural = "volumeattachments", Singular = "volumeattachment", IsNamespaced = false,
        Subresources = ["status"],
    };

    public static readonly Resource VolumeAttributesClasses = new()
    {
        Group = "storage.k8s.io", Version = "v1", Kind = "VolumeAttributesClass", Plural = "volumeattributesclasses", Singular = "volumeattributesclass",
        ShortNames = ["vac"], IsNamespaced = false,
        Strategy = ResourceStrategy.WithoutStatus,
    };

    public static readonly Resource CertificateSigningRequests = new()
    {
        Group = "certificates.k8s.io", Version = "v1", Kind = "CertificateSigningRequest", Plural = "certificatesigningrequests",
        Singular = "certificatesigningrequest", ShortNames = ["csr"], IsNamespaced = false, Subresources = ["approval", "status"],
        Strategy = new CertificateRequestStrategy(),
    };

    public static readonly Resource FlowSchemas = new()
    {
        Group = "flowcontrol.apiserver.k8s.io", Version = "v1", Kind = "FlowSchema", Plural = "flowschemas", Singular = "flowschema", IsNamespaced = false,
        Subresources = ["status"], Strategy = ResourceStrategy.WithGeneration,
    };

    public static readonly Resource PriorityLevelConfigurations = new()
    {
        Group = "flowcontrol.apiserver.k8s.io", Version = "v1", Kind = "PriorityLevelConfiguration", Plural = "prioritylevelconfigurations",
        Singular = "prioritylevelconfiguration", IsNamespaced = false, Subresources = ["status"],
        Strategy = ResourceStrategy.WithGeneration,
    };

    public static readonly Resource ApiServices = new()
    {
        Group = "apiregistration.k8s.io", Version = "v1", Kind = "APIService", Plural = "apiservices", Singular = "apiservice",
        Categories = ["api-extensions"], IsNamespaced = false, Subresources = ["status"],
        Strategy = new ApiServiceStrategy(),
    };

    public static readonly Resource ServiceCidrs = new()
    {
        Group = "networking.k8s.io", Version = "v1", Kind = "ServiceCIDR", Plural = "servicecidrs", Singular = "servicecidr", IsNamespaced = false,
        Subresources = ["status"],
    };

    public static readonly Resource IpAddresses = new()
    {
        Group = "networking.k8s.io", Version = "v1", Kind = "IPAddress", Plural = "ipaddresses", Singular = "ipaddress", ShortNames = ["ip"], IsNamespaced = false,
        Strategy = ResourceStrategy.WithoutStatus,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Resource> All { get; } =
    [
        CsiDrivers, CsiNodes, CsiStorageCapacities, VolumeAttachments, VolumeAttributesClasses, CertificateSigningRequests, FlowSchemas,
        PriorityLevelConfigurations, ApiServices, ServiceCidrs, IpAddresses,
    ];
}
