using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Requests.Tables.TableColumns;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The columns of what components tell each other, and of what came before ReplicaSets.</summary>
internal static class ComponentColumns
{
    public static readonly IReadOnlyList<TableColumn> ReplicationController =
    [
        NameColumn,
        Integer("Desired", "Replicas is the number of desired pods.", o => Count(o, "spec", "replicas")),
        Integer("Current", "Replicas is the most recently observed number of replicas.", o => Count(o, "status", "replicas")),
        Integer("Ready", "The number of ready replicas for this replication controller.", o => Count(o, "status", "readyReplicas")),
        AgeColumn, .. ContainersOf("spec", "template"),
        Text("Selector", "Label selector for pods.", o => SelectorText(o.Root.MapAt("spec", "selector")), 1),
    ];

    public static readonly IReadOnlyList<TableColumn> PodTemplate =
    [
        NameColumn, .. ContainersOf("template").Select(c => c with { Priority = 0 }),
        Text("Pod Labels", "The labels for the pod template.", o => SelectorText(o.Root.MapAt("template", "metadata", "labels"))),
    ];

    public static readonly IReadOnlyList<TableColumn> CsiNode =
    [
        NameColumn, Integer("Drivers", "Drivers indicates the number of CSI drivers registered on the node", o => o.Root.ListAt("spec", "drivers").Count), AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> CsiDriver =
    [
        NameColumn,
        Flag("AttachRequired", "Whether volumes of the driver have to be attached.", "attachRequired"),
        Flag("PodInfoOnMount", "Whether the driver is told of the Pod.", "podInfoOnMount"),
        Flag("StorageCapacity", "Whether the driver tells of the room it has.", "storageCapacity"),
        Text("TokenRequests", "The tokens of ServiceAccounts that the driver gets.", o =>
            o.Root.At("spec", "tokenRequests") is ListValue tokens ? string.Join(',', tokens.Select(t => t.StringAt("audience"))) : Unset),
        Flag("RequiresRepublish", "Whether the driver wants to be asked again and again.", "requiresRepublish"),
        Text("Modes", "What volumes the driver has.", o => string.Join(',', o.Root.ListAt("spec", "volumeLifecycleModes").Select(m => m.AsString())) is { Length: > 0 } modes ? modes : None),
        AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> VolumeAttachment =
    [
        NameColumn,
        Text("Attacher", "The driver that attaches.", o => o.Root.StringAt("spec", "attacher") ?? "") with { Format = "name" },
        Text("PV", "The volume that is attached.", o => o.Root.StringAt("spec", "source", "persistentVolumeName") ?? ""),
        Text("Node", "The node that it is attached to.", o => o.Root.StringAt("spec", "nodeName") ?? ""),
        Boolean("Attached", "Whether it is attached.", o => o.Root.BoolAt("status", "attached") == true),
        AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> VolumeAttributesClass =
        [NameColumn, Text("DriverName", "The driver whose attributes these are.", o => o.Root.StringAt("driverName") ?? ""), AgeColumn];

    public static readonly IReadOnlyList<TableColumn> CertificateSigningRequest =
    [
        NameColumn, AgeColumn,
        Text("SignerName", "Who is to sign.", o => o.Root.StringAt("spec", "signerName") ?? None),
        Text("Requestor", "Who asks.", o => o.Root.StringAt("spec", "username") ?? ""),
        Text("RequestedDuration", "How long the certificate should hold.", o =>
            o.Root.Int64At("spec", "expirationSeconds") is { } seconds ? HumanDuration.Format(TimeSpan.FromSeconds(seconds)) : None),
        Text("Condition", "What has become of it.", ConditionOf),
    ];

    public static readonly IReadOnlyList<TableColumn> FlowSchema =
    [
        NameColumn,
        Text("PriorityLevel", "The priority level that requests are served at.", o => o.Root.StringAt("spec", "priorityLevelConfiguration", "name") ?? ""),
        Text("MatchingPrecedence", "Which of several schemas counts: the one with the lowest.", o => Count(o, "spec", "matchingPrecedence")),
        Text("DistinguisherMethod", "What makes requests one flow.", o => o.Root.StringAt("spec", "distinguisherMethod", "type") ?? None),
        AgeColumn,
        Text("MissingPL", "references a broken or non-existent PriorityLevelConfiguration", o => o.Condition("Dangling").StringAt("status") ?? "?"),
    ];

    public static readonly IReadOnlyList<TableColumn> PriorityLevelConfiguration =
    [
        NameColumn,
        Text("Type", "Whether it is limited.", o => o.Root.StringAt("spec", "type") ?? ""),
        Text("NominalConcurrencyShares", "Its share of what can be served at once.", o => Limit(o, "nominalConcurrencyShares")),
        Text("Queues", "How many queues it has.", o => Limit(o, "limitResponse", "queuing", "queues")),
        Text("HandSize", "How many of them a flow may use.", o => Limit(o, "limitResponse", "queuing", "handSize")),
        Text("QueueLengthLimit", "How many requests may wait in one.", o => Limit(o, "limitResponse", "queuing", "queueLengthLimit")),
        AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> ApiService =
    [
        NameColumn,
        Text("Service", "The reference to the service that hosts this API endpoint.", o =>
            o.Root.At("spec", "service") is { } service ? $"{service.StringAt("namespace")}/{service.StringAt("name")}" : "Local"),
        Text("Available", "Whether this service is available.", Availability),
        AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> ServiceCidr =
        [NameColumn, Text("CIDRs", "The ranges.", o => string.Join(',', o.Root.ListAt("spec", "cidrs").Select(c => c.AsString()))), AgeColumn];

    /// <summary>Its age is no column; a real server gives it all the same, beyond the last one.</summary>
    public static readonly IReadOnlyList<TableColumn> IpAddress = [NameColumn, Text("ParentRef", "What has the address.", ParentOf)];

    private static TableColumn Boolean(string name, string description, Func<KubeObject, Value> cell) => new(name, "boolean", 0, description, (o, _) => cell(o));

    private static TableColumn Flag(string name, string description, string field) => Boolean(name, description, o => o.Root.BoolAt("spec", field) == true);

    private static Value Limit(KubeObject level, params string[] path) => level.Root.At(["spec", "limited", .. path]) ?? None;

    private static Value ConditionOf(KubeObject request)
    {
        var conditions = request.Root.ListAt("status", "conditions").Select(c => c.StringAt("type")).ToArray();
        return (conditions.Contains("Denied") ? "Denied" : conditions.Contains("Approved") ? "Approved" : "Pending")
            + (conditions.Contains("Failed") ? ",Failed" : "")
            + (request.Root.StringAt("status", "certificate") is { Length: > 0 } ? ",Issued" : "");
    }

    private static Value Availability(KubeObject service) => service.Condition("Available") switch
    {
        null => "Unknown",
        var condition when condition.StringAt("status") != "True" && condition.StringAt("reason") is { Length: > 0 } reason => $"{condition.StringAt("status")} ({reason})",
        var condition => condition.StringAt("status") ?? "",
    };

    private static Value ParentOf(KubeObject address)
    {
        if (address.Root.At("spec", "parentRef") is not { } parent)
        {
            return None;
        }

        var group = parent.StringAt("group") is { Length: > 0 } named ? "." + named : "";
        var ns = parent.StringAt("namespace") is { Length: > 0 } within ? within + "/" : "";
#pragma warning disable CA1308 // Resources are in lower case.
        return string.Create(CultureInfo.InvariantCulture, $"{(parent.StringAt("resource") + group).ToLowerInvariant()}/{ns}{parent.StringAt("name")}");
#pragma warning restore CA1308
    }
}
