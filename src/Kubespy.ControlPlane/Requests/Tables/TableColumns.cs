using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The columns of each kind (pkg/printers/internalversion).</summary>
public static class TableColumns
{
    internal const string None = "<none>";

    internal const string Unset = "<unset>";

    private const string AgeText =
        "CreationTimestamp is a timestamp representing the server time when this object was created.";

    internal static readonly TableColumn NameColumn =
        new("Name", "string", 0, "Name must be unique within a namespace.", (o, _) => o.Name);

    internal static readonly TableColumn AgeColumn = new("Age", "string", 0, AgeText, (o, now) => Age(o.CreationTimestamp, now));

    public static IReadOnlyList<TableColumn> Of(Resource resource) => resource.Kind switch
    {
        "Pod" => PodColumns.All,
        "Deployment" =>
        [
            NameColumn,
            Text("Ready", "Number of the pod with ready state", o => $"{Count(o, "status", "readyReplicas")}/{Count(o, "spec", "replicas")}"),
            Text("Up-to-date", "Total number of non-terminating pods targeted by this deployment that have the desired template spec.", o => Count(o, "status", "updatedReplicas")),
            Text("Available", "Total number of available non-terminating pods targeted by this deployment.", o => Count(o, "status", "availableReplicas")),
            AgeColumn, .. Template,
        ],
        "ReplicaSet" =>
        [
            NameColumn,
            Integer("Desired", "Replicas is the number of desired pods.", o => Count(o, "spec", "replicas")),
            Integer("Current", "Replicas is the most recently observed number of non-terminating pods.", o => Count(o, "status", "replicas")),
            Integer("Ready", "The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.", o => Count(o, "status", "readyReplicas")),
            AgeColumn, .. Template,
        ],
        "Service" => ServiceColumns,
        "Node" => NodeColumns,
        "Namespace" => [NameColumn, Text("Status", "The status of the namespace", o => o.Root.StringAt("status", "phase") ?? ""), AgeColumn],
        "Event" => EventColumns.All,
        "Endpoints" => [NameColumn, Text("Endpoints", "The set of all endpoints is the union of all subsets.", Endpoints), AgeColumn],
        "EndpointSlice" =>
        [
            NameColumn,
            Text("AddressType", "addressType specifies the type of address carried by this EndpointSlice.", o => o.Root.StringAt("addressType") ?? ""),
            Text("Ports", "ports specifies the list of network ports exposed by each endpoint in this slice.", o => Join(o.Root.ListAt("ports").Select(p => p.Int64At("port")?.ToString(CultureInfo.InvariantCulture)), "<unset>")),
            Text("Endpoints", "endpoints is a list of unique endpoints in this slice.", o => Join(o.Root.ListAt("endpoints").SelectMany(e => e.ListAt("addresses")).Select(a => a.AsString()), "<unset>")),
            AgeColumn,
        ],
        "ConfigMap" =>
        [
            NameColumn,
            Text("Data", "Data contains the configuration data.", o => (o.Root.MapAt("data")?.Count ?? 0) + (o.Root.MapAt("binaryData")?.Count ?? 0)),
            AgeColumn,
        ],
        "Secret" =>
        [
            NameColumn,
            Text("Type", "Used to facilitate programmatic handling of secret data.", o => o.Root.StringAt("type") ?? ""),
            Text("Data", "Data contains the secret data.", o => o.Root.MapAt("data")?.Count ?? 0),
            AgeColumn,
        ],
        "ServiceAccount" => [NameColumn, Text("Secrets", "Secrets is a list of the secrets in the same namespace.", o => o.Root.ListAt("secrets").Count), AgeColumn],
        "Lease" => [NameColumn, Text("Holder", "holderIdentity contains the identity of the holder of a current lease.", o => o.Root.StringAt("spec", "holderIdentity") ?? ""), AgeColumn],
        "StatefulSet" => WorkloadColumns.StatefulSet,
        "DaemonSet" => WorkloadColumns.DaemonSet,
        "Job" => WorkloadColumns.Job,
        "CronJob" => WorkloadColumns.CronJob,
        "ControllerRevision" => WorkloadColumns.ControllerRevision,
        "HorizontalPodAutoscaler" => WorkloadColumns.HorizontalPodAutoscaler,
        "PersistentVolumeClaim" => VolumeColumns.Claim,
        "PersistentVolume" => VolumeColumns.Volume,
        "StorageClass" => VolumeColumns.StorageClass,
        "Ingress" => NetworkColumns.Ingress,
        "IngressClass" => NetworkColumns.IngressClass,
        "NetworkPolicy" => NetworkColumns.NetworkPolicy,
        "PodDisruptionBudget" => PolicyColumns.PodDisruptionBudget,
        "ResourceQuota" => PolicyColumns.ResourceQuota,
        "PriorityClass" => PolicyColumns.PriorityClass,
        "Role" or "ClusterRole" => PolicyColumns.Role,
        "RoleBinding" or "ClusterRoleBinding" => PolicyColumns.Binding,
        "LimitRange" => PolicyColumns.LimitRange,
        "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" =>
            [NameColumn, Integer("Webhooks", "Webhooks indicates the number of webhooks registered in this configuration.", o => o.Root.ListAt("webhooks").Count), AgeColumn],
        "RuntimeClass" => [NameColumn, Text("Handler", "handler specifies the underlying runtime of the class.", o => o.Root.StringAt("handler") ?? ""), AgeColumn],
        "ReplicationController" => ComponentColumns.ReplicationController,
        "PodTemplate" => ComponentColumns.PodTemplate,
        "CSINode" => ComponentColumns.CsiNode,
        "CSIDriver" => ComponentColumns.CsiDriver,
        "CSIStorageCapacity" => PolicyColumns.LimitRange,
        "VolumeAttachment" => ComponentColumns.VolumeAttachment,
        "VolumeAttributesClass" => ComponentColumns.VolumeAttributesClass,
        "CertificateSigningRequest" => ComponentColumns.CertificateSigningRequest,
        "FlowSchema" => ComponentColumns.FlowSchema,
        "PriorityLevelConfiguration" => ComponentColumns.PriorityLevelConfiguration,
        "APIService" => ComponentColumns.ApiService,
        "ServiceCIDR" => ComponentColumns.ServiceCidr,
        "IPAddress" => ComponentColumns.IpAddress,
        "NodeMetrics" => Measured("usage"),
        "PodMetrics" => Measured("containers"),
        _ => [NameColumn, AgeColumn],
    };

    /// <summary>As the metrics server shows it: what a node uses, or a Pod's containers together.</summary>
    private static TableColumn[] Measured(string field)
    {
        return [NameColumn, Column("cpu"), Column("memory"), Text("Window", "", o => o.Root.StringAt("window") ?? "") with { Format = "duration" }];

        TableColumn Column(string resource) => Text(resource, "", o => Cell(o, resource)) with { Format = "quantity" };

        Value Cell(KubeObject measured, string resource) => field == "usage"
            ? measured.Root.StringAt(field, resource) ?? ""
            : measured.Root.ListAt(field).Select(c => Quantity.Parse(c.StringAt("usage", resource) ?? "0")).Aggregate((a, b) => a + b).ToString();
    }

    internal static TableColumn Text(string name, string description, Func<KubeObject, Value> cell, int priority = 0) =>
        new(name, "string", priority, description, (o, _) => cell(o));

    internal static TableColumn Integer(string name, string description, Func<KubeObject, Value> cell) =>
        new(name, "integer", 0, description, (o, _) => cell(o));

    internal static string Age(DateTimeOffset? since, DateTimeOffset now) =>
        since is { } time ? HumanDuration.Format(now - time) : "<unknown>";

    internal static string Join(IEnumerable<string?> items, string none = None)
    {
        var all = items.Where(i => i is { Length: > 0 }).ToArray();
        var shown = string.Join(',', all.Take(3));
        return all.Length == 0 ? none : all.Length > 3 ? string.Create(CultureInfo.InvariantCulture, $"{shown} + {all.Length - 3} more...") : shown;
    }

    /// <summary>The columns of a workload's containers; where its template lies is said by its path.</summary>
    internal static TableColumn[] ContainersOf(params string[] template)
    {
        string[] path = [.. template, "spec", "containers"];
        return
        [
            Text("Containers", "Names of each container in the template.", o => string.Join(',', o.Root.ListAt(path).Select(c => c.StringAt("name"))), 1),
            Text("Images", "Images referenced by each container in the template.", o => string.Join(',', o.Root.ListAt(path).Select(c => c.StringAt("image"))), 1),
        ];
    }

    internal static TableColumn Selector(params string[] path) =>
        Text("Selector", "Label selector for pods.", o => Shown(LabelSelector.OfValue(o.Root.At(path))), 1);

    internal static string Shown(LabelSelector selector) => selector.IsEverything ? None : selector.ToString();

    private static TableColumn[] Template => [.. ContainersOf("spec", "template"), Selector("spec", "selector")];

    private static TableColumn[] ServiceColumns =>
    [
        NameColumn,
        Text("Type", "type determines how the Service is exposed.", o => o.Root.StringAt("spec", "type") ?? ""),
        Text("Cluster-IP", "clusterIP is the IP address of the service.", o => o.Root.StringAt("spec", "clusterIP") is { Length: > 0 } ip ? ip : None),
        Text("External-IP", "externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.", ExternalIp),
        Text("Port(s)", "The list of ports that are exposed by this service.", ServicePorts),
        AgeColumn,
        Text("Selector", "Route service traffic to pods with label keys and values matching this selector.", o => SelectorText(o.Root.MapAt("spec", "selector")), 1),
    ];

    private static TableColumn[] NodeColumns =>
    [
        NameColumn,
        Text("Status", "The status of the node", o =>
            (o.Condition("Ready").StringAt("status") switch { "True" => "Ready", null => "Unknown", _ => "NotReady" })
            + (o.Root.BoolAt("spec", "unschedulable") == true ? ",SchedulingDisabled" : "")),
        Text("Roles", "The roles of the node", _ => None),
        AgeColumn,
        Text("Version", "Kubelet Version reported by the node.", o => o.Root.StringAt("status", "nodeInfo", "kubeletVersion") ?? ""),
        Text("Internal-IP", "List of addresses reachable to the node.", o => Address(o, "InternalIP"), 1),
        Text("External-IP", "List of addresses reachable to the node.", o => Address(o, "ExternalIP"), 1),
        Text("OS-Image", "OS Image reported by the node.", o => o.Root.StringAt("status", "nodeInfo", "osImage") ?? "<unknown>", 1),
        Text("Kernel-Version", "Kernel Version reported by the node.", o => $"{o.Root.StringAt("status", "nodeInfo", "kernelVersion")} ({o.Root.StringAt("status", "nodeInfo", "architecture")})", 1),
        Text("Container-Runtime", "ContainerRuntime Version reported by the node.", o => o.Root.StringAt("status", "nodeInfo", "containerRuntimeVersion") ?? "<unknown>", 1),
    ];

    private static string Address(KubeObject node, string type) =>
        node.Root.ListAt("status", "addresses").FirstOrDefault(a => a.StringAt("type") == type).StringAt("address") ?? None;

    private static Value ExternalIp(KubeObject service) => service.Root.StringAt("spec", "type") switch
    {
        "LoadBalancer" => Join(service.Root.ListAt("status", "loadBalancer", "ingress").Select(i => i.StringAt("ip") ?? i.StringAt("hostname")), "<pending>"),
        "ExternalName" => service.Root.StringAt("spec", "externalName") ?? None,
        _ => None,
    };

    private static Value ServicePorts(KubeObject service)
    {
        var ports = service.Root.ListAt("spec", "ports").Select(p => p.Int64At("nodePort") is > 0 and var node
            ? $"{p.Int64At("port")}:{node}/{p.StringAt("protocol")}"
            : $"{p.Int64At("port")}/{p.StringAt("protocol")}");
        return string.Join(',', ports) is { Length: > 0 } text ? text : None;
    }

    private static Value Endpoints(KubeObject endpoints) => Join(
        from subset in endpoints.Root.ListAt("subsets")
        from port in subset.ListAt("ports")
        from address in subset.ListAt("addresses")
        select $"{address.StringAt("ip")}:{port.Int64At("port")}");

    internal static string SelectorText(MapValue? labels) =>
        labels is null or { Count: 0 } ? None : LabelSelector.OfLabels(labels).ToString();

    internal static long Count(KubeObject obj, string part, string field) => obj.Root.Int64At(part, field) ?? 0;
}
