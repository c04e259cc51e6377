using Kubespy.Cli.Demo;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Pages;

/// <summary>An hour of a Deployment of 100 Pods with a rollout every five minutes, on the embedded cluster in virtual time.</summary>
internal static class Busy
{
    private static readonly WriteContext User = new("kubernetes-admin", "kubectl/v1.36") { FieldManager = "kubectl-set" };

    public static (IReadOnlyList<SourceEvent> Events, KubeObject Target) Hour()
    {
        var cluster = new EmbeddedCluster(new ClusterOptions { Seed = 7, Nodes = 10 });
        var told = new List<SourceEvent>();
        cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        var start = cluster.Loop.Now;
        foreach (var resource in new[] { Resources.Deployments, Resources.ReplicaSets, Resources.Pods, Resources.Services, Resources.EndpointSlices, Resources.Events })
        {
            cluster.Store.Subscribe(resource, change => told.Add(new SourceEvent.ObjectChanged(
                cluster.Loop.Now, change.Type switch { StoreEventType.Added => ChangeType.Added, StoreEventType.Deleted => ChangeType.Deleted, _ => ChangeType.Modified }, change.Object)));
        }

        var deployment = KubeObject.Parse(DemoManifests.Deployment);
        cluster.Api.Create(Resources.Services, KubeObject.Parse(DemoManifests.Service), User);
        cluster.Api.Create(Resources.Deployments, deployment.With("spec", deployment.Spec!.With("replicas", 100)), User);
        for (var i = 1; i <= 12; i++)
        {
            cluster.Loop.AdvanceTo(start.AddMinutes(5 * i));
            var image = System.Globalization.CultureInfo.InvariantCulture;
            cluster.Api.Patch(
                Resources.Deployments,
                new ObjectKey("default", "nginx"),
                new Patch.StrategicMerge((MapValue)ValueReader.Read("""{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:N"}]}}}}""".Replace("N", i.ToString(image), StringComparison.Ordinal))),
                User);
        }

        return ([.. told, new SourceEvent.CaughtUp(start.AddHours(1))], told.OfType<SourceEvent.ObjectChanged>().First(e => e.Object.Kind == "Deployment").Object);
    }
}
