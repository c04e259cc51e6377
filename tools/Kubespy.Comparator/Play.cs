using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Comparator;

/// <summary>The commands of the scenarios, each doing to the API what kubectl does.</summary>
public sealed class Play(EmbeddedCluster cluster)
{
    private static readonly ObjectKey Nginx = new("default", "nginx");

    private string _chosen = "";

    public void Create(string manifest) => Create(Resources.Deployments, manifest);

    /// <summary>With a Service before it.</summary>
    public void CreateDeployment(string manifest, string serviceType = "ClusterIP")
    {
        Create(manifest);
        Create(Resources.Services, """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
             "spec":{"type":"TYPE","selector":{"app":"nginx"},"ports":[{"port":80,"targetPort":80}]}}
            """.Replace("TYPE", serviceType, StringComparison.Ordinal));
    }

    public void Create(Resource resource, string json) => cluster.Api.Create(resource, KubeObject.Parse(json), Identity("kubectl-client-side-apply"));

    public void Patch(Resource resource, string name, string patch) =>
        cluster.Api.Patch(resource, new ObjectKey("default", name), new Patch.Merge((MapValue)ValueReader.Read(patch)), Identity("kubectl-patch"));

    public void Delete(Resource resource, string name, PropagationPolicy policy = PropagationPolicy.Background) =>
        cluster.Api.Delete(resource, new ObjectKey("default", name), new DeleteOptions { PropagationPolicy = policy }, Identity("kubectl"));

    /// <summary>Of a StatefulSet or a DaemonSet.</summary>
    public void SetImage(Resource resource, string name, string image) => cluster.Api.Patch(
        resource, new ObjectKey("default", name),
        new Patch.StrategicMerge((MapValue)ValueReader.Read($"{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"name\":\"nginx\",\"image\":\"{image}\"}}]}}}}}}}}")),
        Identity("kubectl-set"));

    public void Scale(Resource resource, string name, int replicas) => cluster.Api.Patch(
        resource, new ObjectKey("default", name), new Patch.Merge(MapValue.Of(("spec", MapValue.Of(("replicas", replicas))))), Identity("kubectl"), "scale");

    public void DeletePod(string name) => cluster.Api.Delete(Resources.Pods, new ObjectKey("default", name), DeleteOptions.Default, Identity("kubectl"));

    public void SetImage(string image) => Patch($"{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"name\":\"nginx\",\"image\":\"{image}\"}}]}}}}}}}}", "kubectl-set");

    public void SetEnvironment(string name) => Patch($"{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"name\":\"nginx\",\"env\":[{{\"name\":\"{name}\",\"value\":\"1\"}}]}}]}}}}}}}}", "kubectl-set");

    public void Restart() => Patch("{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/restartedAt\":\"2026-01-01T00:00:05Z\"}}}}}", "kubectl-rollout");

    public void Pause(bool paused) => Patch($"{{\"spec\":{{\"paused\":{(paused ? "true" : "null")}}}}}", "kubectl-rollout");

    public void Scale(int replicas) => cluster.Api.Patch(
        Resources.Deployments, Nginx, new Patch.Merge(MapValue.Of(("spec", MapValue.Of(("replicas", replicas))))), Identity("kubectl"), "scale");

    public void Annotate(string name, string value) => Patch($"{{\"metadata\":{{\"annotations\":{{\"{name}\":\"{value}\"}}}}}}", "kubectl-annotate");

    public void Label(string name, string value) => Patch($"{{\"metadata\":{{\"labels\":{{\"{name}\":\"{value}\"}}}}}}", "kubectl-label");

    public void PatchDeployment(string patch) => Patch(patch, "kubectl-patch");

    /// <summary>Annotates that Pod, counted from 0 in the order of names.</summary>
    public void AnnotatePod(int number, string name, string value)
    {
        var pod = cluster.Store.Read(Resources.Pods).Objects.Values.ElementAt(number);
        cluster.Api.Patch(Resources.Pods, pod.Key, new Patch.Merge(MapValue.Of(("metadata", MapValue.Of(("annotations", MapValue.Of((name, value))))))), Identity("kubectl-annotate"));
    }

    public void DeletePod() => cluster.Api.Delete(Resources.Pods, Choose(), DeleteOptions.Default, Identity("kubectl"));

    public void Label(string? value) => cluster.Api.Patch(
        Resources.Pods, Choose(),
        new Patch.Merge(MapValue.Of(("metadata", MapValue.Of(("labels", MapValue.Of(("app", value is null ? Value.Null : StringValue.Of(value)))))))), Identity("kubectl-label"));

    /// <summary>What its readiness probe finds from now on.</summary>
    public void SetReady(bool isReady) => cluster.Api.Patch(
        Resources.Pods, Choose(),
        new Patch.Merge(MapValue.Of(("metadata", MapValue.Of(("annotations", MapValue.Of(("kubespy.dev/ready", isReady ? "true" : "false"))))))), Identity("kubectl"));

    public void PatchService(string patch) =>
        cluster.Api.Patch(Resources.Services, Nginx, new Patch.Merge((MapValue)ValueReader.Read(patch)), Identity("kubectl-patch"));

    public void DeleteService() => cluster.Api.Delete(Resources.Services, Nginx, DeleteOptions.Default, Identity("kubectl"));

    public void DeleteDeployment(PropagationPolicy policy, string name = "nginx") =>
        cluster.Api.Delete(Resources.Deployments, new ObjectKey("default", name), new DeleteOptions { PropagationPolicy = policy }, Identity("kubectl"));

    public void Undo()
    {
        var former = cluster.Store.Read(Resources.ReplicaSets).Objects.Values
            .OrderByDescending(DeploymentRevision.Of).ElementAt(1);
        var template = PodTemplate.WithoutHash(former.Root.MapAt("spec", "template")!);
        cluster.Api.Patch(
            Resources.Deployments, Nginx,
            new Patch.Json([new JsonPatchOperation("replace", "/spec/template", null, template)]), Identity("kubectl-rollout"));
    }

    /// <summary>The Pod that this scenario is about: the oldest by name.</summary>
    private ObjectKey Choose()
    {
        if (_chosen.Length == 0)
        {
            _chosen = cluster.Store.Read(Resources.Pods).Objects.Values.First(p => PodView.Of(p).IsReady).Name;
        }

        return new ObjectKey("default", _chosen);
    }

    private void Patch(string patch, string manager) => cluster.Api.Patch(
        Resources.Deployments, Nginx, new Patch.StrategicMerge((MapValue)ValueReader.Read(patch)), Identity(manager));

    private static WriteContext Identity(string manager) => new("kubernetes-admin", "kubectl/v1.32") { FieldManager = manager };
}
