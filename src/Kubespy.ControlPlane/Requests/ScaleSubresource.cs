using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>The scale of what has replicas (autoscaling/v1): its replicas under a shape of their own.</summary>
internal static class ScaleSubresource
{
    public static MapValue Of(Resource resource, KubeObject obj)
    {
        var metadata = new MapBuilder();
        foreach (var field in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata.Set(field, obj.Metadata[field]);
        }

        var replicas = obj.Root.Int64At([.. resource.Scale.Wanted]) ?? 0;
        var selector = resource.Scale.Selector is { } path ? obj.Root.At([.. path]) : null;
        var text = selector is null or StringValue ? selector?.AsString() ?? "" : SelectorOf(resource, selector).ToString();
        return MapValue.Of(
            ("kind", "Scale"),
            ("apiVersion", "autoscaling/v1"),
            ("metadata", metadata.ToMap()),
            ("spec", replicas == 0 ? MapValue.Empty : MapValue.Of(("replicas", replicas))),
            ("status", MapValue.Of(("replicas", obj.Root.At([.. resource.Scale.Actual]) ?? NumberValue.Of(0)), ("selector", text))));
    }

    /// <summary>A ReplicationController selects by labels alone.</summary>
    private static LabelSelector SelectorOf(Resource resource, Value selector) =>
        resource == Resources.ReplicationControllers ? LabelSelector.OfLabels((MapValue)selector) : LabelSelector.OfValue(selector);

    /// <summary>The object scaled as the given Scale says.</summary>
    public static KubeObject Apply(Resource resource, KubeObject obj, MapValue scale)
    {
        var replicas = scale.Int64At("spec", "replicas") ?? 0;
        if (replicas < 0)
        {
            throw ObjectValidation.Refusal(
                "Scale", "autoscaling", obj.Name, [FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0")]);
        }

        var revision = scale.StringAt("metadata", "resourceVersion");
        var scaled = new KubeObject(obj.Root.WithAt([.. resource.Scale.Wanted], replicas));
        return revision is { Length: > 0 } ? scaled.WithMetadata("resourceVersion", revision) : scaled;
    }
}
