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

    /// <summary>The posts' application; it starts in two seconds and takes three to stop, so that eyes can follow.</summary>
    private const string Manifest =
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
         "spec":{"replicas":3,"selector":{"matchLabels":{"app":"nginx"}},
          "template":{"metadata":{"labels":{"app":"nginx"},"annotations":{"kubespy.dev/start-seconds":"2"}},
           "spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80}],
            "lifecycle":{"preStop":{"sleep":{"seconds":3}}}}]}}}}
        """;

    private const string Service =
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
         "spec":{"type":"LoadBalancer","selector":{"app":"nginx"},"ports":[{"port":80,"targetPort":80}]}}
        """;

    public KubeObject Deployment => host.Cluster.Store.Find(Resources.Deployments, Key)!;

    public IReadOnlyList<KubeObject> Pods => [.. host.Cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.Namespace == "default")];

    public bool IsComplete => Count("updatedReplicas") == 3 && Count("availableReplicas") == 3 && Count("replicas") == 3
        && Deployment.Status.Int64At("observedGeneration") == Deployment.Generation;

    public bool IsSettled => IsComplete && Pods.All(p => !p.IsBeingDeleted);

    public Task CreateAsync() => host.InvokeAsync(() =>
    {
        host.Cluster.Api.Create(Resources.Services, KubeObject.Parse(Service), Identity("kubectl-client-side-apply"));
        return host.Cluster.Api.Create(Resources.Deployments, KubeObject.Parse(Manifest), Identity("kubectl-client-side-apply"));
    });

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
    public string AnyReadyPod() => Pods.Where(p => PodView.Of(p).IsReady && !p.IsBeingDeleted && p.ControllerRef is not null).Select(p => p.Name).Order(StringComparer.Ordinal).First();

    private Task<KubeObject> LabelAsync(string name, Value app) => host.InvokeAsync(() => host.Cluster.Api.Patch(
        Resources.Pods, new ObjectKey("default", name), new Patch.Merge(MapValue.Of(("metadata", MapValue.Of(("labels", MapValue.Of(("app", app))))))), Identity("kubectl-label")));

    private long Count(string field) => Deployment.Status.Int64At(field) ?? 0;

    private Task<KubeObject> PatchDeploymentAsync(string patch, string manager) => host.InvokeAsync(() => host.Cluster.Api.Patch(
        Resources.Deployments, Key, new Patch.StrategicMerge((MapValue)ValueReader.Read(patch)), Identity(manager)));

    private static WriteContext Identity(string manager) => new("kubernetes-admin", "kubectl/v1.36") { FieldManager = manager };
}
