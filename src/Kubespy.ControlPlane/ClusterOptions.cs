namespace Kubespy.ControlPlane;

/// <summary>What an embedded cluster is made of.</summary>
public sealed record ClusterOptions
{
    /// <summary>Everything drawn by chance follows from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many nodes there are: node-1, node-2, … by default</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>The nodes' names, in place of so many and what they begin with; null where those hold.</summary>
    public IReadOnlyList<string>? NodeNames { get; init; }

    /// <summary>How containers of some images behave, beside what their names and Pods say.</summary>
    public IReadOnlyDictionary<string, Kubelet.ImageBehaviour> Images { get; init; } = new Dictionary<string, Kubelet.ImageBehaviour>();

    /// <summary>What the nodes' names begin with.</summary>
    public string NodePrefix { get; init; } = "node-";

    /// <summary>
    /// Whether a node that starts or stops many containers at once takes longer for each, as a real one of two cores does. By default
    /// on clusters of up to three nodes; larger ones are for trying load, where a Pod takes the same time however many there are.
    /// </summary>
    public bool? NodesAreContended { get; init; }

    /// <summary>
    /// How long a node may be silent before it counts as lost (node-monitor-grace-period): as in the recordings; 50 s is the default of a
    /// real controller manager.
    /// </summary>
    public TimeSpan NodeGracePeriod { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The CA of the cluster's API, in PEM, as Pods find it in kube-root-ca.crt.</summary>
    public string RootCertificate { get; init; } = "";

    /// <summary>The cluster's time at its start.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What an earlier run left, to go on from; null begins a new cluster.</summary>
    public Storage.StoredState? State { get; init; }

    /// <summary>How many changes of each resource a watch may lie behind before it gets 410 Expired.</summary>
    public int WindowLength { get; init; } = Storage.EventLog.DefaultLength;

    /// <summary>Which controllers run.</summary>
    public Controllers.ControllerManager ControllerManager { get; init; } = new();

    /// <summary>What goes wrong between components and the API server.</summary>
    public Simulation.Faults Faults { get; init; } = Simulation.Faults.None;
}
