using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Conformance;

/// <summary>
/// A recorded scenario played on the embedded cluster in virtual time: the same manifest, the same commands at the same times,
/// each doing to the API what kubectl does.
/// </summary>
public sealed class Scenario(string manifest, string serviceType = "ClusterIP")
{
    private static readonly ObjectKey Nginx = new("default", "nginx");

    private readonly List<(double Seconds, Action<Play> Act)> _steps = [];

    public Scenario At(double seconds, Action<Play> act)
    {
        _steps.Add((seconds, act));
        return this;
    }

    /// <param name="seconds">How long it is recorded.</param>
    /// <param name="seed">What is drawn by chance follows from it.</param>
    /// <param name="meddle">A controller that does not belong there, to see whether the comparison sees it.</param>
    public IReadOnlyList<RecordedEvent> Run(double seconds, int seed = 1, Action<EmbeddedCluster>? meddle = null)
    {
        var cluster = new EmbeddedCluster(new ClusterOptions { Seed = seed, Nodes = 1, NodePrefix = "real-" });
        cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        var start = cluster.Loop.Now;
        var recording = new List<RecordedEvent>();
        foreach (var resource in Resources.All.Where(r => r.Kind is "Deployment" or "ReplicaSet" or "Pod" or "Service" or "Endpoints" or "EndpointSlice" or "Event"))
        {
            cluster.Store.Subscribe(resource, e =>
            {
                if (e.Object.Namespace == "default")
                {
                    recording.Add(new RecordedEvent((cluster.Loop.Now - start).TotalSeconds, TypeOf(e.Type), e.Object, false));
                }
            });
        }

        meddle?.Invoke(cluster);
        var play = new Play(cluster);
        play.Create(Resources.Deployments, manifest);
        play.Create(Resources.Services, """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
             "spec":{"type":"TYPE","selector":{"app":"nginx"},"ports":[{"port":80,"targetPort":80}]}}
            """.Replace("TYPE", serviceType, StringComparison.Ordinal));
        foreach (var (at, act) in _steps.OrderBy(s => s.Seconds))
        {
            cluster.Loop.AdvanceTo(start + TimeSpan.FromSeconds(at));
            act(play);
        }

        cluster.Loop.AdvanceTo(start + TimeSpan.FromSeconds(seconds));
        return recording;
    }

    private static string TypeOf(ControlPlane.Storage.StoreEventType type) => type switch
    {
        ControlPlane.Storage.StoreEventType.Added => "ADDED",
        ControlPlane.Storage.StoreEventType.Modified => "MODIFIED",
        _ => "DELETED",
    };

    /// <summary>The commands.</summary>
    public sealed class Play(EmbeddedCluster cluster)
    {
        private string _chosen = "";

        public void Create(Resource resource, string json) => cluster.Api.Create(resource, KubeObject.Parse(json), Identity("kubectl-client-side-apply"));

        public void SetImage(string image) => Patch($"{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"name\":\"nginx\",\"image\":\"{image}\"}}]}}}}}}}}", "kubectl-set");

        public void SetEnvironment(string name) => Patch($"{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"name\":\"nginx\",\"env\":[{{\"name\":\"{name}\",\"value\":\"1\"}}]}}]}}}}}}}}", "kubectl-set");

        public void Restart() => Patch("{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/restartedAt\":\"2026-01-01T00:00:05Z\"}}}}}", "kubectl-rollout");

        public void Pause(bool paused) => Patch($"{{\"spec\":{{\"paused\":{(paused ? "true" : "null")}}}}}", "kubectl-rollout");

        public void Scale(int replicas) => cluster.Api.Patch(
            Resources.Deployments, Nginx, new Patch.Merge(MapValue.Of(("spec", MapValue.Of(("replicas", replicas))))), Identity("kubectl"), "scale");

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

        public void DeleteDeployment(PropagationPolicy policy) =>
            cluster.Api.Delete(Resources.Deployments, Nginx, new DeleteOptions { PropagationPolicy = policy }, Identity("kubectl"));

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
}
