using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;

namespace Kubespy.Comparator;

/// <summary>
/// A recorded scenario played on the embedded cluster in virtual time: the same manifest, the same commands at the same times,
/// each doing to the API what kubectl does.
/// </summary>
public sealed class Scenario(Action<Play> begin)
{
    public Scenario(string manifest, string serviceType = "ClusterIP")
        : this(play => play.CreateDeployment(manifest, serviceType))
    {
    }

    /// <summary>The kinds that the recordings hold.</summary>
    private static readonly string[] Recorded =
    [
        "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ControllerRevision", "Job", "Pod", "Service", "Endpoints", "EndpointSlice", "Event",
    ];

    private readonly List<(double Seconds, Action<Play> Act)> _steps = [];
    private double _end;

    public Scenario At(double seconds, Action<Play> act)
    {
        _steps.Add((seconds, act));
        return this;
    }

    /// <summary>How long it is recorded, in seconds.</summary>
    public Scenario Until(double seconds)
    {
        _end = seconds;
        return this;
    }

    /// <param name="seed">What is drawn by chance follows from it.</param>
    /// <param name="meddle">What does not belong there, to see whether the comparison sees it.</param>
    /// <param name="options">What else the cluster is made of, besides its seed and its nodes.</param>
    /// <param name="nodes">How many nodes it has.</param>
    public IReadOnlyList<RecordedEvent> Run(int seed = 1, Action<EmbeddedCluster>? meddle = null, ClusterOptions? options = null, int nodes = 1)
    {
        var cluster = new EmbeddedCluster((options ?? new ClusterOptions()) with { Seed = seed, Nodes = nodes, NodePrefix = "real-" });
        cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        var start = cluster.Loop.Now;
        var recording = new List<RecordedEvent>();
        foreach (var resource in Resources.All.Where(r => Recorded.Contains(r.Kind)))
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
        begin(play);
        foreach (var (at, act) in _steps.OrderBy(s => s.Seconds))
        {
            cluster.Loop.AdvanceTo(start + TimeSpan.FromSeconds(at));
            act(play);
        }

        cluster.Loop.AdvanceTo(start + TimeSpan.FromSeconds(_end));
        return recording;
    }

    private static string TypeOf(ControlPlane.Storage.StoreEventType type) => type switch
    {
        ControlPlane.Storage.StoreEventType.Added => "ADDED",
        ControlPlane.Storage.StoreEventType.Modified => "MODIFIED",
        _ => "DELETED",
    };
}
