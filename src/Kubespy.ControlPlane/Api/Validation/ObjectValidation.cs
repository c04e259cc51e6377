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
    public static void Check(Resource resource, KubeObject obj, KubeObject? old, string subresource = "")
    {
        var errors = Errors(resource, obj, old, subresource).ToList();
        if (errors.Count > 0)
        {
            throw Refusal(resource.Kind, resource.Group, obj.Name, errors);
        }
    }

    public static ApiException Refusal(string kind, string group, string name, IReadOnlyList<FieldError> errors)
    {
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        // Each is told once, however often it was found; the causes have every one.
        var told = errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToList();
        var listed = told.Count == 1 ? told[0] : $"[{string.Join(", ", told)}]";
        var details = new MapBuilder()
            .Set("name", name.Length == 0 ? null : StringValue.Of(name))
            .Set("group", group.Length == 0 ? null : StringValue.Of(group))
            .Set("kind", kind.Length == 0 ? null : StringValue.Of(kind))
            .Set("causes", ListValue.Of(errors.Select(e => (Value)e.ToValue())))
            .ToMap();
        return new ApiException(new ApiStatus(422, "Invalid", $"{qualified} \"{name}\" is invalid: {listed}", details));
    }

    private static IEnumerable<FieldError> Errors(Resource resource, KubeObject obj, KubeObject? old, string subresource)
    {
        var metadata = MetadataValidation.Check(resource, obj, old);
        if (resource.Schema.Structure is { } structure)
        {
            return metadata.Concat(StructuralValidation.Check(obj.Root, old?.Root, structure));
        }

        if (old is not null && subresource == "status" && resource.Kind != "CertificateSigningRequest")
        {
            return metadata.Concat(StatusValidation.Check(resource, obj, old));
        }

        if (resource.Kind == "CertificateSigningRequest")
        {
            return metadata.Concat(CertificateRequestValidation.Check(obj, old, subresource));
        }

        // What was checked when it was stored need not be checked again with every status.
        if (obj.Root["spec"] is { } spec && ReferenceEquals(spec, old?.Root["spec"]))
        {
            return metadata;
        }

        return metadata.Concat(resource.Kind switch
        {
            "CustomResourceDefinition" => DefinitionValidation.Check(obj, old),
            "Deployment" => WorkloadValidation.CheckDeployment(obj, old),
            "ReplicaSet" => WorkloadValidation.CheckReplicaSet(obj, old),
            "Pod" when old is null => PodSpecValidation.CheckPod(obj),
            "Pod" when subresource == "ephemeralcontainers" => PodSubresourceValidation.CheckEphemeralContainers(obj, old),
            "Pod" when subresource == "resize" => PodSubresourceValidation.CheckResize(obj, old),
            "Pod" => PodUpdateValidation.Check(obj, old),
            "Service" => ServiceValidation.Check(obj, old),
            "ConfigMap" or "Secret" => DataValidation.Check(obj, old),
            "StatefulSet" => StatefulSetValidation.Check(obj, old),
            "DaemonSet" => WorkloadValidation.CheckDaemonSet(obj, old),
            "Job" => JobValidation.CheckJob(obj, old),
            "CronJob" => CronJobValidation.Check(obj, old),
            "Ingress" => IngressValidation.Check(obj, old),
            "NetworkPolicy" => NetworkPolicyValidation.Check(obj),
            "PersistentVolumeClaim" => VolumeValidation.CheckClaim(obj, old),
            "PersistentVolume" => VolumeValidation.CheckVolume(obj, old),
            "StorageClass" => StorageClassValidation.Check(obj, old),
            "HorizontalPodAutoscaler" => AutoscalerValidation.Check(obj, old),
            "PodDisruptionBudget" => PolicyValidation.CheckDisruptionBudget(obj),
            "LimitRange" => LimitRangeValidation.Check(obj),
            "ResourceQuota" => QuotaValidation.Check(obj, old),
            "PriorityClass" => PolicyValidation.CheckPriorityClass(obj, old),
            "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" => WebhookValidation.Check(obj),
            "RuntimeClass" => WebhookValidation.CheckRuntimeClass(obj, old),
            "Role" or "ClusterRole" => RoleValidation.CheckRole(obj),
            "RoleBinding" or "ClusterRoleBinding" => RoleValidation.CheckBinding(obj, old),
            "IngressClass" => IngressClassValidation.Check(obj, old),
            // The server's own address may be a loopback one: it is embedded.
            "Endpoints" or "EndpointSlice" when obj is { Namespace: "default", Name: "kubernetes" } => [],
            "Endpoints" => EndpointsValidation.CheckEndpoints(obj, old),
            "EndpointSlice" => EndpointsValidation.CheckSlice(obj, old),
            "Node" => NodeValidation.Check(obj, old),
            "Lease" => RecordValidation.CheckLease(obj),
            "ControllerRevision" => RecordValidation.CheckRevision(obj, old),
            "Event" => RecordValidation.CheckEvent(obj),
            "ReplicationController" => WorkloadValidation.CheckReplicationController(obj),
            "PodTemplate" => WorkloadValidation.CheckPodTemplate(obj),
            "CSINode" => CsiValidation.CheckNode(obj, old),
            "CSIDriver" => CsiValidation.CheckDriver(obj, old),
            "CSIStorageCapacity" => CsiValidation.CheckCapacity(obj, old),
            "VolumeAttachment" => AttachmentValidation.CheckAttachment(obj, old),
            "VolumeAttributesClass" => AttachmentValidation.CheckClass(obj, old),
            "FlowSchema" => FlowControlValidation.CheckSchema(obj),
            "PriorityLevelConfiguration" => PriorityLevelValidation.Check(obj),
            "APIService" => ApiServiceValidation.Check(obj),
            "ServiceCIDR" => ServiceRangeValidation.CheckRange(obj, old),
            "IPAddress" => ServiceRangeValidation.CheckAddress(obj, old),
            _ => [],
        });
    }
}
