using Kubespy.ControlPlane.Api.CustomResources;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// What the API server fills in where a client says nothing (pkg/apis/*/v1/defaults.go). Idempotent.
/// The result is not in canonical order; the caller normalises it.
/// </summary>
public static class ObjectDefaults
{
    public static MapValue Apply(Resource resource, MapValue root) =>
        resource.Schema.Structure is { } structure ? StructuralDefaults.Apply(root, structure) : Apply(resource.Kind, root);

    private static MapValue Apply(string kind, MapValue root) => kind switch
    {
        "Deployment" => Update(root, "spec", WorkloadDefaults.DeploymentSpec),
        "ReplicaSet" => Update(root, "spec", WorkloadDefaults.ReplicaSetSpec),
        "ReplicationController" => WorkloadDefaults.ReplicationController(root),
        "PodTemplate" => Update(root, "template", PodDefaults.Template),
        "CSIDriver" => Update(root, "spec", ComponentDefaults.CsiDriverSpec),
        "VolumeAttachment" => UpdateIfSet(root, "spec", ComponentDefaults.VolumeAttachmentSpec),
        "FlowSchema" => Update(root, "spec", spec => DefaultNumber(spec, "matchingPrecedence", 1000)),
        "PriorityLevelConfiguration" => UpdateIfSet(root, "spec", ComponentDefaults.PriorityLevelSpec),
        "APIService" => UpdateIfSet(root, "spec", spec => UpdateIfSet(spec, "service", service => DefaultUnset(service, "port", 443))),
        "StatefulSet" => Update(root, "spec", WorkloadDefaults.StatefulSetSpec),
        "DaemonSet" => WorkloadDefaults.DaemonSet(root),
        "Job" => WorkloadDefaults.Job(root),
        "CronJob" => Update(root, "spec", WorkloadDefaults.CronJobSpec),
        "HorizontalPodAutoscaler" => Update(root, "spec", AutoscalerDefaults.Spec),
        "PersistentVolumeClaim" => Update(root, "spec", VolumeDefaults.Claim),
        "PersistentVolume" => Update(root, "spec", VolumeDefaults.PersistentVolume),
        "StorageClass" => DefaultUnset(DefaultUnset(root, "reclaimPolicy", "Delete"), "volumeBindingMode", "Immediate"),
        "LimitRange" => Update(root, "spec", spec => UpdateItems(spec, "limits", PolicyDefaults.LimitRangeItem)),
        "NetworkPolicy" => Update(root, "spec", PolicyDefaults.NetworkPolicySpec),
        "RoleBinding" or "ClusterRoleBinding" => PolicyDefaults.Binding(root),
        "IngressClass" => Update(root, "spec", spec => UpdateIfSet(spec, "parameters", p => Default(p, "scope", "Cluster"))),
        "CustomResourceDefinition" => Update(root, "spec", PolicyDefaults.DefinitionSpec),
        "ValidatingWebhookConfiguration" => WebhookDefaults.Configuration(root, isMutating: false),
        "MutatingWebhookConfiguration" => WebhookDefaults.Configuration(root, isMutating: true),
        "PriorityClass" => Default(root, "preemptionPolicy", "PreemptLowerPriority"),
        "Namespace" when root.StringAt("metadata", "name") is { Length: > 0 } name =>
            root.WithAt(["metadata", "labels", "kubernetes.io/metadata.name"], name),
        "Pod" => Update(root, "spec", PodDefaults.PodSpecOfPod),
        "Node" => UpdateIfSet(root, "spec", NodeSpec),
        "Service" => Update(root, "spec", ServiceDefaults.ServiceSpec),
        "Secret" => Default(WithStringData(root), "type", "Opaque"),
        "Endpoints" => UpdateItems(root, "subsets", subset => UpdateItems(subset, "ports", port => Default(port, "protocol", "TCP"))),
        "EndpointSlice" => UpdateItems(root, "ports", port => Default(Default(port, "name", ""), "protocol", "TCP")),
        _ => root,
    };

    /// <summary>The one range and the list of ranges are kept in step, the one counts more (pkg/apis/core/v1/conversion.go).</summary>
    private static MapValue NodeSpec(MapValue spec)
    {
        var ranges = spec.ListAt("podCIDRs");
        return spec.StringAt("podCIDR") is { Length: > 0 } range
            ? ranges.Count > 0 && ranges[0].AsString() == range ? spec : spec.With("podCIDRs", ListValue.Of([range]))
            : ranges.Count > 0 ? spec.With("podCIDR", ranges[0]) : spec;
    }

    /// <summary>stringData is written only: it goes into data, and over it (pkg/apis/core/v1/conversion.go).</summary>
    private static MapValue WithStringData(MapValue secret)
    {
        if (secret["stringData"] is not MapValue texts)
        {
            return secret;
        }

        var data = secret.MapAt("data") ?? MapValue.Empty;
        foreach (var (name, text) in texts)
        {
            data = data.With(name, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text.AsString() ?? "")));
        }

        return secret.With("data", data).WithOptional("stringData", null);
    }

    internal static MapValue Default(MapValue map, string name, Value value) =>
        map[name] is null or NullValue || (map[name] is StringValue { Text.Length: 0 } && value is StringValue) ? map.With(name, value) : map;

    /// <summary>Sets a field that Go keeps as a pointer: an empty text was given.</summary>
    internal static MapValue DefaultUnset(MapValue map, string name, Value value) =>
        map[name] is null or NullValue ? map.With(name, value) : map;

    /// <summary>Sets a number that is unset or 0: Go cannot tell these apart where the field is no pointer.</summary>
    internal static MapValue DefaultNumber(MapValue map, string name, long value) =>
        (map[name]?.AsInt64() ?? 0) == 0 ? map.With(name, value) : map;

    internal static MapValue Update(MapValue map, string name, Func<MapValue, MapValue> change) =>
        map.With(name, change(map[name]?.AsMap() ?? MapValue.Empty));

    internal static MapValue UpdateIfSet(MapValue map, string name, Func<MapValue, MapValue> change) =>
        map[name] is MapValue value ? map.With(name, change(value)) : map;

    internal static MapValue UpdateItems(MapValue map, string name, Func<MapValue, MapValue> change) =>
        map[name] is ListValue { Count: > 0 } list
            ? map.With(name, ListValue.Of(list.Select(item => item is MapValue m ? change(m) : item)))
            : map;
}
