using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.CustomResources;
using Kubespy.ControlPlane.Controllers;
using Kubespy.ControlPlane.Controllers.CustomResources;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Controllers.Scheduling;
using Kubespy.ControlPlane.Controllers.Volumes;
using Kubespy.ControlPlane.Kubelet;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane;

/// <summary>
/// A Kubernetes cluster in one process: API server, controllers, scheduler, kubelets, all on one <see cref="EventLoop"/>.
/// Whoever holds it drives the loop, in virtual or in real time.
/// </summary>
public sealed class EmbeddedCluster
{
    /// <summary>Larger clusters are for trying load: their nodes are not slowed down.</summary>
    private const int MostContendedNodes = 3;

    private readonly List<Component> _components = [];
    private readonly SortedDictionary<string, NodeKubelet> _kubelets = new(StringComparer.Ordinal);
    private Component _controllerManager;

    public EmbeddedCluster(ClusterOptions options)
    {
        Options = options;
        Loop = new EventLoop(options.Start);
        // Each run draws from a stream of its own: no uid or name of an earlier one comes again.
        Random = options.State is { } kept ? new Randomness(options.Seed).Fork($"run {kept.Run}") : new Randomness(options.Seed);
        Store = new Store(Resources.All, options.WindowLength);
        Api = new ApiServer(Loop, Store, Random);
        if (options.State is { } state)
        {
            Restore(state);
        }

        if (options.State is not { IsPartial: false })
        {
            Bootstrap.Create(Api, options.State);
            // Drawn from a stream of its own: what a cluster has from the start does not decide how its nodes behave.
            Bootstrap.CreateClasses(new ApiServer(Loop, Store, Random.Fork("classes")));
            Bootstrap.CreatePolicy(new ApiServer(Loop, Store, Random.Fork("policy")));
            Bootstrap.CreateComponents(new ApiServer(Loop, Store, Random.Fork("components")), options.RootCertificate);
        }

        EventExpiry.Start(Loop, Store);
        _controllerManager = StartControllerManager();
        StartOthers();
        StartScheduler();
        StartKubelets();
    }

    public ClusterOptions Options { get; }

    public EventLoop Loop { get; }

    public Randomness Random { get; }

    public Store Store { get; }

    public ApiServer Api { get; }

    public IEnumerable<Controller> Controllers => _components.SelectMany(c => c.Controllers);

    /// <summary>
    /// Nothing is under way: no step but periodic ones is scheduled, every cache has seen every write
    /// (design.md, Time).
    /// </summary>
    public bool IsStable => !Loop.HasPendingWork && _components.TrueForAll(c => c.IsStable);

    /// <summary>
    /// Nothing is under way until then: what is looked at again later, such as whether a rollout's progress deadline has passed, does not count.
    /// </summary>
    public bool IsStableUntil(DateTimeOffset time) => _components.TrueForAll(c => c.IsStable) && !Loop.HasWorkUntil(time);

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

    /// <summary>
    /// The controller manager crashes, wherever its controllers are between two calls, and starts anew with cold caches.
    /// </summary>
    public void RestartControllerManager()
    {
        _controllerManager.Stop();
        _components.Remove(_controllerManager);
        _controllerManager = StartControllerManager();
    }

    /// <summary>The built-in resources first, which hold the definitions of the others.</summary>
    private void Restore(StoredState state)
    {
        Store.BeginRestoring(state);
        foreach (var definition in Store.Read(Resources.CustomResourceDefinitions).Objects.Values)
        {
            if (definition.Condition("NamesAccepted").StringAt("status") == "True")
            {
                Api.Registry.Set(CustomDefinition.VersionsOf(definition));
            }
        }

        Store.EndRestoring();
    }

    private Component StartControllerManager()
    {
        var process = NewComponent(ControllerManager.Name);
        Options.ControllerManager.Start(process, Options);
        return process;
    }

    /// <summary>Controllers that on a real cluster run in the API server, or beside the cluster.</summary>
    private void StartOthers()
    {
        var server = NewComponent("kube-apiserver");
        server.Add(new DefinitionController(Loop, server.Informers, server.NewClient("system:apiserver"), Api.Registry));
        var provisioner = NewComponent("csi-provisioner");
        var client = provisioner.NewClient("system:serviceaccount:kube-system:kubespy-provisioner");
        provisioner.Add(new SimulatedProvisioner(Loop, provisioner.Informers, client, provisioner.NewRecorder(client, SimulatedProvisioner.Name)));
    }

    private void StartScheduler()
    {
        var process = NewComponent("kube-scheduler");
        var client = process.NewClient("system:kube-scheduler");
        process.Add(new Scheduler(Loop, process.Informers, client, new SeriesRecorder(Loop, client, "default-scheduler", "default-scheduler-kubespy")));
    }

    private void StartKubelets()
    {
        var process = NewComponent("kubelet");
        var pods = process.Informers.For(Resources.Pods);
        var names = Options.NodeNames ?? [.. Enumerable.Range(1, Options.Nodes).Select(n => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Options.NodePrefix}{n}"))];
        var isContended = Options.NodesAreContended ?? names.Count <= MostContendedNodes;
        for (var number = 1; number <= names.Count; number++)
        {
            var name = names[number - 1];
            var client = process.NewClient($"system:node:{name}");
            var node = new NodeRuntime(Loop, Random, client, process.NewRecorder(client, "kubelet", name), name, number, isContended) { Images = Options.Images };
            _kubelets[name] = new NodeKubelet(node, pods);
            _kubelets[name].Start();
        }

        new NodeSwitch(_kubelets).Connect(process.Informers.For(Resources.Nodes));
    }

    private Component NewComponent(string name)
    {
        var component = new Component(Loop, Store, Api, Options.Faults, name);
        _components.Add(component);
        return component;
    }
}
