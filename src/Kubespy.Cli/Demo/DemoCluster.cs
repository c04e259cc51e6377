using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Server;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Demo;

/// <summary>The embedded cluster with the example application, and the hand that changes it as kubectl would.</summary>
internal sealed class DemoCluster(ClusterHost host)
{
    public const string Name = "nginx";

    private static readonly ObjectKey Key = new("default", Name);

    public KubeObject Deployment => host.Cluster.Store.Find(Resources.Deployments, Key)!;

    /// <summary>Those of the application, released ones among them.</summary>
    public IReadOnlyList<KubeObject> Pods => PodsOf(Name);

    public bool IsComplete => Count("updatedReplicas") == 3 && Count("availableReplicas") == 3 && Count("replicas") == 3
        && Deployment.Status.Int64At("observedGeneration") == Deployment.Generation;

    public bool IsSettled => IsComplete && Pods.All(p => !p.IsBeingDeleted);

    public async Task CreateAsync()
    {
        await CreateAsync(Resources.Services, DemoManifests.Service);
        await CreateAsync(Resources.Deployments, DemoManifests.Deployment);
    }

    public Task<KubeObject> CreateAsync(Resource resource, string manifest, string manager = "kubectl-client-side-apply") =>
        host.InvokeAsync(() => host.Cluster.Api.Create(resource, KubeObject.Parse(manifest), Identity(manager)));

    public KubeObject? Find(Resource resource, string name, string ns = "default") => host.Cluster.Store.Find(resource, new ObjectKey(ns, name));

    /// <summary>The Pods that a workload of that name has made.</summary>
    public IReadOnlyList<KubeObject> PodsOf(string workload) =>
        [.. host.Cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.Namespace == "default" && p.Name.StartsWith(workload + "-", StringComparison.Ordinal))];

    /// <summary>How many endpoints of a Service take traffic.</summary>
    public int EndpointsOf(string service) => host.Cluster.Store.Read(Resources.EndpointSlices).Objects.Values
        .Where(s => s.Label("kubernetes.io/service-name") == service)
        .SelectMany(s => s.Root.ListAt("endpoints")).Count(e => e.BoolAt("conditions", "ready") == true);

    /// <summary>Whether the node is Ready, as its condition says: True, False, Unknown.</summary>
    public string ReadyOf(string node) => Find(Resources.Nodes, node, "")?.Root.ListAt("status", "conditions")
        .FirstOrDefault(c => c.StringAt("type") == "Ready").StringAt("status") ?? "";

    /// <summary>As kubectl annotate; null removes it.</summary>
    public Task AnnotateAsync(Resource resource, string ns, string name, string annotation, string? value) => PatchAsync(
        resource, new ObjectKey(ns, name), Metadata("annotations", annotation, value is null ? Value.Null : StringValue.Of(value)), "kubectl-annotate");

    /// <summary>As kubectl set selector, which leaves nothing of the former one.</summary>
    public Task SetSelectorAsync(string service, string app) => PatchAsync(
        Resources.Services, new ObjectKey("default", service), (MapValue)ValueReader.Read("""{"spec":{"selector":{"app":"APP","tier":null}}}""".Replace("APP", app, StringComparison.Ordinal)), "kubectl-set");

    public Task SetImageAsync(string image) => PatchDeploymentAsync(
        """{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"IMAGE"}]}}}}""".Replace("IMAGE", image, StringComparison.Ordinal), "kubectl-set");

    public Task SetCrashAsync() => PatchDeploymentAsync(
        """{"spec":{"template":{"spec":{"containers":[{"name":"nginx","env":[{"name":"CRASH","value":"1"}]}]}}}}""", "kubectl-set");

    /// <summary>As kubectl rollout undo: the template of the ReplicaSet before the newest.</summary>
    public Task UndoAsync() => host.InvokeAsync(() =>
    {
        var former = host.Cluster.Store.Read(Resources.ReplicaSets).Objects.Values
            .OrderByDescending(DeploymentRevision.Of)
            .ElementAt(1);
        var template = PodTemplate.WithoutHash(former.Root.MapAt("spec", "template")!);
        var patch = MapValue.Of(("spec", MapValue.Of(("template", template.With("$patch", "replace")))));
        return host.Cluster.Api.Patch(Resources.Deployments, Key, new Patch.StrategicMerge(patch), Identity("kubectl-rollout"));
    });

    public Task DeletePodAsync(string name) => host.InvokeAsync(() =>
        host.Cluster.Api.Delete(Resources.Pods, new ObjectKey("default", name), DeleteOptions.Default, Identity("kubectl-delete")));

    public Task RemoveLabelAsync(string name) => LabelAsync(name, NullValue.Instance);

    public Task AddLabelAsync(string name) => LabelAsync(name, StringValue.Of("nginx"));

    /// <summary>A Pod that serves, the oldest by name.</summary>
    public string AnyReadyPod() => ReadyPod().Name;

    /// <summary>The node of that Pod.</summary>
    public string AnyNodeInUse() => PodView.Of(ReadyPod()).NodeName;

    private KubeObject ReadyPod() => Pods.Where(p => PodView.Of(p).IsReady && !p.IsBeingDeleted && p.ControllerRef is not null).MinBy(p => p.Name, StringComparer.Ordinal)!;

    private Task<KubeObject> LabelAsync(string name, Value app) => PatchAsync(Resources.Pods, new ObjectKey("default", name), Metadata("labels", "app", app), "kubectl-label");

    private Task<KubeObject> PatchAsync(Resource resource, ObjectKey key, MapValue patch, string manager) =>
        host.InvokeAsync(() => host.Cluster.Api.Patch(resource, key, new Patch.Merge(patch), Identity(manager)));

    private static MapValue Metadata(string field, string name, Value value) => MapValue.Of(("metadata", MapValue.Of((field, MapValue.Of((name, value))))));

    private long Count(string field) => Deployment.Status.Int64At(field) ?? 0;

    private Task<KubeObject> PatchDeploymentAsync(string patch, string manager) => host.InvokeAsync(() => host.Cluster.Api.Patch(
        Resources.Deployments, Key, new Patch.StrategicMerge((MapValue)ValueReader.Read(patch)), Identity(manager)));

    private static WriteContext Identity(string manager) => new("kubernetes-admin", "kubectl/v1.36") { FieldManager = manager };
}
