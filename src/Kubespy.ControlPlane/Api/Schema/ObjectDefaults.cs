using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// What the API server fills in where a client says nothing (pkg/apis/*/v1/defaults.go). Idempotent.
/// The result is not in canonical order; the caller normalises it.
/// </summary>
public static class ObjectDefaults
{
    public static MapValue Apply(string kind, MapValue root) => kind switch
    {
        "Deployment" => Update(root, "spec", DeploymentSpec),
        "ReplicaSet" => Update(root, "spec", ReplicaSetSpec),
        "Namespace" when root.StringAt("metadata", "name") is { Length: > 0 } name =>
            root.WithAt(["metadata", "labels", "kubernetes.io/metadata.name"], name),
        "Pod" => Update(root, "spec", PodDefaults.PodSpecOfPod),
        "Service" => Update(root, "spec", ServiceDefaults.ServiceSpec),
        "Secret" => Default(root, "type", "Opaque"),
        "Endpoints" => UpdateItems(root, "subsets", subset => UpdateItems(subset, "ports", port => Default(port, "protocol", "TCP"))),
        "EndpointSlice" => UpdateItems(root, "ports", port => Default(Default(port, "name", ""), "protocol", "TCP")),
        _ => root,
    };

    internal static MapValue Default(MapValue map, string name, Value value) =>
        map[name] is null or NullValue || (map[name] is StringValue { Text.Length: 0 } && value is StringValue) ? map.With(name, value) : map;

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

    private static MapValue DeploymentSpec(MapValue spec)
    {
        var result = Default(spec, "replicas", 1);
        result = Update(result, "template", PodDefaults.Template);
        result = Update(result, "strategy", Strategy);
        result = Default(result, "revisionHistoryLimit", 10);
        return Default(result, "progressDeadlineSeconds", 600);
    }

    private static MapValue Strategy(MapValue strategy)
    {
        var result = Default(strategy, "type", "RollingUpdate");
        return result["type"]?.AsString() != "RollingUpdate"
            ? result
            : Update(result, "rollingUpdate", rolling => Default(Default(rolling, "maxUnavailable", "25%"), "maxSurge", "25%"));
    }

    private static MapValue ReplicaSetSpec(MapValue spec) =>
        Update(Default(spec, "replicas", 1), "template", PodDefaults.Template);
}
