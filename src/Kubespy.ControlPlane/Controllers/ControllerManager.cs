using Kubespy.ControlPlane.Controllers.Autoscaling;
using Kubespy.ControlPlane.Controllers.ClusterRoles;
using Kubespy.ControlPlane.Controllers.CronJobs;
using Kubespy.ControlPlane.Controllers.DaemonSets;
using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.ControlPlane.Controllers.Disruption;
using Kubespy.ControlPlane.Controllers.Endpoints;
using Kubespy.ControlPlane.Controllers.GarbageCollection;
using Kubespy.ControlPlane.Controllers.Jobs;
using Kubespy.ControlPlane.Controllers.LoadBalancers;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Controllers.Namespaces;
using Kubespy.ControlPlane.Controllers.NodeLifecycle;
using Kubespy.ControlPlane.Controllers.PodCollection;
using Kubespy.ControlPlane.Controllers.Quotas;
using Kubespy.ControlPlane.Controllers.ReplicaSets;
using Kubespy.ControlPlane.Controllers.StatefulSets;
using Kubespy.ControlPlane.Controllers.TaintEviction;
using Kubespy.ControlPlane.Controllers.Volumes;

namespace Kubespy.ControlPlane.Controllers;

/// <summary>
/// Which controllers the controller manager runs. A derived one may run others in their place: that is how it is shown that tests notice a
/// controller that is wrong.
/// </summary>
public class ControllerManager
{
    /// <summary>How the process names itself.</summary>
    public const string Name = "kube-controller-manager";

    private const string User = "system:kube-controller-manager";

    /// <summary>Makes the controllers of a process that starts.</summary>
    internal void Start(Component process, ClusterOptions options)
    {
        var (loop, informers) = (process.Loop, process.Informers);
        var client = process.NewClient(User);
        process.Add(new NamespaceController(loop, informers, client, options.RootCertificate));
        process.Add(NewDeploymentController(process, client));
        process.Add(NewReplicaSetController(process, client));
        process.Add(new ReplicaSetController(loop, informers, client, process.NewRecorder(client, "replication-controller"), ReplicatedKind.ReplicationControllers));
        process.Add(new StatefulSetController(loop, informers, client, process.NewRecorder(client, "statefulset-controller")));
        process.Add(new DaemonSetController(loop, informers, client, process.NewRecorder(client, "daemonset-controller")));
        var jobs = new JobController(loop, informers, client, process.NewRecorder(client, "job-controller"));
        process.Add(jobs);
        process.Add(jobs.OrphanCollector);
        process.Add(new FinishedJobController(loop, informers, client));
        process.Add(new CronJobController(loop, informers, client, process.NewRecorder(client, "cronjob-controller")));
        // Each write carries every address: at the controller manager's own rate they are gathered, as on a real cluster.
        var limited = process.NewClient(User, ApiClientOptions.ControllerManager);
        process.Add(new EndpointsController(loop, informers, limited, process.NewRecorder(client, "endpoint-controller")));
        process.Add(new EndpointSliceController(loop, informers, limited, process.NewRecorder(client, "endpoint-slice-controller")));
        process.Add(new NodeLifecycleController(loop, informers, client, process.NewRecorder(client, "node-controller"), options.NodeGracePeriod));
        process.Add(new TaintEvictionController(loop, informers, client, process.NewRecorder(client, "taint-eviction-controller")));
        process.Add(new PodCollector(loop, informers, client));
        process.Add(new LoadBalancerController(loop, informers, client, process.NewRecorder(client, "service-controller")));
        process.Add(new GarbageCollector(loop, informers, client, process.NewRecorder(client, "garbage-collector-controller")));
        process.Add(new QuotaController(loop, informers, client));
        process.Add(new DisruptionController(loop, informers, client, process.NewRecorder(client, "controllermanager")));
        process.Add(new AutoscalerController(loop, informers, client, process.NewRecorder(client, "horizontal-pod-autoscaler")));
        process.Add(new VolumeController(loop, informers, client, process.NewRecorder(client, "persistentvolume-controller")));
        process.Add(new VolumeProtectionController(loop, informers, client));
        process.Add(new AttributesProtectionController(loop, informers, client));
        process.Add(new ClusterRoleAggregationController(loop, informers, client));
    }

    protected virtual DeploymentController NewDeploymentController(Component process, ApiClient client) =>
        new(process.Loop, process.Informers, client, process.NewRecorder(client, "deployment-controller"));

    protected virtual ReplicaSetController NewReplicaSetController(Component process, ApiClient client) =>
        new(process.Loop, process.Informers, client, process.NewRecorder(client, "replicaset-controller"));
}
