using Kubespy.ControlPlane.Api.CustomResources;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>
/// The rules of each kind for create and update (pkg/apis/*/validation), as far as the embedded cluster's behaviour
/// depends on them; docs/fidelity.md names what is not checked.
/// </summary>
public static class ObjectValidation
{
    /// <exception cref="ApiException">422 with every cause.</exception>
    public static void Check(Resource resource, KubeObject obj, KubeObject? old)
    {
        var errors = Errors(resource, obj, old).ToList();
        if (errors.Count > 0)
        {
            throw Refusal(resource.Kind, resource.Group, obj.Name, errors);
        }
    }

    public static ApiException Refusal(string kind, string group, string name, IReadOnlyList<FieldError> errors)
    {
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        var listed = errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]";
        var details = new MapBuilder()
            .Set("name", name.Length == 0 ? null : StringValue.Of(name))
            .Set("group", group.Length == 0 ? null : StringValue.Of(group))
            .Set("kind", kind)
            .Set("causes", ListValue.Of(errors.Select(e => (Value)e.ToValue())))
            .ToMap();
        return new ApiException(new ApiStatus(422, "Invalid", $"{qualified} \"{name}\" is invalid: {listed}", details));
    }

    private static IEnumerable<FieldError> Errors(Resource resource, KubeObject obj, KubeObject? old)
    {
        var metadata = MetadataValidation.Check(resource, obj);
        if (resource.Schema.Structure is { } structure)
        {
            return metadata.Concat(StructuralValidation.Check(obj.Root, old?.Root, structure));
        }

        return metadata.Concat(resource.Kind switch
        {
            "CustomResourceDefinition" => DefinitionValidation.Check(obj, old),
            "Deployment" => WorkloadValidation.CheckDeployment(obj, old),
            "ReplicaSet" => WorkloadValidation.CheckReplicaSet(obj, old),
            "Pod" when old is null => PodSpecValidation.Check("spec", obj.Spec ?? MapValue.Empty),
            "Pod" => PodUpdateValidation.Check(obj, old),
            "Service" => ServiceValidation.Check(obj, old),
            "ConfigMap" or "Secret" => DataValidation.Check(obj, old),
            "StatefulSet" => WorkloadValidation.CheckStatefulSet(obj, old),
            "DaemonSet" => WorkloadValidation.CheckDaemonSet(obj, old),
            "Job" => JobValidation.CheckJob(obj, old),
            "CronJob" => JobValidation.CheckCronJob(obj),
            "Ingress" => IngressValidation.Check(obj),
            "NetworkPolicy" => SelectorValidation.Check("spec.podSelector", obj.Root.At("spec", "podSelector")),
            "PersistentVolumeClaim" => VolumeValidation.CheckClaim(obj, old),
            "PersistentVolume" => VolumeValidation.CheckVolume(obj),
            "StorageClass" => VolumeValidation.CheckStorageClass(obj, old),
            "HorizontalPodAutoscaler" => PolicyValidation.CheckAutoscaler(obj),
            "PodDisruptionBudget" => PolicyValidation.CheckDisruptionBudget(obj),
            "LimitRange" => PolicyValidation.CheckLimitRange(obj),
            "ResourceQuota" => PolicyValidation.CheckQuota(obj),
            "PriorityClass" => PolicyValidation.CheckPriorityClass(obj, old),
            "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" => WebhookValidation.Check(obj),
            "RuntimeClass" => WebhookValidation.CheckRuntimeClass(obj, old),
            "Role" or "ClusterRole" => RoleValidation.CheckRole(obj),
            "RoleBinding" or "ClusterRoleBinding" => RoleValidation.CheckBinding(obj, old),
            _ => [],
        });
    }
}
