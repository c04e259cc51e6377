using Kubespy.FieldTable;

// Writes the field table of the embedded cluster's API types from the published Go declarations of the Kubernetes API.
//   dotnet run --project tools/Kubespy.FieldTable -- STAGING_K8S_IO_FOLDER OUTPUT
// STAGING_K8S_IO_FOLDER is kubernetes/staging/src/k8s.io of the release to follow.
if (args.Length != 2)
{
    await Console.Error.WriteLineAsync("usage: Kubespy.FieldTable STAGING_K8S_IO_FOLDER OUTPUT");
    return 2;
}

string[] roots =
[
    "core/v1.Namespace", "core/v1.Node", "core/v1.Pod", "core/v1.Service", "core/v1.Endpoints", "core/v1.Event", "core/v1.ConfigMap",
    "core/v1.Secret", "core/v1.ServiceAccount", "core/v1.Binding", "core/v1.PodTemplate", "apps/v1.Deployment", "apps/v1.ReplicaSet",
    "apps/v1.StatefulSet", "apps/v1.DaemonSet", "apps/v1.ControllerRevision", "batch/v1.Job", "batch/v1.CronJob",
    "discovery/v1.EndpointSlice", "events/v1.Event", "coordination/v1.Lease", "autoscaling/v1.Scale", "policy/v1.Eviction",
    "meta/v1.DeleteOptions", "meta/v1.Status", "core/v1.PersistentVolumeClaim", "core/v1.PersistentVolume", "core/v1.ResourceQuota",
    "core/v1.LimitRange", "networking/v1.Ingress", "networking/v1.IngressClass", "networking/v1.NetworkPolicy",
    "autoscaling/v1.HorizontalPodAutoscaler", "autoscaling/v2.HorizontalPodAutoscaler", "policy/v1.PodDisruptionBudget",
    "rbac/v1.Role", "rbac/v1.RoleBinding", "rbac/v1.ClusterRole", "rbac/v1.ClusterRoleBinding", "storage/v1.StorageClass",
    "scheduling/v1.PriorityClass", "authorization/v1.SelfSubjectAccessReview", "authentication/v1.SelfSubjectReview",
    "apiextensions/v1.CustomResourceDefinition", "authorization/v1.SubjectAccessReview", "authorization/v1.LocalSubjectAccessReview",
    "authorization/v1.SelfSubjectRulesReview", "authentication/v1.TokenReview", "authentication/v1.TokenRequest", "metrics/v1beta1.PodMetrics",
    "metrics/v1beta1.NodeMetrics", "admissionregistration/v1.ValidatingWebhookConfiguration",
    "admissionregistration/v1.MutatingWebhookConfiguration", "node/v1.RuntimeClass", "storage/v1.CSINode", "storage/v1.CSIDriver",
    "storage/v1.CSIStorageCapacity", "storage/v1.VolumeAttachment", "storage/v1.VolumeAttributesClass", "core/v1.ReplicationController",
    "certificates/v1.CertificateSigningRequest", "flowcontrol/v1.FlowSchema", "flowcontrol/v1.PriorityLevelConfiguration",
    "apiregistration/v1.APIService", "networking/v1.ServiceCIDR", "networking/v1.IPAddress",
];

var imports = new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["metav1"] = "meta/v1",
    ["v1"] = "core/v1",
    ["corev1"] = "core/v1",
    ["resource"] = "resource",
    ["intstr"] = "intstr",
    ["types"] = "types",
    ["runtime"] = "runtime",
    ["apiv1"] = "core/v1",
};
(string Name, string Path)[] packages =
[
    ("core/v1", "api/core/v1"), ("apps/v1", "api/apps/v1"), ("batch/v1", "api/batch/v1"), ("discovery/v1", "api/discovery/v1"),
    ("events/v1", "api/events/v1"), ("coordination/v1", "api/coordination/v1"), ("autoscaling/v1", "api/autoscaling/v1"),
    ("policy/v1", "api/policy/v1"), ("meta/v1", "apimachinery/pkg/apis/meta/v1"), ("networking/v1", "api/networking/v1"),
    ("autoscaling/v2", "api/autoscaling/v2"), ("rbac/v1", "api/rbac/v1"), ("storage/v1", "api/storage/v1"), ("scheduling/v1", "api/scheduling/v1"),
    ("authorization/v1", "api/authorization/v1"), ("authentication/v1", "api/authentication/v1"),
    ("metrics/v1beta1", "metrics/pkg/apis/metrics/v1beta1"), ("admissionregistration/v1", "api/admissionregistration/v1"),
    ("node/v1", "api/node/v1"), ("certificates/v1", "api/certificates/v1"), ("flowcontrol/v1", "api/flowcontrol/v1"),
    ("apiregistration/v1", "kube-aggregator/pkg/apis/apiregistration/v1"),
    ("apiextensions/v1", "apiextensions-apiserver/pkg/apis/apiextensions/v1"),
    ("apiextensions/v1", "apiextensions-apiserver/pkg/apis/apiextensions/v1/types_jsonschema.go"),
];

var structs = new Dictionary<string, IReadOnlyList<GoField>>(StringComparer.Ordinal);
var atomic = new HashSet<string>(StringComparer.Ordinal);
var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
foreach (var (name, path) in packages)
{
    var package = new GoPackage(name, imports);
    var source = Path.Combine(args[0], path);
    package.Read(await File.ReadAllTextAsync(source.EndsWith(".go", StringComparison.Ordinal) ? source : Path.Combine(source, "types.go")));
    foreach (var (type, fields) in package.Structs)
    {
        structs[type] = fields;
    }

    atomic.UnionWith(package.AtomicStructs);
    foreach (var (alias, type) in package.Aliases)
    {
        aliases[alias] = type;
    }
}

await using var writer = new StreamWriter(args[1]) { NewLine = "\n" };
TableWriter.Write(writer, roots, structs, aliases, atomic);
return 0;
