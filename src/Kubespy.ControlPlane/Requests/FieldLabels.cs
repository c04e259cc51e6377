using Kubespy.ControlPlane.Api;

namespace Kubespy.ControlPlane.Requests;

/// <summary>
/// The fields that each kind lets itself be selected by, and how it refuses others (pkg/apis/core/v1/conversion.go and its neighbours;
/// kinds without conversions of their own as runtime.DefaultMetaV1FieldSelectorConversion).
/// </summary>
internal static class FieldLabels
{
    private static readonly string[] Metadata = ["metadata.name", "metadata.namespace"];

    /// <summary>The path in the stored object; null where it cannot be selected by.</summary>
    public static string[]? PathOf(Resource resource, string group, string name) => (resource.IsCustom ? "" : resource.Kind, name) switch
    {
        ("", _) when resource.SelectablePaths.Contains(name) => name.Split('.'),
        ("Node" or "Namespace", "metadata.namespace") => null,
        _ when Metadata.Contains(name) => name.Split('.'),
        ("Pod", "spec.nodeName" or "spec.restartPolicy" or "spec.schedulerName" or "spec.serviceAccountName" or "spec.hostNetwork"
            or "status.phase" or "status.podIP" or "status.nominatedNodeName") => name.Split('.'),
        ("Event", "regarding.kind" or "regarding.namespace" or "regarding.name" or "regarding.uid" or "regarding.apiVersion"
            or "regarding.resourceVersion" or "regarding.fieldPath") when group == "events.k8s.io" => ["involvedObject", name.Split('.')[1]],
        ("Event", "involvedObject.kind" or "involvedObject.namespace" or "involvedObject.name" or "involvedObject.uid" or "involvedObject.apiVersion"
            or "involvedObject.resourceVersion" or "involvedObject.fieldPath" or "reportingComponent") when group.Length == 0 => name.Split('.'),
        ("Event", "reason" or "type") => [name],
        ("Event", "reportingController") when group == "events.k8s.io" => ["reportingComponent"],
        ("Event", "source") when group.Length == 0 => ["source", "component"],
        ("Namespace", "status.phase") => name.Split('.'),
        ("Node", "spec.unschedulable") => name.Split('.'),
        ("Secret", "type") => ["type"],
        ("Job", "status.successful") => ["status", "succeeded"],
        ("ReplicationController", "status.replicas") => name.Split('.'),
        ("CertificateSigningRequest", "spec.signerName") => name.Split('.'),
        ("Service", "spec.clusterIP" or "spec.type") => name.Split('.'),
        _ => null,
    };

    public static string Refusal(Resource resource, string name) => (resource.IsCustom ? "" : resource.Kind) switch
    {
        "Pod" or "Node" or "Namespace" or "Secret" or "Service" or "Event" => $"field label not supported: {name}",
        "Job" => $"field label \"{name}\" not supported for Job",
        _ => $"\"{name}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
    };
}
