using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.CustomResources;
using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.ControlPlane.Controllers.Endpoints;
using Kubespy.ControlPlane.Controllers.GarbageCollection;
using Kubespy.ControlPlane.Controllers.LoadBalancers;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Controllers.Namespaces;
using Kubespy.ControlPlane.Controllers.Quotas;
using Kubespy.ControlPlane.Controllers.NodeLifecycle;
using Kubespy.ControlPlane.Controllers.ReplicaSets;
using Kubespy.ControlPlane.Controllers.Scheduling;
using Kubespy.ControlPlane.Controllers.TaintEviction;
using Kubespy.ControlPlane.Controllers.Volumes;
using Kubespy.ControlPlane.Kubelet;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane;

/// <summary>
/// A Kubernetes cluster in one process: API server, controllers, scheduler, kubelets, all on one <see cref="EventLoop"/>.
/// Whoever holds it drives the loop, in virtual or in real time.
/// </summary>
public sealed class EmbeddedCluster
{
    private static readonly TimeSpan WatchLatency = TimeSpan.FromMilliseconds(1);

    /// <summary>Larger clusters are for trying load: their nodes are not slowed down.</summary>
    private const int MostContendedNodes = 3;

    private readonly List<Controller> _controllers = [];
    private readonly List<InformerFactory> _informers = [];
    private readonly SortedDictionary<string, NodeKubelet> _kubelets = new(StringComparer.Ordinal);

    public EmbeddedCluster(ClusterOptions options)
    {
        Options = options;
        Loop = new EventLoop(options.Start);
        Random = new Randomness(options.Seed);
        Store = new Store(Resources.All, options.WindowLength);
        Api = new ApiServer(Loop, Store, Random);
        Bootstrap.Create(Api);
        // Drawn from a stream of its own: what a cluster has from the start does not decide how its nodes behave.
        Bootstrap.CreateClasses(new ApiServer(Loop, Store, Random.Fork("classes")));
        StartControllerManager();
        StartScheduler();
        StartKubelets();
    }

    public ClusterOptions Options { get; }

    public EventLoop Loop { get; }

    public Randomness Random { get; }

    public Store Store { get; }

    public ApiServer Api { get; }

    public IReadOnlyList<Controller> Controllers => _controllers;

    /// <summary>
    /// Nothing is under way: no step but periodic ones is scheduled, every cache has seen every write
    /// (design.md, Time).
    /// </summary>
    public bool IsStable => !Loop.HasPendingWork && _informers.All(i => i.IsCaughtUp) && _controllers.All(c => c.Queue.IsIdle);

    /// <summary>
    /// The node falls silent: its lease is not renewed, nothing of its Pods is written; they stand still as they are. On the loop's thread.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public void StopNode(string name) => KubeletOf(name).Stop();

    /// <summary>The node is back and goes on with the Pods it had. On the loop's thread.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public void StartNode(string name) => KubeletOf(name).Start();

    private NodeKubelet KubeletOf(string name) => _kubelets.TryGetValue(name, out var kubelet)
        ? kubelet
        : throw new ArgumentException($"there is no node {name}: the nodes are {string.Join(", ", _kubelets.Keys)}", nameof(name));

    private void StartControllerManager()
    {
        var informers = NewInformers();
        var client = NewClient("kube-controller-manager", "system:kube-controller-manager");
        _controllers.Add(new NamespaceController(Loop, informers, client, Options.RootCertificate));
        _controllers.Add(new DeploymentController(Loop, informers, client, NewRecorder(client, "deployment-controller")));
        _controllers.Add(new ReplicaSetController(Loop, informers, client, NewRecorder(client, "replicaset-controller")));
        // Each write carries every address: at the controller manager's own rate they are gathered, as on a real cluster.
        var limited = NewClient("kube-controller-manager", "system:kube-controller-manager", ApiClientOptions.ControllerManager);
        _controllers.Add(new EndpointsController(Loop, informers, limited, NewRecorder(client, "endpoint-controller")));
        _controllers.Add(new EndpointSliceController(Loop, informers, limited, NewRecorder(client, "endpoint-slice-controller")));
        _controllers.Add(new NodeLifecycleController(Loop, informers, client, NewRecorder(client, "node-controller"), Options.NodeGracePeriod));
        _controllers.Add(new TaintEvictionController(Loop, informers, client, NewRecorder(client, "taint-eviction-controller")));
        _controllers.Add(new LoadBalancerController(Loop, informers, client, NewRecorder(client, "service-controller")));
        _controllers.Add(new GarbageCollector(Loop, informers, client, NewRecorder(client, "garbage-collector-controller")));
        _controllers.Add(new DefinitionController(Loop, informers, NewClient("kube-apiserver", "system:apiserver"), Api.Registry));
        _controllers.Add(new QuotaController(Loop, informers, client));
        _controllers.Add(new VolumeController(Loop, informers, client, NewRecorder(client, "persistentvolume-controller")));
        _controllers.Add(new VolumeProtectionController(Loop, informers, client));
        var provisioner = NewClient("csi-provisioner", "system:serviceaccount:kube-system:kubespy-provisioner");
        _controllers.Add(new SimulatedProvisioner(Loop, informers, provisioner, NewRecorder(provisioner, SimulatedProvisioner.Name)));
    }

    private void StartScheduler()
    {
        var client = NewClient("kube-scheduler", "system:kube-scheduler");
        _controllers.Add(new Scheduler(Loop, NewInformers(), client, NewRecorder(client, "default-scheduler"), "default-scheduler-kubespy"));
    }

    private void StartKubelets()
    {
        var pods = NewInformers().For(Resources.Pods);
        var isContended = Options.NodesAreContended ?? Options.Nodes <= MostContendedNodes;
        for (var number = 1; number <= Options.Nodes; number++)
        {
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Options.NodePrefix}{number}");
            var client = NewClient("kubelet", $"system:node:{name}");
            var node = new NodeRuntime(Loop, Random, client, NewRecorder(client, "kubelet", name), name, number, isContended);
            _kubelets[name] = new NodeKubelet(node, pods);
            _kubelets[name].Start();
        }
    }

    private InformerFactory NewInformers()
    {
        var informers = new InformerFactory(Loop, Store, Api.Registry, WatchLatency);
        _informers.Add(informers);
        return informers;
    }

    private ApiClient NewClient(string component, string user, ApiClientOptions? options = null) =>
        new(Loop, Api, new WriteContext(user, $"{component}/{NodeObject.Version}"), options ?? ApiClientOptions.Unlimited);

    private EventRecorder NewRecorder(ApiClient client, string component, string host = "") => new(Loop, client, component, host);
}
