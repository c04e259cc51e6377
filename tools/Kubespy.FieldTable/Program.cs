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
    "meta/v1.DeleteOptions", "meta/v1.Status",
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
};
(string Name, string Folder)[] packages =
[
    ("core/v1", "api/core/v1"), ("apps/v1", "api/apps/v1"), ("batch/v1", "api/batch/v1"), ("discovery/v1", "api/discovery/v1"),
    ("events/v1", "api/events/v1"), ("coordination/v1", "api/coordination/v1"), ("autoscaling/v1", "api/autoscaling/v1"),
    ("policy/v1", "api/policy/v1"), ("meta/v1", "apimachinery/pkg/apis/meta/v1"),
];

var structs = new Dictionary<string, IReadOnlyList<GoField>>(StringComparer.Ordinal);
var atomic = new HashSet<string>(StringComparer.Ordinal);
var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
foreach (var (name, folder) in packages)
{
    var package = new GoPackage(name, imports);
    package.Read(await File.ReadAllTextAsync(Path.Combine(args[0], folder, "types.go")));
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
