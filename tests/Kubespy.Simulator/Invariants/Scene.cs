using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator.Invariants;

/// <summary>What the invariants look at, and where they say what they found.</summary>
internal sealed class Scene
{
    private readonly Subject _subject;
    private readonly InputLog _inputs;

    public Scene(Subject subject, Chance chance, InputLog inputs)
    {
        (_subject, Chance, _inputs) = (subject, chance, inputs);
        CacheLag = TimeSpan.FromMilliseconds(100) + (chance.HasFaults ? 4 * ChanceFaults.LongestDelay : TimeSpan.Zero);
        Rollout = new RolloutState(this);
        Known = new KnownReplicaSets(this);
    }

    public Chance Chance { get; }

    public RolloutState Rollout { get; }

    public KnownReplicaSets Known { get; }

    /// <summary>The controllers see a write after a moment, longer while watches lag: what they do in it is judged by what they knew.</summary>
    public TimeSpan CacheLag { get; }

    public DateTimeOffset Now => _subject.Cluster.Loop.Now;

    /// <summary>What is written just now is so by somebody outside the cluster.</summary>
    public bool IsFromOutside => _inputs.IsActing;

    public List<string> Broken { get; } = [];

    public IEnumerable<KubeObject> Deployments => All(Resources.Deployments);

    /// <summary>The only Deployment there is; null where it is deleted.</summary>
    public KubeObject? Deployment => Deployments.SingleOrDefault();

    public IEnumerable<KubeObject> ReplicaSets => All(Resources.ReplicaSets);

    public IEnumerable<KubeObject> Pods => All(Resources.Pods);

    public IEnumerable<KubeObject> All(Resource resource) => _subject.Cluster.Store.Read(resource).Objects.Values;

    public KubeObject? DeploymentOf(KubeObject replicaSet) => Deployments.FirstOrDefault(d => d.Uid == replicaSet.ControllerRef?.Uid);

    public IReadOnlyList<KubeObject> ReplicaSetsOf(KubeObject deployment) => [.. ReplicaSets.Where(rs => rs.ControllerRef?.Uid == deployment.Uid)];

    public void Saw(Resource resource, StoreEvent change)
    {
        if (resource.Kind == "Deployment")
        {
            Rollout.Saw(change.Type == StoreEventType.Deleted ? null : change.Object);
        }
        else if (resource.Kind == "ReplicaSet")
        {
            Known.Saw(change);
            if (change.Type != StoreEventType.Modified || !change.Object.OwnerReferences.SequenceEqual(change.Previous!.OwnerReferences))
            {
                Rollout.SawReplicaSet(isLost: change.Type == StoreEventType.Deleted && Replicas(change.Object) > 0);
            }
        }
    }

    /// <summary>The fewest available and the most Pods that a rollout allows.</summary>
    public static (long Floor, long Ceiling) Bounds(KubeObject deployment)
    {
        var replicas = Replicas(deployment);
        if (!IsRolling(deployment))
        {
            return (0, replicas);
        }

        var bounds = RollingUpdate.Of(deployment.Root.MapAt("spec", "strategy", "rollingUpdate"), (int)replicas);
        return (replicas - bounds.MaxUnavailable, replicas + bounds.MaxSurge);
    }

    public static bool IsRolling(KubeObject deployment) => deployment.Root.StringAt("spec", "strategy", "type") == "RollingUpdate";

    public static bool IsPaused(KubeObject deployment) => deployment.Root.BoolAt("spec", "paused") == true;

    public static long Replicas(KubeObject obj) => obj.Root.Int64At("spec", "replicas") ?? 0;

    public static long Status(KubeObject obj, string field) => obj.Root.Int64At("status", field) ?? 0;

    public void Expect(KubeObject about, string what, long expected, long actual)
    {
        if (expected != actual)
        {
            Broken.Add($"{about}: {what} is {actual}, not {expected}");
        }
    }

    public void Require(bool holds, StoreEvent change, string what) => Require(holds, $"{change.Type} {change.Object}", what);

    public void Require(bool holds, object about, string what)
    {
        if (!holds)
        {
            Broken.Add(string.Create(CultureInfo.InvariantCulture, $"{Now:HH:mm:ss.fff} {about}: {what}"));
        }
    }
}
